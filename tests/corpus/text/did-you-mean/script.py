from functools import cache


@cache
def distance(a: str, b: str) -> int:
    if not a or not b:
        return len(a) or len(b)
    if a[-1] == b[-1]:
        return distance(a[:-1], b[:-1])
    return 1 + min(distance(a[:-1], b), distance(a, b[:-1]), distance(a[:-1], b[:-1]))


def suggest(typed):
    scored = sorted((distance(typed.lower(), command), command) for command in input["commands"])
    near = [(score, command) for score, command in scored if score <= max(1, len(command) // 3)]
    match near:
        case []:
            return f'unknown command "{typed}"'
        case [(0, command), *_]:
            return command
        case _:
            return f"did you mean {' or '.join(command for _, command in near)}?"


return {typed: suggest(typed) for typed in input["typed"]}
