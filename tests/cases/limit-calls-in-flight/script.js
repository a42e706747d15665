const before = performance.now();
await Promise.all([1, 2, 3, 4].map(() => tools.slow.wait()));
return performance.now() - before >= 99;
