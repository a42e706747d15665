async function main({ entries, unit = 60 }) {
  const projects = [...new Set(entries.map((e) => e.project))].sort();
  const cells = new Map(); // who -> project -> minutes

  for (const { who, project, minutes } of entries) {
    if (!cells.has(who)) cells.set(who, new Map(projects.map((p) => [p, 0])));
    const row = cells.get(who);
    row.set(project, row.get(project) + minutes);
  }

  const hours = (minutes) => minutes / unit;
  const rows = [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([who, row]) => [who, ...projects.map((p) => hours(row.get(p))), hours([...row.values()].reduce((a, b) => a + b, 0))]);

  const columnTotals = projects.map((_, i) => rows.reduce((sum, row) => sum + row[i + 1], 0));
  return {
    header: ["who", ...projects, "total"],
    rows,
    footer: ["all", ...columnTotals, columnTotals.reduce((a, b) => a + b, 0)],
  };
}
