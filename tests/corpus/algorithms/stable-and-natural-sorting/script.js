// Sorting in several ways: several keys, stably, naturally (file2 before file10), by a given order.
const by =
  (...keys) =>
  (a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return 0;
  };

const chunks = (name) => name.match(/\d+|\D+/g).map((c) => (/^\d/.test(c) ? Number(c) : c.toLowerCase()));
function natural(a, b) {
  const [x, y] = [chunks(a), chunks(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    if (typeof x[i] !== typeof y[i]) return typeof x[i] === "number" ? -1 : 1;
    return x[i] < y[i] ? -1 : 1;
  }
  return x.length - y.length;
}

const { tasks, files, numbers } = input;
const ORDER = ["critical", "high", "normal", "low"];

const multi = [...tasks].sort(by((t) => ORDER.indexOf(t.priority), (t) => -t.age, (t) => t.name));
const stable = [...tasks].sort((a, b) => ORDER.indexOf(a.priority) - ORDER.indexOf(b.priority));

return {
  multi: multi.map((t) => t.name),
  stable: stable.map((t) => t.name),
  reversed: [...stable].reverse().map((t) => t.name).join(""),
  natural: [...files].sort(natural),
  asText: [...files].sort(),
  naive: [...numbers].sort(), // as text: the classic mistake
  proper: [...numbers].sort((a, b) => a - b),
  unchanged: numbers[0],
  rank: numbers.map((n) => numbers.filter((m) => m > n).length + 1),
};
