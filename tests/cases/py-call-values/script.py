import datetime, decimal, enum, dataclasses

class Color(enum.Enum):
    RED = "red"

@dataclasses.dataclass
class Item:
    name: str
    at: datetime.date

return await tools.shop.echo(item=Item("x", datetime.date(2024, 2, 29)), color=Color.RED, price=decimal.Decimal("12.50"), ids={3, 1, 2}, pair=(1, 2))
