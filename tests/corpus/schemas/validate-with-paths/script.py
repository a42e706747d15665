import asyncio
import re


def type_of(value):
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def validate(value, schema, path="$"):
    """A validator for a small part of JSON Schema, that says where and what for every problem."""
    actual = type_of(value)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and actual not in types and not (actual == "integer" and "number" in types):
        yield f"{path}: expected {' or '.join(types)}, found {actual}"
        return
    if (allowed := schema.get("enum")) and value not in allowed:
        yield f"{path}: {json.dumps(value)} is not one of {', '.join(allowed)}"
    if actual in ("integer", "number"):
        if "minimum" in schema and value < schema["minimum"]:
            yield f"{path}: {value} is less than {schema['minimum']}"
        if "maximum" in schema and value > schema["maximum"]:
            yield f"{path}: {value} is more than {schema['maximum']}"
    if len(value if isinstance(value, str) else "") < schema.get("minLength", 0):
        yield f"{path}: shorter than {schema['minLength']}"
    if (pattern := schema.get("pattern")) and not re.search(pattern, value):
        yield f"{path}: does not match {pattern}"
    if actual == "object":
        properties = schema.get("properties", {})
        yield from (f"{path}.{name}: missing" for name in schema.get("required", []) if name not in value)
        for name, child in value.items():
            if name in properties:
                yield from validate(child, properties[name], f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}.{name}: unknown"
    if actual == "array":
        if schema.get("uniqueItems") and len({json.dumps(v) for v in value}) < len(value):
            yield f"{path}: items repeat"
        for i, item in enumerate(value if "items" in schema else []):
            yield from validate(item, schema["items"], f"{path}[{i}]")
    if alternatives := schema.get("oneOf"):
        fits = sum(next(validate(value, s, path), None) is None for s in alternatives)
        if fits != 1:
            yield f"{path}: fits {fits} of {len(alternatives)} alternatives"


schema, records = await asyncio.gather(tools.registry.schema(name="user"), tools.registry.records())
reports = [list(validate(record, schema)) for record in records]
return {"valid": sum(not r for r in reports), "reports": reports}
