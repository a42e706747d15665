// Results in the order in which jobs end, not in which they were started: jobs wait for what they need.
async function* asCompleted(promises) {
  const pending = new Map(promises.map((p, i) => [i, p.then((value) => ({ i, value }), (error) => ({ i, error }))]));
  while (pending.size) {
    const settled = await Promise.race(pending.values());
    pending.delete(settled.i);
    yield settled;
  }
}

const NEEDS = { release: ["test", "docs"], test: ["build"], docs: ["test"], broken: ["release"], build: [] };

function startAll() {
  const running = {};
  const start = (name) => (running[name] ??= run(name));
  async function run(name) {
    await Promise.all(NEEDS[name].map(start));
    const { took } = await tools.ci.run({ job: name });
    return { name, took };
  }
  return Object.keys(NEEDS).map(start);
}

const ended = [];
for await (const { error, value } of asCompleted(startAll())) ended.push(error ? `! ${error.message}` : value.name);

const inOrder = (await Promise.allSettled(startAll())).map((r) => r.value?.name ?? null);
const fastest = await Promise.any(startAll());
return { ended, inOrder, fastest: fastest.name };
