const reads = [];

const config = (data, path = "config") =>
  new Proxy(data, {
    get(target, key) {
      if (typeof key === "symbol" || key in Array.prototype) return Reflect.get(target, key);
      if (!(key in target)) throw new ReferenceError(`${path}.${key} is not set`);
      reads.push(`${path}.${key}`);
      const value = target[key];
      return typeof value === "object" && value !== null ? config(value, `${path}.${key}`) : value;
    },
    set(_, key) {
      throw new TypeError(`${path} is read-only: ${String(key)}`);
    },
    has: (target, key) => key in target,
    deleteProperty: () => false,
  });

// calls that are only recorded
const recorder = (calls = []) =>
  new Proxy(function () {}, {
    get: (_, name) => (name === "calls" ? calls : recorder([...calls, name])),
    apply: (_, __, args) => recorder([...calls.slice(0, -1), `${calls.at(-1)}(${args.join(",")})`]),
  });

const cfg = config(input);
const attempt = (fn) => {
  try {
    return fn();
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

({
  host: cfg.db.host,
  replicas: cfg.db.replicas[1].host,
  missing: attempt(() => cfg.db.user),
  written: attempt(() => {
    cfg.debug = true;
  }),
  has: ["debug" in cfg, "verbose" in cfg],
  reads,
  recorded: recorder().users.find(7).posts.limit(1, 2).calls,
});
