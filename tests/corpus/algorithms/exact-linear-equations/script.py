from fractions import Fraction


def eliminate(matrix, right):
    """Gaussian elimination with exact fractions: determinant, inverse and solution."""
    n = len(matrix)
    m = [[Fraction(x) for x in (*row, *rest)] for row, rest in zip(matrix, right)]
    det = Fraction(1)
    for c in range(n):
        p = next((r for r in range(c, n) if m[r][c]), None)
        if p is None:
            return {"det": "0", "right": None}
        if p != c:
            m[p], m[c] = m[c], m[p]
            det = -det
        pivot = m[c][c]
        det *= pivot
        m[c] = [x / pivot for x in m[c]]
        for r in range(n):
            if r != c and (factor := m[r][c]):
                m[r] = [x - y * factor for x, y in zip(m[r], m[c])]
    return {"det": str(det), "right": [[str(x) for x in row[n:]] for row in m]}


def hilbert(n):
    return [[Fraction(2520, i + j + 1) for j in range(n)] for i in range(n)]


def identity(n):
    return [[int(i == j) for j in range(n)] for i in range(n)]


return {
    "solved": eliminate([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]], [[8], [-11], [-3]]),
    "swapped": eliminate([[0, 2], [3, 4]], [[1], [1]]),
    "singular": eliminate([[1, 2], [2, 4]], [[1], [2]]),
    "hilbert": eliminate(hilbert(5), identity(5)),
}
