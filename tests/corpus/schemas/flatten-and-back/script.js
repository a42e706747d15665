// Nested data to rows of dotted paths and back, lists and empty containers included.
function flatten(value, path = "", out = {}) {
  const entries = Array.isArray(value) ? value.map((v, i) => [`${path}[${i}]`, v]) : value && typeof value === "object" ? Object.entries(value).map(([k, v]) => [path ? `${path}.${escape(k)}` : escape(k), v]) : null;
  if (entries === null || (entries.length === 0 && path)) out[path] = value;
  else for (const [p, v] of entries) flatten(v, p, out);
  return out;
}
function escape(key) {
  return key.replace(/[.[\]\\]/g, "\\$&");
}

function parse(path) {
  const keys = [];
  for (const [, index, name] of path.matchAll(/\[(\d+)\]|\.?((?:\\.|[^.[\]\\])+)/g)) {
    keys.push(index !== undefined ? Number(index) : name.replace(/\\(.)/g, "$1"));
  }
  return keys;
}

function unflatten(flat) {
  const root = {};
  for (const [path, value] of Object.entries(flat)) {
    const keys = parse(path);
    keys.reduce((at, key, i) => {
      if (i === keys.length - 1) return (at[key] = value);
      return (at[key] ??= typeof keys[i + 1] === "number" ? [] : {});
    }, root);
  }
  return root;
}

const flat = flatten(input);
const back = unflatten(flat);
const columns = [...new Set(input.rows.flatMap((r) => Object.keys(flatten(r))))].sort();
return {
  flat,
  roundTrip: JSON.stringify(back) === JSON.stringify(input),
  table: [columns, ...input.rows.map((r) => columns.map((c) => flatten(r)[c] ?? ""))].map((row) => row.join("|")),
  parsed: parse("a\\.b[0][12].c\\[x\\].d"),
  sparse: unflatten({ "list[2]": "c", "list[0]": "a" }).list.length,
};
