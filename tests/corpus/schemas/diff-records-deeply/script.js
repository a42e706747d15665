// What changed between two exports: by id, then field by field, lists of plain values as sets.
const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function diff(before, after, path = "", out = []) {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort()) {
      const at = path ? `${path}.${key}` : key;
      if (!(key in before)) out.push({ op: "add", path: at, to: after[key] });
      else if (!(key in after)) out.push({ op: "remove", path: at, from: before[key] });
      else diff(before[key], after[key], at, out);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const added = after.filter((x) => !before.some((y) => same(x, y)));
    const removed = before.filter((x) => !after.some((y) => same(x, y)));
    if (added.length) out.push({ op: "include", path, items: added });
    if (removed.length) out.push({ op: "exclude", path, items: removed });
    if (!added.length && !removed.length && !same(before, after)) out.push({ op: "reorder", path });
  } else if (before !== after) {
    out.push({ op: "change", path, from: before, to: after });
  }
  return out;
}

function patch(record, ops) {
  const copy = structuredClone(record);
  for (const { op, path, to } of ops) {
    const keys = path.split(".");
    const last = keys.pop();
    const target = keys.reduce((o, k) => o[k], copy);
    if (op === "add" || op === "change") target[last] = to;
    if (op === "remove") delete target[last];
  }
  return copy;
}

const [old, now] = await Promise.all(["monday", "tuesday"].map((day) => tools.export.read({ day })));
const byId = (list) => new Map(list.map((r) => [r.id, r]));
const [a, b] = [byId(old), byId(now)];
const changes = {};
for (const [id, record] of a) {
  const ops = b.has(id) ? diff(record, b.get(id)) : null;
  if (ops?.length) changes[id] = ops;
}
return {
  added: [...b.keys()].filter((id) => !a.has(id)),
  removed: [...a.keys()].filter((id) => !b.has(id)),
  changes,
  patched: same(patch(a.get("p2"), changes.p2), b.get("p2")),
  untouched: a.get("p2").price,
};
