// Endless sequences, and only as much work as the answer needs.
let worked = 0;

function* naturals(from = 1) {
  for (let n = from; ; n++) {
    worked++;
    yield n;
  }
}
const filter = (test) =>
  function* (source) {
    for (const x of source) if (test(x)) yield x;
  };
const map = (f) =>
  function* (source) {
    for (const x of source) yield f(x);
  };
const take = (n) =>
  function* (source) {
    if (n <= 0) return;
    let left = n;
    for (const x of source) {
      yield x;
      if (--left === 0) return;
    }
  };
const takeWhile = (test) =>
  function* (source) {
    for (const x of source) {
      if (!test(x)) return;
      yield x;
    }
  };
const pipe = (source, ...stages) => stages.reduce((it, stage) => stage(it), source);

const isHappy = (n) => {
  const seen = new Set();
  while (n !== 1 && !seen.has(n)) {
    seen.add(n);
    n = [...String(n)].reduce((s, d) => s + d * d, 0);
  }
  return n === 1;
};

const happy = [...pipe(naturals(), filter(isHappy), take(8))];
const workedForHappy = worked;
const squares = [...pipe(naturals(), map((n) => n * n), filter((n) => n % 2 === 1), takeWhile((n) => n < 200))];
const none = [...pipe(naturals(), take(0))];
const [first, second, ...rest] = pipe(naturals(100), take(5));
return { happy, workedForHappy, squares, worked, none, destructured: { first, second, rest } };
