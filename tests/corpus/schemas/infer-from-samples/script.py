import re

# What do these records have in common? Types, optional fields, enumerations, formats.
FORMATS = {"date": r"\d{4}-\d{2}-\d{2}", "email": r"[^@\s]+@[^@\s]+\.\w+", "uri": r"https?://.*"}
NAMES = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def infer(values):
    types = {NAMES[type(v)] for v in values}
    if "number" in types:
        types.discard("integer")
    schema = {"type": next(iter(types)) if len(types) == 1 else sorted(types)}

    if objects := [v for v in values if isinstance(v, dict)]:
        keys = list(dict.fromkeys(key for o in objects for key in o))
        schema["properties"] = {key: infer([o[key] for o in objects if key in o]) for key in keys}
        schema["required"] = sorted(key for key in keys if all(key in o for o in objects))
    if "array" in types:
        items = [item for v in values if isinstance(v, list) for item in v]
        schema["items"] = infer(items) if items else {}

    if texts := [v for v in values if isinstance(v, str)]:
        distinct = set(texts)
        for name, pattern in FORMATS.items():
            if all(re.fullmatch(pattern, t) for t in texts):
                schema["format"] = name
                break
        else:
            if len(texts) > 2 and len(distinct) <= len(texts) / 2:
                schema["enum"] = sorted(distinct)
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(numbers) > 1:
        schema["minimum"], schema["maximum"] = min(numbers), max(numbers)
    return schema


samples = await toolgate.batch(input["ids"], 2, lambda ids: tools.store.get(ids=ids))
infer(samples)
