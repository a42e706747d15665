import asyncio
import copy
from functools import reduce

# What changed between two exports: by id, then field by field, lists of plain values as sets.


def diff(before, after, path=""):
    match before, after:
        case dict(), dict():
            for key in sorted(before.keys() | after.keys()):
                at = f"{path}.{key}" if path else key
                if key not in before:
                    yield {"op": "add", "path": at, "to": after[key]}
                elif key not in after:
                    yield {"op": "remove", "path": at, "from": before[key]}
                else:
                    yield from diff(before[key], after[key], at)
        case list(), list():
            added = [x for x in after if x not in before]
            removed = [x for x in before if x not in after]
            if added:
                yield {"op": "include", "path": path, "items": added}
            if removed:
                yield {"op": "exclude", "path": path, "items": removed}
            if not added and not removed and before != after:
                yield {"op": "reorder", "path": path}
        case _ if before != after or type(before) is not type(after):
            yield {"op": "change", "path": path, "from": before, "to": after}


def patch(record, ops):
    record = copy.deepcopy(record)
    for op in ops:
        *keys, last = op["path"].split(".")
        target = reduce(dict.__getitem__, keys, record)
        if op["op"] in ("add", "change"):
            target[last] = op["to"]
        elif op["op"] == "remove":
            del target[last]
    return record


old, now = await asyncio.gather(*(tools.export.read(day=day) for day in ("monday", "tuesday")))
a, b = ({record["id"]: record for record in records} for records in (old, now))
changes = {id: ops for id in a if id in b and (ops := list(diff(a[id], b[id])))}
return {
    "added": [id for id in b if id not in a],
    "removed": [id for id in a if id not in b],
    "changes": changes,
    "patched": patch(a["p2"], changes["p2"]) == b["p2"],
    "untouched": a["p2"]["price"],
}
