// Several slow streams as one, in the order in which things arrive.
async function* source(name, pauses) {
  for (const [i, ms] of pauses.entries()) {
    await sleep(ms);
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

const arrived = [];
for await (const x of merge(source("a", [20, 60, 60]), source("b", [50, 60]), source("c", []))) arrived.push(x);

async function* broken() {
  yield "fine";
  await sleep(30);
  throw new Error("source broke");
}
const until = [];
try {
  for await (const x of merge(broken(), source("d", [10, 100]))) until.push(x);
} catch (e) {
  until.push(e.message);
}
return { arrived, until };
