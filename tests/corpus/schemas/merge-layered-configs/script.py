import re
from functools import reduce

# Defaults, file, environment, command line: later layers win, None removes, lists are replaced or appended to.


def merge(base, over):
    if not isinstance(over, dict):
        return over
    out = dict(base) if isinstance(base, dict) else {}
    for key, value in over.items():
        if value is None:
            out.pop(key, None)
        elif key.startswith("+"):
            out[key[1:]] = out.get(key[1:], []) + value
        else:
            out[key] = merge(out.get(key), value)
    return out


def coerce(text):
    lowered = text.lower()
    if lowered in ("true", "yes", "on"):
        return True
    if lowered in ("false", "no", "off"):
        return False
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    if "," in text:
        return [coerce(t.strip()) for t in text.split(",")]
    return text


def nest(path, value):
    for key in reversed(path):
        value = {key: value}
    return value


def from_environment(env, prefix="APP_"):
    named = {k.removeprefix(prefix).lower(): v for k, v in env.items() if k.startswith(prefix)}
    return reduce(merge, (nest(k.split("__"), coerce(v)) for k, v in named.items()), {})


def from_args(args):
    out = {}
    for arg in args:
        key, _, value = arg.removeprefix("--").partition("=")
        # a plain merge would drop the None right away
        target = out
        *path, last = key.split(".")
        for k in path:
            target = target.setdefault(k, {})
        target[last] = None if value == "null" else coerce(value or "true")
    return out


def interpolate(value, root):
    def lookup(match):
        at = root
        for key in match[1].split("."):
            at = at.get(key) if isinstance(at, dict) else None
        return f"<{match[1]}?>" if at is None else str(at)

    match value:
        case str():
            return re.sub(r"\$\{([\w.]+)\}", lookup, value)
        case list():
            return [interpolate(v, root) for v in value]
        case dict():
            return {k: interpolate(v, root) for k, v in value.items()}
    return value


layers = [input["defaults"], input["file"], from_environment(input["env"]), from_args(input["args"])]
config = reduce(merge, layers, {})
return {"config": interpolate(config, config), "defaultsUntouched": input["defaults"]["server"]["port"] == 80}
