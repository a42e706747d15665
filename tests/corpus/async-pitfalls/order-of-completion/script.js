// Results in the order in which they arrive, not in which they were asked for.
async function* asCompleted(promises) {
  const pending = new Map(promises.map((p, i) => [i, p.then((value) => ({ i, value }), (error) => ({ i, error }))]));
  while (pending.size) {
    const settled = await Promise.race(pending.values());
    pending.delete(settled.i);
    yield settled;
  }
}

const mirrors = ["far", "near", "broken", "middle"];
const arrived = [];
for await (const { error, value } of asCompleted(mirrors.map((mirror) => tools.mirror.ping({ mirror })))) {
  arrived.push(error ? `! ${error.message}` : value.mirror);
}

const inOrder = (await Promise.allSettled(mirrors.map((mirror) => tools.mirror.ping({ mirror })))).map((r) => r.value?.mirror ?? null);
const fastest = await Promise.any(mirrors.map((mirror) => tools.mirror.ping({ mirror })));
return { arrived, inOrder, fastest: fastest.mirror };
