from dataclasses import FrozenInstanceError, dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Money:
    cents: int
    currency: str

    @classmethod
    def parse(cls, text):
        amount, currency = text.split()
        return cls(int(Decimal(amount) * 100), currency)

    def __add__(self, other):
        if other == 0:  # so that sum() works
            return self
        if not isinstance(other, Money):
            return NotImplemented
        if other.currency != self.currency:
            raise TypeError(f"cannot mix {self.currency} and {other.currency}")
        return Money(self.cents + other.cents, self.currency)

    __radd__ = __add__

    def __truediv__(self, parts):
        """Splits without losing a cent: the first parts get the rest."""
        base, rest = divmod(self.cents, parts)
        return [Money(base + (i < rest), self.currency) for i in range(parts)]

    def __int__(self):
        return self.cents

    def __str__(self):
        return f"{self.cents / 100:.2f} {self.currency}"


a, b, c, usd = map(Money.parse, input)
total = sum([a, b, c])

try:
    mixed = a + usd
except TypeError as e:
    mixed = str(e)

try:
    a.cents = 1
    frozen = False
except FrozenInstanceError:
    frozen = True

{
    "total": f"{total}",
    "parts": [str(part) for part in total / 3],
    "greatest": str(max(a, b, c)),
    "equal": [a == Money.parse("19.99 EUR"), a == b, total + Money(-2500, "EUR") == Money(0, "EUR")],
    "sum": int(a) + int(b),
    "mixed": mixed,
    "frozen": frozen,
}
