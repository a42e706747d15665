from collections import defaultdict


async def main(entries, unit=60):
    projects = sorted({e["project"] for e in entries})
    cells = defaultdict(lambda: dict.fromkeys(projects, 0))
    for e in entries:
        cells[e["who"]][e["project"]] += e["minutes"]

    rows = [
        [who, *(cells[who][p] / unit for p in projects), sum(cells[who].values()) / unit]
        for who in sorted(cells)
    ]
    # zip(*rows) transposes; the first column holds the names
    footer = ["all", *map(sum, list(zip(*rows))[1:])]
    return {"header": ["who", *projects, "total"], "rows": rows, "footer": footer}
