import datetime, enum, decimal

class Kind(enum.Enum):
    A = "a"

return [{1: "int", 2.5: "float", True: "bool", None: "none"}, {datetime.date(2024, 1, 1): 1}, {Kind.A: 1}, {decimal.Decimal("1.5"): 1}, {("x", "y"): 2}, {b"b": 1}]
