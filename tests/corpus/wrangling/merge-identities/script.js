// Union-find: records that share any e-mail address or phone number are the same person
class DisjointSet {
  parent = new Map();
  find(x) {
    if (!this.parent.has(x)) this.parent.set(x, x);
    let root = x;
    while (this.parent.get(root) !== root) root = this.parent.get(root);
    while (this.parent.get(x) !== root) {
      const next = this.parent.get(x);
      this.parent.set(x, root);
      x = next;
    }
    return root;
  }
  union(a, b) {
    const [ra, rb] = [this.find(a), this.find(b)];
    if (ra !== rb) this.parent.set(rb, ra);
  }
}

const people = new DisjointSet();
for (const { id, emails, phones } of input) {
  people.find(`id:${id}`);
  for (const e of emails) people.union(`id:${id}`, `email:${e}`);
  for (const p of phones) people.union(`id:${id}`, `phone:${p}`);
}

const clusters = Map.groupBy(input, ({ id }) => people.find(`id:${id}`));
return [...clusters.values()]
  .map((members) => ({
    ids: members.map((m) => m.id).sort((a, b) => a - b),
    emails: [...new Set(members.flatMap((m) => m.emails))].sort(),
    phones: [...new Set(members.flatMap((m) => m.phones))].sort(),
  }))
  .sort((a, b) => b.ids.length - a.ids.length || a.ids[0] - b.ids[0]);
