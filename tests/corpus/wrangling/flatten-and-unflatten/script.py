import re


def flatten(value, prefix=""):
    match value:
        case dict() if value:
            for key, child in value.items():
                yield from flatten(child, f"{prefix}.{key}" if prefix else key)
        case list() if value:
            for index, child in enumerate(value):
                yield from flatten(child, f"{prefix}[{index}]")
        case _:
            yield prefix, value


def unflatten(flat):
    root = {}
    for path, value in flat.items():
        steps = [int(index) if index else name for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]
        node = root
        for step, following in zip(steps, steps[1:]):
            fresh = [] if isinstance(following, int) else {}
            if isinstance(node, list):
                if step == len(node):
                    node.append(fresh)
                node = node[step]
            else:
                node = node.setdefault(step, fresh)
        if isinstance(node, list):
            node.append(value)
        else:
            node[steps[-1]] = value
    return root


flat = dict(flatten(input))
return {"flat": flat, "paths": len(flat), "same": unflatten(flat) == input}
