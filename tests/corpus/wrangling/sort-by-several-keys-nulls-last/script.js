// comparators that can be chained
const by = (get, { descending = false } = {}) => (a, b) => {
  const [x, y] = [get(a), get(b)];
  if (x == null || y == null) return (x == null) - (y == null); // nulls last, whatever the direction
  const order = x < y ? -1 : x > y ? 1 : 0;
  return descending ? -order : order;
};
const chain = (...comparators) => (a, b) => comparators.reduce((order, compare) => order || compare(a, b), 0);

// "item9" before "item10"
const natural = ({ t }) => t.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(8, "0"));

const titles = (rows) => rows.map((row) => row.t);
return {
  plan: titles([...input].sort(chain(by((r) => r.prio), by((r) => r.due), by(natural)))),
  latestFirst: titles([...input].sort(chain(by((r) => r.due, { descending: true }), by((r) => r.prio)))),
  untouched: titles(input).slice(0, 2),
};
