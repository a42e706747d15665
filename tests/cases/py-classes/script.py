from __future__ import annotations
import abc
from dataclasses import dataclass, field, asdict, replace
from functools import cached_property, total_ordering
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

T = TypeVar("T")

class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...

@total_ordering
@dataclass(eq=False)
class Square(Shape):
    side: float
    tags: list[str] = field(default_factory=list)

    def area(self):
        return self.side**2

    def __eq__(self, other):
        return self.side == other.side

    def __lt__(self, other):
        return self.side < other.side

class Row(NamedTuple):
    a: int
    b: str = "x"

class Stack[X]:
    def __init__(self):
        self._items: list[X] = []

    def push(self, item: X) -> Stack[X]:
        self._items.append(item)
        return self

    def __len__(self):
        return len(self._items)

    @cached_property
    def first(self):
        return self._items[0]

class Meta(type):
    def __new__(mcs, name, bases, space):
        return super().__new__(mcs, name, bases, space | {"made": True})

class Made(metaclass=Meta):
    __slots__ = ("x",)

def kind(value):
    match value:
        case {"type": "a", **rest}:
            return rest
        case [first, *_] if first > 1:
            return first
        case Row(a=n):
            return n
        case int() | float():
            return "number"
        case _:
            return None

return [
    max(Square(1), Square(3)).area(), asdict(replace(Square(2), side=4)), Row(1)._asdict(), len(Stack().push(1).push(2)),
    Made.made, [kind(v) for v in ({"type": "a", "n": 1}, [2, 3], Row(5), 1.5, "x")],
    f"{1234567.891:,.2f} {'x':>3} {0.256:.1%} {255:#x} {'q'!r}",
]
