from itertools import combinations, permutations


def queens(n):
    """Backtracking: all placements of n queens."""

    def place(row, columns):
        if row == n:
            yield columns
            return
        for c in range(n):
            if all(c != other and abs(c - other) != row - r for r, other in enumerate(columns)):
                yield from place(row + 1, (*columns, c))

    return place(0, ())


numbers = [1, 2, 3, 4, 5, 6]
sums = [list(c) for size in range(1, 7) for c in combinations(numbers, size) if sum(c) == 9]

return {
    "counts": [sum(1 for _ in queens(n)) for n in range(1, 8)],
    "board": ["." * c + "Q" + "." * (5 - c) for c in next(queens(6))],
    "permutations": list(map("".join, permutations("abc"))),
    "pairs": ["".join(c) for c in combinations("abcd", 2)],
    "choose": len(list(combinations(range(10), 4))),
    "sums": sorted(sums),
}
