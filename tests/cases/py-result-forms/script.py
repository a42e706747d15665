import collections, dataclasses, datetime as dt, decimal, enum, fractions, ipaddress, pathlib, uuid

class Level(enum.IntEnum):
    LOW = 1

class Name(str, enum.Enum):
    A = "a"

@dataclasses.dataclass
class Point:
    x: int
    tags: set = dataclasses.field(default_factory=set)

class Model:
    def __init__(self):
        self.id, self._hidden = 1, 2
    def model_dump(self):
        return {"dumped": self.id}

class Plain:
    def __init__(self):
        self.a, self._b = 1, 2

Pair = collections.namedtuple("Pair", "left right")

return {
    "when": dt.datetime(2024, 2, 29, 12, 30, tzinfo=dt.timezone.utc),
    "day": dt.date(2024, 1, 2), "time": dt.time(8, 5), "took": dt.timedelta(minutes=1, milliseconds=500),
    "price": decimal.Decimal("19.99"), "whole": decimal.Decimal("3"), "exact": decimal.Decimal("0.12345678901234567890123"),
    "half": fractions.Fraction(1, 2), "id": uuid.UUID(int=1), "path": pathlib.PurePosixPath("/a/b"),
    "level": Level.LOW, "name": Name.A, "set": {"b", "a"}, "frozen": frozenset([2, 1]), "tuple": (1, 2), "pair": Pair(1, 2),
    "point": Point(1, {2}), "model": Model(), "plain": Plain(), "counter": collections.Counter("aab"),
    "deque": collections.deque([1]), "range": range(3), "keys": {"k": 1}.keys(), "values": {"k": 1}.values(),
    "generator": (n for n in range(2)), "map": map(str, [1]), "bytes": b"text", "binary": b"\xff\x00", "ip": str(ipaddress.ip_address("10.0.0.1")),
    "error": ValueError("bad"), "complex": 1 + 2j,
}
