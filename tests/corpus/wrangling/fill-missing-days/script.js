const DAY = 86_400_000;
const { from, to, metric } = input;
const points = await tools.metrics.daily({ metric, from, to });
const known = new Map(points.filter((p) => p.value !== null).map((p) => [p.day, p.value]));

const days = [];
for (let t = Date.parse(from); t <= Date.parse(to); t += DAY) days.push(new Date(t).toISOString().slice(0, 10));

// forward fill
let last = null;
const filled = days.map((day) => {
  const value = known.get(day);
  if (value !== undefined) last = value;
  return { day, weekday: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][new Date(day).getUTCDay()], value: last, filled: value === undefined };
});

// linear interpolation between known neighbours
const interpolated = days.map((day, i) => {
  if (known.has(day)) return known.get(day);
  const before = days.findLastIndex((d, j) => j < i && known.has(d));
  const after = days.findIndex((d, j) => j > i && known.has(d));
  if (before < 0 || after < 0) return null;
  const [a, b] = [known.get(days[before]), known.get(days[after])];
  return Math.round((a + ((b - a) * (i - before)) / (after - before)) * 100) / 100;
});

return { filled, interpolated };
