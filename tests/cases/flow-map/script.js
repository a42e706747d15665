let [running, peak] = [0, 0];
const started = performance.now();
const results = await map([5, 1, 4, 2, 3], async (n, index, signal) => {
  peak = Math.max(peak, ++running);
  await sleep(n * 10);
  running -= 1;
  return [n, index, signal.aborted];
}, { width: 2 });
const took = performance.now() - started;
// 5 and 1 begin, 4 after 1, 2 and 3 as they come: 80 ms for two at once, 150 one by one.
return { results, peak, inTime: took >= 70 && took < 145, none: await map([], () => 1), set: await map(new Set([1, 2]), (n) => n * 2) };
