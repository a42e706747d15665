m = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
]


def transpose(m):
    return [list(column) for column in zip(*m)]


def rotate(m):
    return [list(row) for row in zip(*m[::-1])]


def spiral(m):
    return [*m[0], *spiral(transpose(m[1:])[::-1])] if m else []


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def power(m, n):
    if n == 1:
        return m
    return multiply(m, power(m, n - 1)) if n % 2 else power(multiply(m, m), n // 2)


full = m
for _ in range(4):
    full = rotate(full)

return {
    "rotated": rotate(m),
    "full": ",".join(str(x) for row in full for x in row),
    "spiral": spiral(m),
    "sums": {"rows": [*map(sum, m)], "columns": [*map(sum, zip(*m))]},
    "diagonals": [[row[k - i] for i, row in enumerate(m) if 0 <= k - i < len(row)] for k in range(6)],
    "fib": power([[1, 1], [1, 0]], 40)[0][1],
}
