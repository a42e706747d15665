const ages = input.map((v) => (v === null ? NaN : Number(v))).filter((v) => Number.isInteger(v) && v >= 0);
const edges = [0, 18, 25, 40, 65, Infinity];
const labels = edges.slice(0, -1).map((low, i) => (edges[i + 1] === Infinity ? `${low}+` : `${low}-${edges[i + 1] - 1}`));

const bins = Object.fromEntries(labels.map((label) => [label, 0]));
for (const age of ages) bins[labels[edges.findIndex((edge) => age < edge) - 1]]++;

ages.sort((a, b) => a - b);
// the "inclusive" method: linear interpolation between closest ranks
const quantile = (q) => {
  const position = (ages.length - 1) * q;
  const low = Math.floor(position);
  return ages[low] + (position - low) * ((ages[low + 1] ?? ages[low]) - ages[low]);
};
const quartiles = [0.25, 0.5, 0.75].map(quantile);
const mean = ages.reduce((a, b) => a + b) / ages.length;
const variance = ages.reduce((sum, a) => sum + (a - mean) ** 2, 0) / (ages.length - 1);

const chart = labels.map((label) => `${label.padStart(5)} ${"#".repeat(bins[label])}`).join("\n");
console.log(chart);
return { bins, quartiles, stdev: Math.round(Math.sqrt(variance) * 1000) / 1000, chart, rejected: input.length - ages.length };
