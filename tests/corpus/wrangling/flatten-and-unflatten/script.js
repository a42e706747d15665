const flatten = (value, prefix = "", out = {}) => {
  const entries = value !== null && typeof value === "object" ? Object.entries(value) : [];
  if (entries.length === 0) out[prefix] = value;
  else for (const [key, child] of entries) flatten(child, Array.isArray(value) ? `${prefix}[${key}]` : prefix ? `${prefix}.${key}` : key, out);
  return out;
};

const unflatten = (flat) => {
  const root = {};
  for (const [path, value] of Object.entries(flat)) {
    const steps = path.match(/[^.[\]]+|\[\d+\]/g).map((s) => (s[0] === "[" ? Number(s.slice(1, -1)) : s));
    let node = root;
    steps.slice(0, -1).forEach((step, i) => {
      node[step] ??= typeof steps[i + 1] === "number" ? [] : {};
      node = node[step];
    });
    node[steps.at(-1)] = value;
  }
  return root;
};

const flat = flatten(input);
const back = unflatten(flat);
return { flat, paths: Object.keys(flat).length, same: JSON.stringify(back) === JSON.stringify(input) };
