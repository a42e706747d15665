// JSON Pointer (RFC 6901) and JSON Patch (RFC 6902): look up, edit, and refuse what can't be.
class PointerError extends Error {}

const split = (pointer) => {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new PointerError(`not a pointer: ${pointer}`);
  return pointer.slice(1).split("/").map((t) => t.replaceAll("~1", "/").replaceAll("~0", "~"));
};

function step(at, token, pointer) {
  if (Array.isArray(at)) {
    if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= at.length) throw new PointerError(`no item ${token} in ${pointer}`);
    return at[Number(token)];
  }
  if (at === null || typeof at !== "object" || !Object.hasOwn(at, token)) throw new PointerError(`no ${token} in ${pointer}`);
  return at[token];
}
const get = (doc, pointer) => split(pointer).reduce((at, token) => step(at, token, pointer), doc);

function parent(doc, pointer) {
  const tokens = split(pointer);
  const last = tokens.pop();
  return [tokens.reduce((at, token) => step(at, token, pointer), doc), last];
}

const operations = {
  add(doc, { path, value }) {
    const [at, last] = parent(doc, path);
    if (Array.isArray(at)) at.splice(last === "-" ? at.length : Number(last), 0, value);
    else at[last] = value;
  },
  remove(doc, { path }) {
    const value = get(doc, path);
    const [at, last] = parent(doc, path);
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
    return value;
  },
  replace(doc, { path, value }) {
    operations.remove(doc, { path });
    operations.add(doc, { path, value });
  },
  move: (doc, { from, path }) => operations.add(doc, { path, value: operations.remove(doc, { path: from }) }),
  copy: (doc, { from, path }) => operations.add(doc, { path, value: structuredClone(get(doc, from)) }),
  test(doc, { path, value }) {
    if (JSON.stringify(get(doc, path)) !== JSON.stringify(value)) throw new PointerError(`${path} is something else`);
  },
};

function apply(doc, patch) {
  const copy = structuredClone(doc); // all or nothing
  for (const op of patch) {
    if (!(op.op in operations)) throw new PointerError(`no operation ${op.op}`);
    operations[op.op](copy, op);
  }
  return copy;
}

const attempt = (f) => {
  try {
    return f();
  } catch (e) {
    if (e instanceof PointerError) return { error: e.message };
    throw e;
  }
};

const { doc, pointers, patches } = input;
return {
  found: Object.fromEntries(pointers.map((p) => [p, attempt(() => get(doc, p))])),
  patched: patches.map((patch) => attempt(() => apply(doc, patch))),
  untouched: doc.list.length,
};
