// Consecutive groups: run-length encoding, sessions by pauses, ranges of page numbers.
function* groupBy(source, key) {
  let group;
  for (const x of source) {
    const k = key(x);
    if (group && Object.is(group.key, k)) group.items.push(x);
    else {
      if (group) yield group;
      group = { key: k, items: [x] };
    }
  }
  if (group) yield group;
}

const encode = (text) => [...groupBy(text, (c) => c)].map(({ key, items }) => (items.length > 1 ? items.length : "") + key).join("");
const decode = (text) => text.replace(/(\d+)(\D)/gu, (_, n, c) => c.repeat(n));

function* sessions(times, pause) {
  let current = [];
  for (const t of times) {
    if (current.length && t - current.at(-1) > pause) yield current.splice(0);
    current.push(t);
  }
  if (current.length) yield current;
}

const pages = (numbers) =>
  [...groupBy(numbers.map((n, i) => [n, n - i]), ([, offset]) => offset)]
    .map(({ items }) => items.map(([n]) => n))
    .map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(",")))
    .join(",");

const text = "aaabccddddde🙂🙂";
const weather = [...groupBy(input.weather, (w) => w.sky)].map(({ key, items }) => [key, items.length, Math.max(...items.map((i) => i.max))]);
return {
  encoded: encode(text),
  same: decode(encode(text)) === text,
  sessions: [...sessions(input.clicks, 30)].map((s) => [s[0], s.length, s.at(-1) - s[0]]),
  pages: pages([1, 2, 3, 5, 7, 8, 10, 11, 12, 13]),
  weather,
  longest: weather.reduce((a, b) => (b[1] > a[1] ? b : a))[0],
};
