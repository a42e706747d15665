// One variable for all rounds, or one for each: what callbacks see once the loop is over.
const ids = ["a", "b", "c"];

const shared = [];
for (var i of ids) shared.push(() => i);

const own = [];
for (const id of ids) own.push(() => id);

const bound = [];
for (var j of ids) bound.push(((x) => () => x)(j));

// the same with calls that are made later
const later = [];
for (var k of ids) {
  later.push(sleep(1).then(() => tools.echo.say({ text: k })));
}
const laterOwn = ids.map(async (id) => {
  await sleep(1);
  return (await tools.echo.say({ text: id })).said;
});

const counters = ids.map((_, start) => {
  let n = start * 10;
  return { next: () => ++n, get value() { return n; } };
});
counters[1].next();
counters[1].next();
counters[2].next();

return {
  shared: shared.map((f) => f()),
  own: own.map((f) => f()),
  bound: bound.map((f) => f()),
  later: (await Promise.all(later)).map(({ said }) => said),
  laterOwn: await Promise.all(laterOwn),
  counters: counters.map((c) => c.value),
};
