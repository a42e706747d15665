import ipaddress
from collections import UserDict, UserList, UserString
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo


class Base:
    __slots__ = ("a",)


class Slots(Base):
    __slots__ = ("b", "_hidden")

    def __init__(self):
        self.a, self.b, self._hidden = 1, 2, 3


class One:
    __slots__ = "name"

    def __init__(self):
        self.name = "x"


class Open(Base):
    def __init__(self):
        self.a, self.c = 1, 3


try:
    raise ExceptionGroup("g", [ValueError("a"), KeyError("b")])
except* Exception as error:
    group = error
{
    "slots": [Slots(), One(), Open()],
    "ip": [ipaddress.ip_address("10.0.0.1"), ipaddress.ip_network("10.0.0.0/30"), ipaddress.ip_interface("::1/64")],
    "keys": {ipaddress.ip_address("10.0.0.1"): 1},
    "group": group,
    "user": [UserDict(a=1), UserList([1]), UserString("abc")],
    "zones": [ZoneInfo("Europe/Berlin"), timezone.utc, timezone(timedelta(hours=2))],
}
