// Defaults, file, environment, command line: later layers win, null removes, lists are replaced or appended to.
function merge(base, over) {
  if (over === null || typeof over !== "object" || Array.isArray(over)) return over;
  const out = { ...(typeof base === "object" && !Array.isArray(base) ? base : {}) };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete out[key];
    else if (key.startsWith("+")) out[key.slice(1)] = [...(out[key.slice(1)] ?? []), ...value];
    else out[key] = merge(out[key], value);
  }
  return out;
}

function fromEnvironment(env, prefix = "APP_") {
  const out = {};
  for (const [name, raw] of Object.entries(env)) {
    if (!name.startsWith(prefix)) continue;
    const path = name.slice(prefix.length).toLowerCase().split("__");
    const last = path.pop();
    let at = out;
    for (const key of path) at = at[key] ??= {};
    at[last] = coerce(raw);
  }
  return out;
}

const coerce = (text) => {
  if (/^(true|yes|on)$/i.test(text)) return true;
  if (/^(false|no|off)$/i.test(text)) return false;
  if (text !== "" && !isNaN(text)) return Number(text);
  if (text.includes(",")) return text.split(",").map((t) => coerce(t.trim()));
  return text;
};

const fromArgs = (args) =>
  args.reduce((out, arg) => {
    const [, key, value = "true"] = arg.match(/^--([^=]+)(?:=(.*))?$/);
    return merge(out, key.split(".").reduceRight((inner, k) => ({ [k]: inner }), value === "null" ? null : coerce(value)));
  }, {});

const interpolate = (value, root) => {
  if (typeof value === "string") return value.replace(/\$\{([\w.]+)\}/g, (_, path) => path.split(".").reduce((o, k) => o?.[k], root) ?? `<${path}?>`);
  if (Array.isArray(value)) return value.map((v) => interpolate(v, root));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, interpolate(v, root)]));
  return value;
};

const { defaults, file, env, args } = input;
const layers = [defaults, file, fromEnvironment(env), fromArgs(args)];
const config = layers.reduce(merge, {});
return { config: interpolate(config, config), defaultsUntouched: JSON.stringify(defaults) === JSON.stringify(input.defaults) && defaults.server.port === 80 };
