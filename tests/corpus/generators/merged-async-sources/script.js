// Several sources as one stream, in the order in which things arrive. Time is a counter that the consumer advances.
let now = 0;
let waiting = [];
function tick() {
  now++;
  const due = waiting.filter(({ at }) => at <= now);
  waiting = waiting.filter(({ at }) => at > now);
  for (const { resolve } of due) resolve();
}
const reached = (at) => (at <= now ? Promise.resolve() : new Promise((resolve) => waiting.push({ at, resolve })));

async function* source(name, times) {
  for (const [i, at] of times.entries()) {
    await reached(at);
    yield `${name}${i}`;
  }
}

async function* merge(...streams) {
  const iterators = streams.map((s) => s[Symbol.asyncIterator]());
  const next = (i) => iterators[i].next().then((step) => ({ i, step }));
  const pending = new Map(iterators.map((_, i) => [i, next(i)]));
  try {
    while (pending.size) {
      const { i, step } = await Promise.race(pending.values());
      if (step.done) pending.delete(i);
      else {
        pending.set(i, next(i));
        yield step.value;
      }
    }
  } finally {
    await Promise.all(iterators.map((it) => it.return?.()));
  }
}

async function drain(stream) {
  const arrived = [];
  now = 0;
  try {
    for await (const x of stream) {
      arrived.push(`${now}:${x}`);
      tick();
      await sleep(1);
    }
  } catch (e) {
    arrived.push(e.message);
  }
  return arrived;
}

async function* broken() {
  yield "fine";
  await reached(2);
  throw new Error("source broke");
}

return {
  arrived: await drain(merge(source("a", [0, 2, 4]), source("b", [1, 3]), source("c", []))),
  until: await drain(merge(broken(), source("d", [1]))),
};
