// After the first failure nothing new is started, and what runs is cancelled.
let started = 0;
const error = await map(Array(100).keys(), (n) => {
  started += 1;
  return n === 3 ? tools.src.down() : tools.src.never();
}, { width: 5 }).catch((error) => error);
const endless = (function* () { for (let n = 0; ; n++) yield n; })();
const some = await map(endless, async (n) => { if (n === 20) throw new Error("enough"); return n; }, { width: 4 }).catch((error) => error);
return [error.kind, started, some.message, some.partial.slice(0, 17)];
