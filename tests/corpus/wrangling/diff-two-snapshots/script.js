async () => {
  const [before, after] = await Promise.all([41, 42].map((version) => tools.config.snapshot({ version })));
  const index = (rows) => new Map(rows.map(({ key, value }) => [key, value]));
  const [old, current] = [index(before), index(after)];

  const oldKeys = new Set(old.keys());
  const newKeys = new Set(current.keys());

  const same = (a, b) => {
    if (a === b) return true;
    if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((k) => k in b && same(a[k], b[k]));
  };

  const changes = {};
  for (const key of oldKeys.intersection(newKeys)) {
    const fields = new Set([...Object.keys(old.get(key)), ...Object.keys(current.get(key))]);
    for (const field of fields) {
      const [was, is] = [old.get(key)[field], current.get(key)[field]];
      if (!same(was, is)) (changes[key] ??= {})[field] = { was, is };
    }
  }
  return {
    added: [...newKeys.difference(oldKeys)].sort(),
    removed: [...oldKeys.difference(newKeys)],
    changed: changes,
    unchanged: oldKeys.intersection(newKeys).size - Object.keys(changes).length,
  };
}
