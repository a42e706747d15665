const start = performance.now();
await sleep(5);
const took = performance.now() - start;
return [took >= 4, took < 5000, Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 5000];
