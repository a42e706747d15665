"""From a script's values to JSON text. What json's own encoder writes as it should is left to it; the rest is copied into
JSON's own forms, and what has none is named in the log or is an error with its path."""

import base64
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import inspect
import io
import ipaddress
import json
import math
import pathlib
import re
import sys
import types
import uuid
import zoneinfo
from asyncio import isfuture
from json.encoder import c_make_encoder, encode_basestring

from . import log

# Nesting that is looked into.
_MAX_DEPTH = 500
_MAX_WARNINGS = 10
_MAX_INT_DIGITS = 4300


class ResultError(Exception):
    """A value that can't be turned into JSON."""


def to_text(value, root="result"):
    """The JSON text of a value. `root` is what a path begins with in messages: `result`, or `arguments`."""
    try:
        text = _encode(value)
        if text.isascii() or text.encode():
            return text
    except (TypeError, ValueError, RecursionError, UnicodeEncodeError, AttributeError, _Walk):
        pass
    # With paths: slower, and says what is wrong where. Each level of the value is a few of Python's.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 10 * _MAX_DEPTH))
    try:
        return _plain_encode(_Copy(root).plain(value, []))
    finally:
        sys.setrecursionlimit(limit)


def canonical(value):
    """One text for equal values, whatever the order of their keys."""
    return json.dumps(_Copy("result").plain(value, []), sort_keys=True)


def from_text(text):
    """The value of a JSON text."""
    return _decode(text)


class _Walk(Exception):
    """Something is there that only a walk along its path can judge."""


def _default(value):
    """What json's encoder doesn't know: the frequent ones at once."""
    form = type(value)
    if form is set or form is frozenset:
        return _sorted(value)
    if form is datetime.datetime or form is datetime.date or form is datetime.time:
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise _Walk


_plain_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode


def _encode(value):
    # json's own way, without what it makes anew for each value.
    if type(value) is str:
        return encode_basestring(value)
    return "".join(c_make_encoder({}, _default, encode_basestring, None, ":", ",", False, False, False)(value, 0))


_scan = json.JSONDecoder().scan_once
_SPACE = " \t\n\r"


def _decode(text):
    start = 0
    if text[:1] in _SPACE:
        start = len(text) - len(text.lstrip(_SPACE))
    try:
        value, end = _scan(text, start)
    except StopIteration as error:
        raise ValueError(f"there is no value at character {error.value}") from None
    if end != len(text) and text[end:].strip(_SPACE):
        raise ValueError(f"there is more after the value, at character {end}")
    return value


def _sorted(values):
    """In an order that is the same in every run, where there is one."""
    try:
        return sorted(values)
    except Exception:
        return list(values)


# What is meant by its text.
_NAMES = (
    uuid.UUID,
    fractions.Fraction,
    pathlib.PurePath,
    collections.UserString,
    ipaddress._IPAddressBase,
    datetime.timezone,
    zoneinfo.ZoneInfo,
)


class _Copy:
    """A copy in JSON's own forms."""

    def __init__(self, root):
        self._root = root
        self._warnings = 0
        self._parents = []

    def plain(self, value, path):
        if value is None or value is True or value is False:
            return value
        if isinstance(value, enum.Enum):
            return self.plain(value.value, path)
        if isinstance(value, str):
            return self._text(str.__str__(value), path)
        if isinstance(value, int):
            return self._integer(int(value), path)
        if isinstance(value, float):
            return self._number(float(value), path)
        if len(path) >= _MAX_DEPTH:
            raise ResultError(f"the {self._root} nests more than {_MAX_DEPTH} levels deep: return it flatter")
        for index, parent in enumerate(self._parents):
            if parent is value:
                raise ResultError(
                    f"{self._name(path)} refers back to {self._name(path[:index])}, and JSON has no cycles: "
                    "return a copy without it"
                )
        self._parents.append(value)
        try:
            return self._composite(value, path)
        finally:
            self._parents.pop()

    def _composite(self, value, path):
        if isinstance(value, collections.abc.Mapping):
            return self._mapping(value, path)
        if isinstance(value, (list, tuple, collections.deque, range)):
            return self._items(value, path)
        if isinstance(value, (set, frozenset, collections.abc.Set)):
            return self._items(_sorted(value), path)
        return self._other(value, path)

    def _items(self, values, path):
        copy = []
        for index, item in enumerate(values):
            path.append(index)
            copy.append(self.plain(item, path))
            path.pop()
        return copy

    def _mapping(self, value, path):
        copy = {}
        for key, item in value.items():
            name = self._key(key)
            if name is None:
                # A tuple, say: pairs keep what it is.
                return self._items([list(pair) for pair in value.items()], path)
            path.append(name)
            copy[name] = self.plain(item, path)
            path.pop()
        return copy

    def _key(self, key):
        """A key's text; None where it has no form that is plainly its own."""
        if isinstance(key, enum.Enum):
            return self._key(key.value)
        if isinstance(key, str):
            return log.wellformed(str.__str__(key))
        if key is None or isinstance(key, (bool, int, float)):
            return _encode(key) if not isinstance(key, float) or math.isfinite(key) else str(key)
        if isinstance(key, (datetime.date, datetime.time)):
            return key.isoformat()
        if isinstance(key, bytes):
            return self._bytes(key)
        return str(key) if isinstance(key, _NAMES) or isinstance(key, decimal.Decimal) else None

    def _other(self, value, path):
        if isinstance(value, (datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, datetime.timedelta):
            return value.total_seconds()
        if isinstance(value, decimal.Decimal):
            return self._decimal(value, path)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self._bytes(bytes(value))
        if isinstance(value, _NAMES) or isinstance(value, complex):
            return str(value)
        if isinstance(value, re.Pattern):
            return value.pattern
        if isinstance(value, re.Match):
            return self.plain(value.groupdict() or list(value.groups()) or value.group(), path)
        if hasattr(type(value), "__no_data__"):
            raise ResultError(f"{self._name(path)} {value.__no_data__()}")
        if isinstance(value, type):
            raise self._no_data(value, path, "a class")
        if inspect.iscoroutine(value) or isfuture(value) or inspect.isawaitable(value):
            raise ResultError(
                f"{self._name(path)} was not awaited, and JSON has no form for what is still to come: "
                "await it, or several with await asyncio.gather(…)"
            )
        if isinstance(value, BaseException):
            return self._mapping(describe_error(value), path)
        if isinstance(value, (types.ModuleType,)) or inspect.isroutine(value) or isinstance(value, io.IOBase):
            raise self._no_data(value, path, f"a {type(value).__name__}")
        return self._object(value, path)

    def _object(self, value, path):
        """By what it says of itself, else as its attributes."""
        for method in ("model_dump", "to_dict", "_asdict", "as_dict", "toJSON", "to_json", "__json__"):
            own = getattr(type(value), method, None)
            if callable(own):
                plain = own(value)
                if plain is not value:
                    return self.plain(plain, path)
        if dataclasses.is_dataclass(value):
            fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            return self._mapping(fields, path)
        if isinstance(value, (collections.abc.Iterator, collections.abc.ValuesView, collections.abc.Sequence)):
            return self._items(value, path)
        names = [*_slots(type(value)), *(vars(value) if isinstance(getattr(value, "__dict__", None), dict) else ())]
        if names or hasattr(value, "__dict__"):
            public = [name for name in names if not str(name).startswith("_") and hasattr(value, name)]
            return self._mapping({name: getattr(value, name) for name in public}, path)
        raise self._no_data(value, path, f"of type {type(value).__name__}")

    def _no_data(self, value, path, what):
        verb = "return" if self._root == "result" else "pass"
        return ResultError(f"{self._name(path)} is {what}, which JSON does not have: {verb} data")

    def _text(self, text, path):
        plain = log.wellformed(text)
        if plain is not text and plain != text:
            self._warn(path, "holds a lone surrogate, which is not Unicode: it became U+FFFD")
        return plain

    def _integer(self, value, path):
        # Writing more digits than this takes quadratic time, and Python refuses.
        if value.bit_length() > _MAX_INT_DIGITS * 3.33:
            raise ResultError(f"{self._name(path)} is an integer of more than {_MAX_INT_DIGITS} digits: return less of it")
        return value

    def _number(self, value, path):
        if math.isfinite(value):
            return value
        shown = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
        self._warn(path, f"is {shown}, which JSON does not have: it became null")
        return None

    def _decimal(self, value, path):
        """A number where a double holds it as it is written; else its digits."""
        if not value.is_finite():
            return self._number(float(value) if not value.is_snan() else math.nan, path)
        if value == value.to_integral_value() and abs(value.adjusted()) < 300:
            return self._integer(int(value), path)
        number = float(value)
        return number if math.isfinite(number) and decimal.Decimal(repr(number)) == value else str(value)

    def _bytes(self, data):
        """UTF-8 as its text, anything else as base64."""
        try:
            return data.decode()
        except UnicodeDecodeError:
            return base64.b64encode(data).decode()

    def _name(self, path):
        if not path:
            return f"the {self._root}"
        return self._root + "".join(
            f"[{step}]"
            if isinstance(step, int)
            else f".{step}"
            if step.isidentifier()
            else f"[{json.dumps(step, ensure_ascii=False)}]"
            for step in path
        )

    def _warn(self, path, what):
        self._warnings += 1
        if self._warnings <= _MAX_WARNINGS:
            log.log("warn", f"{self._name(path)} {what}")


def _slots(form):
    """The names of what has a place of its own in the instances of a class, inherited ones first."""
    for base in reversed(form.__mro__):
        slots = base.__dict__.get("__slots__", ())
        yield from (slots,) if isinstance(slots, str) else slots


def describe_error(error):
    """An exception as data: its class, its message, and what it carries."""
    own = {key: item for key, item in vars(error).items() if not key.startswith("_")}
    if isinstance(error, BaseExceptionGroup):
        own["exceptions"] = [*error.exceptions]
    return {"name": type(error).__name__, "message": str(error), **own}
