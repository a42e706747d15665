// Bins of equal width and bins by powers of two, drawn as text.
const values = input.values;

function bins(values, count) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = (high - low) / count || 1;
  const counts = Array(count).fill(0);
  for (const v of values) counts[Math.min(count - 1, Math.floor((v - low) / width))]++;
  return counts.map((n, i) => ({ from: low + i * width, to: low + (i + 1) * width, n }));
}

function draw(rows, width = 10) {
  const most = Math.max(...rows.map((r) => r.n));
  const label = (r) => `[${r.from.toFixed(1)}, ${r.to.toFixed(1)})`;
  const pad = Math.max(...rows.map((r) => label(r).length));
  return rows.map((r) => `${label(r).padStart(pad)} |${"█".repeat(Math.round((r.n / most) * width)).padEnd(width, "·")}| ${String(r.n).padStart(2)}`);
}

const log2 = {};
for (const v of values) {
  const bucket = v < 1 ? 0 : 2 ** Math.floor(Math.log2(v));
  log2[bucket] = (log2[bucket] || 0) + 1;
}

const cumulative = bins(values, 4).reduce((acc, { n }) => [...acc, (acc.at(-1) ?? 0) + n], []);
return { drawn: draw(bins(values, 4)), log2, cumulative, share: cumulative.map((c) => `${((100 * c) / values.length).toFixed(1)}%`), same: bins([3, 3, 3], 2).map((b) => b.n) };
