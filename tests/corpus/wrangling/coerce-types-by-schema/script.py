from datetime import datetime
from decimal import Decimal, InvalidOperation

TRUE, FALSE = {"yes", "true", "1"}, {"no", "false", "0"}


def to_int(text):
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"not an integer: {text}") from None


def to_cents(text):
    try:
        return int(Decimal(text.replace(",", "")) * 100)
    except InvalidOperation:
        raise ValueError(f"not an amount: {text}") from None


def to_bool(text):
    if text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    raise ValueError(f"not a boolean: {text}")


def to_date(text):
    try:
        return datetime.strptime(text, "%d.%m.%Y").date().isoformat()
    except ValueError as e:
        raise ValueError(f"no such day: {text}") from e


PARSERS = {
    "int": to_int,
    "cents": to_cents,
    "bool": to_bool,
    "date": to_date,
    "list": lambda text: [part for part in map(str.strip, text.split(";")) if part],
}

typed, errors, unknown = [], [], {}
for index, row in enumerate(input["rows"]):
    out = dict.fromkeys(input["schema"])
    for name, kind in input["schema"].items():
        try:
            out[name] = PARSERS[kind](row[name])
        except ValueError as error:
            errors.append(f"row {index}, {name}: {error}")
    unknown |= dict.fromkeys(row.keys() - input["schema"].keys())
    typed.append(out)

return {"typed": typed, "errors": errors, "unknown": list(unknown)}
