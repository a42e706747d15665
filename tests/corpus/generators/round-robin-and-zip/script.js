// Several sources in turn, of different lengths; zipped short, long and strictly.
function* roundRobin(...sources) {
  let iterators = sources.map((s) => s[Symbol.iterator]());
  while (iterators.length) {
    const alive = [];
    for (const it of iterators) {
      const { value, done } = it.next();
      if (done) continue;
      alive.push(it);
      yield value;
    }
    iterators = alive;
  }
}

function* zip(sources, { fill, mode = "short" } = {}) {
  const iterators = sources.map((s) => s[Symbol.iterator]());
  for (;;) {
    const steps = iterators.map((it) => it.next());
    if (steps.every((s) => s.done)) return;
    if (steps.some((s) => s.done)) {
      if (mode === "short") return;
      if (mode === "strict") throw new RangeError("sources differ in length");
    }
    yield steps.map((s) => (s.done ? fill : s.value));
  }
}

const queues = await Promise.all(["mail", "chat", "phone"].map((channel) => tools.support.queue({ channel })));
const agents = ["ann", "ben"];
const cycle = function* (list) {
  while (true) yield* list;
};

let strict;
try {
  strict = [...zip(queues, { mode: "strict" })];
} catch (e) {
  strict = e.message;
}
const order = [...roundRobin(...queues)];
const assigned = [...zip([order, cycle(agents)])];
return {
  order,
  assigned: assigned.reduce((m, [t, a]) => ({ ...m, [a]: [...(m[a] ?? []), t] }), {}),
  short: [...zip(queues)],
  long: [...zip(queues, { mode: "long", fill: null })],
  strict,
  unzipped: [...zip([...zip([[1, 2, 3], "abc"])])],
  enumerated: [...zip([cycle([0]), queues[0].entries()])].map(([, [i, t]]) => `${i}:${t}`),
};
