import re
from dataclasses import FrozenInstanceError, asdict, dataclass, fields
from datetime import date
from enum import StrEnum

# Raw records into classes: defaults, coercion, an enumeration, nested values; all problems are collected.


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Problems(Exception):
    def __init__(self, problems):
        super().__init__(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
        self.problems = problems


@dataclass
class Address:
    street: str | None = None
    city: str | None = None
    zip: str | int = ""

    def __post_init__(self):
        self.zip = str(self.zip).zfill(5)

    @property
    def label(self):
        return ", ".join(filter(None, [self.street, f"{self.zip} {self.city}"]))


def coerce_id(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError("is no integer") from None


def coerce_name(value):
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is empty")
    return re.sub(r"\s+", " ", value.strip())


def coerce_status(value="active"):
    try:
        return Status(str(value).lower())
    except ValueError:
        raise ValueError(f"is no status: {value}") from None


def coerce_since(value=None):
    try:
        return value and date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date") from None


def coerce_address(value=None):
    return value and Address(**value)


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    name: str
    status: Status
    since: date | None
    address: Address | None

    @classmethod
    def load(cls, raw):
        values, problems = {}, []
        for field in fields(cls):
            coerce = globals()[f"coerce_{field.name}"]
            try:
                values[field.name] = coerce(raw[field.name]) if field.name in raw else coerce()
            except TypeError:
                problems.append(f"{field.name} is {'empty' if field.name == 'name' else 'no integer'}")
            except ValueError as e:
                problems.append(f"{field.name} {e}")
        if unknown := sorted(raw.keys() - values.keys() - {f.name for f in fields(cls)}):
            problems.append(f"unknown: {', '.join(unknown)}")
        if problems:
            raise Problems(problems)
        return cls(**values)

    def row(self):
        since = self.since and self.since.isoformat()
        return asdict(self) | {"since": since, "address": self.address and self.address.label}


good, bad = [], {}
for i, row in enumerate((await tools.crm.export(table="customers"))["rows"]):
    try:
        good.append(Customer.load(row))
    except Problems as error:
        bad[i] = [str(error), *error.problems]

frozen = False
try:
    good[0].name = "changed"
except FrozenInstanceError:
    frozen = True

return {"good": [c.row() for c in good], "bad": bad, "frozen": frozen}
