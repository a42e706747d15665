// Converts between any two units for which a chain of known factors exists; temperatures have offsets.
const FACTORS = [
  ["km", "m", 1000],
  ["m", "cm", 100],
  ["in", "cm", 2.54],
  ["ft", "in", 12],
  ["mi", "ft", 5280],
  ["kg", "g", 1000],
  ["lb", "g", 453.59237],
  ["h", "min", 60],
  ["min", "s", 60],
];
const TEMPERATURES = {
  C: { to: (x) => x, from: (x) => x },
  F: { to: (x) => ((x - 32) * 5) / 9, from: (x) => (x * 9) / 5 + 32 },
  K: { to: (x) => x - 273.15, from: (x) => x + 273.15 },
};

const edges = new Map();
const link = (a, b, f) => edges.set(a, [...(edges.get(a) ?? []), [b, f]]);
for (const [a, b, f] of FACTORS) {
  link(a, b, (x) => x * f);
  link(b, a, (x) => x / f);
}

function convert(amount, from, to) {
  if (from in TEMPERATURES && to in TEMPERATURES) return TEMPERATURES[to].from(TEMPERATURES[from].to(amount));
  const [fromTop, fromBottom] = from.split("/");
  if (fromBottom) {
    const [toTop, toBottom] = to.split("/");
    return convert(amount, fromTop, toTop) / convert(1, fromBottom, toBottom);
  }
  const seen = new Set([from]);
  for (const queue = [[from, amount]]; queue.length; ) {
    const [unit, value] = queue.shift();
    if (unit === to) return value;
    for (const [next, f] of edges.get(unit) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        queue.push([next, f(value)]);
      }
    }
  }
  throw new Error(`no way from ${from} to ${to}`);
}

const round = (x) => Number(x.toPrecision(9));
input.map((text) => {
  const [, amount, from, to] = /^(-?[\d.]+)\s*(\S+) (?:in|to) (\S+)$/.exec(text);
  try {
    return `${text} = ${round(convert(Number(amount), from, to))}`;
  } catch (e) {
    return e.message;
  }
});
