from decimal import Decimal, getcontext, localcontext

# Decimal arithmetic: e, pi and compound interest to 40 digits.
getcontext().prec = 60


def show(x, places):
    return f"{x:.{places}f}"


def arctan_inverse(x):
    total, term, n, sign = Decimal(0), Decimal(1) / x, 1, 1
    while abs(term) > Decimal("1e-55"):
        total += sign * term / n
        term /= x * x
        n, sign = n + 2, -sign
    return total


pi = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))  # Machin

balance = Decimal(1000)
for year in range(30):
    balance *= 1 + Decimal("3.75") / 100

with localcontext() as context:
    context.prec = 30
    third = Decimal(1) / 3

return {
    "e": show(Decimal(1).exp(), 40),
    "pi": show(pi, 40),
    "balance": show(balance, 10),
    "sum": show(Decimal("0.1") + Decimal("0.2"), 5),
    "third": str(third),
    "exact": Decimal("0.1") * 3 == Decimal("0.3"),
}
