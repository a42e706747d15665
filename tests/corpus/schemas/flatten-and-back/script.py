import re

# Nested data to rows of dotted paths and back, lists and empty containers included.
SPECIAL = re.compile(r"[.\[\]\\]")
STEP = re.compile(r"\[(\d+)\]|\.?((?:\\.|[^.\[\]\\])+)")


def flatten(value, path=""):
    if isinstance(value, dict) and (value or not path):
        for k, v in value.items():
            key = SPECIAL.sub(r"\\\g<0>", k)
            yield from flatten(v, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for i, v in enumerate(value):
            yield from flatten(v, f"{path}[{i}]")
    else:
        yield path, value


def parse(path):
    return [int(m[1]) if m[1] is not None else re.sub(r"\\(.)", r"\1", m[2]) for m in STEP.finditer(path)]


def put(at, key, value):
    """Sets, and makes lists as long as need be."""
    if isinstance(at, list):
        at.extend([None] * (key + 1 - len(at)))
    at[key] = value
    return value


def get(at, key):
    if isinstance(at, list):
        return at[key] if key < len(at) else None
    return at.get(key)


def unflatten(flat):
    root = {}
    for path, value in flat.items():
        keys, at = parse(path), root
        for key, following in zip(keys, keys[1:]):
            child = get(at, key)
            at = put(at, key, [] if isinstance(following, int) else {}) if child is None else child
        put(at, keys[-1], value)
    return root


flat = dict(flatten(input))
rows = [dict(flatten(row)) for row in input["rows"]]
columns = sorted({column for row in rows for column in row})
return {
    "flat": flat,
    "roundTrip": unflatten(flat) == input,
    "table": ["|".join(columns)] + ["|".join(str(row.get(c, "")) for c in columns) for row in rows],
    "parsed": parse(r"a\.b[0][12].c\[x\].d"),
    "sparse": len(unflatten({"list[2]": "c", "list[0]": "a"})["list"]),
}
