// Nested data turned around with as few statements as possible.
const { orders, products } = input;

const price = Object.fromEntries(products.map(({ sku, price }) => [sku, price]));
const lines = orders.flatMap(({ id, customer, lines }) => lines.map(([sku, n]) => ({ id, customer, sku, n })));
const customers = [...new Set(orders.map((o) => o.customer))].sort();
const matrix = customers.map((c) => products.map((p) => lines.filter((l) => l.customer === c && l.sku === p.sku).reduce((s, l) => s + l.n, 0)));

return {
  totals: Object.fromEntries(customers.map((c) => [c, lines.filter((l) => l.customer === c).reduce((s, l) => s + l.n * (price[l.sku] ?? 0), 0)])),
  matrix,
  flat: matrix.flat().filter((n) => n > 0),
  unknown: [...new Set(lines.filter((l) => !(l.sku in price)).map((l) => l.sku))],
  pairs: products.flatMap((a, i) => products.slice(i + 1).map((b) => a.sku + b.sku)).filter((_, i) => i % 2 === 0),
  bySku: Object.fromEntries(products.map(({ sku }) => [sku, lines.filter((l) => l.sku === sku).map((l) => l.id)]).filter(([, ids]) => ids.length)),
  table: Array.from({ length: 5 }, (_, i) => Array.from({ length: i + 1 }, (_, j) => (i + 1) * (j + 1)).join(" ")),
  some: lines.some((l) => l.n > 5),
  every: lines.every((l) => l.n > 0),
  inverted: Object.entries(price).reduce((m, [sku, p]) => ({ ...m, [p]: [...(m[p] ?? []), sku] }), {}),
};
