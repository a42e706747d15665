const many = Array(1000).fill({ k: 1 });
const attempts = [
  ["group", { rows: [] }], ["group", { rows: [{ a: "1" }], aggregates: { s: { op: "sum", field: "a" } } }], ["group", { rows: [1], by: "a" }],
  ["group", { rows: [], aggregates: { s: { op: "sum" } } }], ["join", { left: many, right: many, on: "k" }], ["join", { left: [], right: [], on: [] }],
  ["sort", { rows: [], by: [] }], ["sort", { rows: {}, by: "a" }], ["schema", {}],
];
const ends = [];
for (const [tool, args] of attempts) {
  ends.push(await tools.data[tool](args).catch(({ kind, data }) => [kind, data?.violations?.[0]?.pointer ?? data?.limit ?? data]));
}
return ends;
