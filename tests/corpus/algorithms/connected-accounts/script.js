// Which accounts belong to the same person? Union-find over shared e-mail addresses and phones, page by page.
class UnionFind {
  parent = new Map();
  find(x) {
    if (!this.parent.has(x)) this.parent.set(x, x);
    let root = x;
    while (this.parent.get(root) !== root) root = this.parent.get(root);
    while (x !== root) [x] = [this.parent.get(x), this.parent.set(x, root)];
    return root;
  }
  union(a, b) {
    const [ra, rb] = [this.find(a), this.find(b)];
    if (ra !== rb) this.parent.set(rb, ra);
    return ra !== rb;
  }
}

const uf = new UnionFind();
const owner = {};
let merges = 0;
for (const page of await Promise.all([0, 1, 2].map((n) => tools.accounts.page({ n })))) {
  for (const { id, emails = [], phone } of page) {
    uf.find(id);
    for (const key of [...emails.map((e) => e.toLowerCase()), phone].filter(Boolean)) {
      if (owner[key] === undefined) owner[key] = id;
      else merges += uf.union(owner[key], id);
    }
  }
}

const groups = {};
for (const id of uf.parent.keys()) (groups[uf.find(id)] ??= []).push(id);
const people = Object.values(groups).map((g) => g.sort((a, b) => a - b));
people.sort((a, b) => b.length - a.length || a[0] - b[0]);
return { people, merges };
