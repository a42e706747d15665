function* chunked(source, size) {
  let chunk = [];
  for (const x of source) {
    chunk.push(x);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length) yield chunk;
}

function* windows(source, size) {
  const window = [];
  for (const x of source) {
    window.push(x);
    if (window.length > size) window.shift();
    if (window.length === size) yield [...window];
  }
}

const range = function* (start, stop, step = 1) {
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) yield i;
};

const prices = input;
const moving = [...windows(prices, 3)].map((w) => w.reduce((a, b) => a + b) / 3);
const rises = [...windows(prices, 2)].filter(([a, b]) => b > a).length;

({
  chunks: [...chunked(range(0, 10), 4)],
  exact: [...chunked("abcdef", 2)].map((c) => c.join("")),
  empty: [...chunked([], 3)],
  tooWide: [...windows([1, 2], 3)],
  backwards: [...range(10, 0, -3)],
  moving,
  rises,
  crossings: [...windows(moving.map((m, i) => Math.sign(prices[i + 2] - m)), 2)].filter(([a, b]) => a !== b).length,
});
