from enum import Enum, Flag, auto


class Priority(Enum):
    LOW = ("low", 72)
    NORMAL = ("normal", 24)
    HIGH = ("high", 4)
    CRITICAL = ("critical", 1)

    def __init__(self, label, hours):
        self.label = label
        self.hours = hours

    @classmethod
    def _missing_(cls, value):
        return next((p for p in cls if p.label == str(value).lower()), None)

    @property
    def next(self):
        members = list(Priority)
        return members[min(members.index(self) + 1, len(members) - 1)]

    def __lt__(self, other):
        members = list(Priority)
        return members.index(self) < members.index(other)


class Access(Flag):
    READ = auto()
    WRITE = auto()
    ADMIN = auto()


def parse(text):
    try:
        return Priority(text).label
    except ValueError as e:
        return str(e)


editor = Access.READ | Access.WRITE
return {
    "parsed": [parse(text) for text in input],
    "escalated": [Priority.LOW.next.label, Priority.CRITICAL.next.label],
    "deadlines": {p.label: p.hours for p in Priority},
    "identical": Priority("high") is Priority.HIGH,
    "order": Priority.LOW < Priority.HIGH,
    "editor": [flag.name for flag in editor],
    "admin": len(editor | Access.ADMIN),
    "revoked": [flag.name for flag in editor & ~Access.WRITE],
}
