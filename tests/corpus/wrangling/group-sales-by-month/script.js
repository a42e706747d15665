const sales = await tools.sales.list({ year: 2024 });

const byMonth = Object.groupBy(sales, (sale) => sale.date.slice(0, 7));

const summary = Object.entries(byMonth).map(([month, rows]) => {
  const total = rows.reduce((sum, row) => sum + row.amount, 0);
  const best = rows.reduce((a, b) => (b.amount > a.amount ? b : a));
  return {
    month,
    count: rows.length,
    total: Number(total.toFixed(2)),
    average: Number((total / rows.length).toFixed(2)),
    best: best.date,
    regions: [...new Set(rows.map((row) => row.region))].sort(),
  };
});
summary.sort((a, b) => b.total - a.total);
summary;
