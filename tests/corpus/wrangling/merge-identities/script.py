from collections import defaultdict

# Connected components of the graph "record - contact detail - record"
by_detail = defaultdict(set)
records = {r["id"]: r for r in input}
for r in input:
    for kind in ("emails", "phones"):
        for value in r[kind]:
            by_detail[kind, value].add(r["id"])


def component(start, seen):
    stack, found = [start], set()
    while stack:
        current = stack.pop()
        if current in found:
            continue
        found.add(current)
        for kind in ("emails", "phones"):
            for value in records[current][kind]:
                stack.extend(by_detail[kind, value] - found)
    seen |= found
    return sorted(found)


seen = set()
clusters = [component(id, seen) for id in records if id not in seen]
result = [
    {
        "ids": ids,
        "emails": sorted({e for i in ids for e in records[i]["emails"]}),
        "phones": sorted({p for i in ids for p in records[i]["phones"]}),
    }
    for ids in sorted(clusters, key=lambda ids: (-len(ids), ids[0]))
]
