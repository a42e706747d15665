# Which accounts belong to the same person? Union-find over shared e-mail addresses and phones, page by page.
class UnionFind:
    def __init__(self):
        self.parent = {}

    def find(self, x):
        self.parent.setdefault(x, x)
        while (up := self.parent[x]) != x:
            self.parent[x] = self.parent[up]  # halve the path
            x = up
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[b] = a
        return a != b


from collections import defaultdict

uf = UnionFind()
owner = {}
merges = 0
for page in await asyncio.gather(*[tools.accounts.page(n=n) for n in range(3)]):
    for account in page:
        id = account["id"]
        uf.find(id)
        keys = [email.lower() for email in account.get("emails", [])] + [account.get("phone")]
        for key in filter(None, keys):
            if key in owner:
                merges += uf.union(owner[key], id)
            else:
                owner[key] = id

groups = defaultdict(list)
for id in uf.parent:
    groups[uf.find(id)].append(id)
people = sorted(map(sorted, groups.values()), key=lambda g: (-len(g), g[0]))
return {"people": people, "merges": merges}
