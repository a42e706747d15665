import re
from functools import cmp_to_key

# Sorting in several ways: several keys, stably, naturally (file2 before file10), by a given order.
ORDER = {p: i for i, p in enumerate(["critical", "high", "normal", "low"])}


def chunks(name):
    return [int(c) if c.isdigit() else c.lower() for c in re.findall(r"\d+|\D+", name)]


def natural(a, b):
    x, y = chunks(a), chunks(b)
    for p, q in zip(x, y):
        if p == q:
            continue
        if type(p) is not type(q):
            return -1 if isinstance(p, int) else 1
        return -1 if p < q else 1
    return len(x) - len(y)


tasks, files, numbers = input["tasks"], input["files"], input["numbers"]
multi = sorted(tasks, key=lambda t: (ORDER[t["priority"]], -t["age"], t["name"]))
stable = sorted(tasks, key=lambda t: ORDER[t["priority"]])

return {
    "multi": [t["name"] for t in multi],
    "stable": [t["name"] for t in stable],
    "reversed": "".join(t["name"] for t in reversed(stable)),
    "natural": sorted(files, key=cmp_to_key(natural)),
    "asText": sorted(files),
    "naive": sorted(numbers, key=str),  # as text: the classic mistake
    "proper": sorted(numbers),
    "unchanged": numbers[0],
    "rank": [1 + sum(m > n for m in numbers) for n in numbers],
}
