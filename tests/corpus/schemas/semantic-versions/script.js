// Semantic versions: precedence with pre-releases, and which versions a range takes.
const PATTERN = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

const parse = (text) => {
  const m = PATTERN.exec(text);
  if (!m) throw new TypeError(`not a version: ${text}`);
  return { numbers: m.slice(1, 4).map(Number), pre: m[4]?.split(".") ?? [] };
};

function compareIdentifiers(a, b) {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return Math.sign(a - b);
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(a, b) {
  const [x, y] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i++) if (x.numbers[i] !== y.numbers[i]) return Math.sign(x.numbers[i] - y.numbers[i]);
  if (!x.pre.length || !y.pre.length) return Math.sign(y.pre.length - x.pre.length);
  for (let i = 0; i < Math.max(x.pre.length, y.pre.length); i++) {
    if (x.pre[i] === undefined) return -1;
    if (y.pre[i] === undefined) return 1;
    const order = compareIdentifiers(x.pre[i], y.pre[i]);
    if (order) return order;
  }
  return 0;
}

function satisfies(version, range) {
  return range.split(/\s*\|\|\s*/).some((part) => part.split(/\s+/).every((c) => fits(version, c)));
}
function fits(version, comparator) {
  const [, op, wanted] = comparator.match(/^(\^|~|>=|<=|>|<|=)?(.*)$/);
  if (wanted === "*") return parse(version).pre.length === 0;
  const order = compare(version, wanted);
  const { numbers: [major, minor, patch] } = parse(wanted);
  switch (op) {
    case "^":
      return order >= 0 && compare(version, `${major ? [major + 1, 0, 0].join(".") : minor ? `0.${minor + 1}.0` : `0.0.${patch + 1}`}-0`) < 0;
    case "~":
      return order >= 0 && compare(version, `${major}.${minor + 1}.0-0`) < 0;
    case ">=": return order >= 0;
    case "<=": return order <= 0;
    case ">": return order > 0;
    case "<": return order < 0;
    default: return order === 0;
  }
}

const bump = (version, part) => {
  const { numbers: [a, b, c] } = parse(version);
  return { major: [a + 1, 0, 0], minor: [a, b + 1, 0], patch: [a, b, c + 1] }[part].join(".");
};

const { versions } = await tools.packages.versions({ name: "left-pad" });
const good = versions.filter((v) => PATTERN.test(v));
return {
  sorted: [...good].sort(compare),
  invalid: versions.filter((v) => !good.includes(v)),
  latest: good.filter((v) => !parse(v).pre.length).sort(compare).at(-1),
  ranges: Object.fromEntries(input.ranges.map((r) => [r, good.filter((v) => satisfies(v, r)).sort(compare).at(-1) ?? null])),
  bumps: ["major", "minor", "patch"].map((p) => bump("1.9.3-rc.1", p)),
  equal: compare("1.0.0+build1", "v1.0.0+build2"),
};
