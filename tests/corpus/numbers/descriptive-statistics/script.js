const { samples } = await tools.metrics.samples({ name: "latency" });
const round = (x) => Math.round(x * 1e6) / 1e6;

const sum = (xs) => xs.reduce((a, b) => a + b, 0);
const mean = (xs) => sum(xs) / xs.length;
const sorted = (xs) => Float64Array.from(xs).sort();
const median = (xs) => {
  const s = sorted(xs);
  const mid = s.length >> 1;
  return s.length % 2 ? s[mid] : (s[mid - 1] + s[mid]) / 2;
};
const variance = (xs) => {
  const m = mean(xs);
  return sum(xs.map((x) => (x - m) ** 2)) / (xs.length - 1);
};
/* inclusive quantiles, by linear interpolation */
const quantile = (xs, q) => {
  const s = sorted(xs);
  const at = (s.length - 1) * q;
  const low = Math.floor(at);
  return s[low] + (s[Math.min(low + 1, s.length - 1)] - s[low]) * (at - low);
};
const mode = (xs) => {
  const counts = xs.reduce((m, x) => m.set(x, (m.get(x) ?? 0) + 1), new Map());
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
};
function fit(xs, ys) {
  const [mx, my] = [mean(xs), mean(ys)];
  const sxy = sum(xs.map((x, i) => (x - mx) * (ys[i] - my)));
  const sxx = sum(xs.map((x) => (x - mx) ** 2));
  const syy = sum(ys.map((y) => (y - my) ** 2));
  return { slope: round(sxy / sxx), intercept: round(my - (sxy / sxx) * mx), correlation: round(sxy / Math.sqrt(sxx * syy)) };
}

const quartiles = [0.25, 0.5, 0.75].map((q) => round(quantile(samples, q)));
const iqr = quartiles[2] - quartiles[0];
return {
  count: samples.length,
  mean: round(mean(samples)),
  median: median(samples),
  mode: mode(samples),
  stdev: round(Math.sqrt(variance(samples))),
  geometric: round(Math.exp(mean(samples.map(Math.log)))),
  harmonic: round(samples.length / sum(samples.map((x) => 1 / x))),
  quartiles,
  outliers: samples.filter((x) => x < quartiles[0] - 1.5 * iqr || x > quartiles[2] + 1.5 * iqr),
  zscores: samples.slice(0, 3).map((x) => round((x - mean(samples)) / Math.sqrt(variance(samples)))),
  trend: fit(samples.map((_, i) => i), samples),
};
