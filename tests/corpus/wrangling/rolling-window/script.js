const { values, window } = input;

function* windows(items, size) {
  for (let end = size; end <= items.length; end++) yield items.slice(end - size, end);
}

const sum = (xs) => xs.reduce((a, b) => a + b, 0);
const median = (xs) => {
  const s = xs.toSorted((a, b) => a - b);
  return s.length % 2 ? s[s.length >> 1] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2;
};

// running total by closure
const accumulate = (() => {
  let total = 0;
  return (x) => (total += x);
})();

const mean = [...windows(values, window)].map((w) => +(sum(w) / window).toFixed(3));
const result = {
  mean,
  median: Array.from(windows(values, window), median),
  max: [...windows(values, window)].map((w) => Math.max(...w)),
  running: values.map(accumulate),
  change: values.slice(1).map((v, i) => v - values[i]),
  spikes: values.flatMap((v, i) => (i >= window && v > 2 * mean[i - window] ? [i] : [])),
};
result;
