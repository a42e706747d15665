const orders = [
  { id: 1, who: { name: "Ada" }, sum: 10 }, { id: 2, who: { name: "Bob" }, sum: 2.5 }, { id: 3, who: { name: "Ada" }, sum: null }, { id: 4, who: { name: "Eve" }, sum: 4 },
];
const people = [{ name: "Ada", id: 7 }, { name: "Bob", id: 8 }, { name: "Joe", id: 9 }];
const groups = await tools.data.group({
  rows: orders, by: "who.name",
  aggregates: { orders: { op: "count" }, total: { op: "sum", field: "sum" }, ids: { op: "list", field: "id" } },
});
const all = await tools.data.group({ rows: orders, aggregates: { median: { op: "median", field: "sum" }, p90: { op: "percentile", field: "sum", p: 90 }, who: { op: "distinct", field: "who.name" } } });
const inner = await tools.data.join({ left: orders, right: people, on: { "who.name": "name" } });
const full = await tools.data.join({ left: orders, right: people, on: { "who.name": "name" }, how: "full" });
const sorted = await tools.data.sort({ rows: orders, by: [{ field: "sum", direction: "desc", nulls: "first" }, "id"] });
const top = await tools.data.sort({ rows: groups, by: { field: "total", direction: "desc" }, limit: 1 });
const shape = await tools.data.schema({ value: orders });
return { groups, all, inner: inner.map((row) => [row.id, row.id_right]), full: full.length, sorted: sorted.map((row) => row.id), top, shape };
