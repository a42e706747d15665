def lcs_table(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            table[i][j] = table[i + 1][j + 1] + 1 if a[i] == b[j] else max(table[i + 1][j], table[i][j + 1])
    return table


def diff(before, after):
    a, b = before.split("\n"), after.split("\n")
    table = lcs_table(a, b)
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            yield "  " + a[i]
            i, j = i + 1, j + 1
        elif j >= len(b) or (i < len(a) and table[i + 1][j] >= table[i][j + 1]):
            yield "- " + a[i]
            i += 1
        else:
            yield "+ " + b[j]
            j += 1


before, after = await asyncio.gather(*(tools.docs.read(path="notes.txt", version=v) for v in ("v1", "v2")))
lines = list(diff(before["text"], after["text"]))
kinds = [line[0] for line in lines]
return {"lines": lines, "added": kinds.count("+"), "removed": kinds.count("-"), "kept": kinds.count(" ")}
