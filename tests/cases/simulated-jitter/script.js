const times = await Promise.all(Array.from({ length: 20 }, async () => {
  const start = performance.now();
  await tools.s.get();
  return performance.now() - start;
}));
return [Math.min(...times) < 40, Math.max(...times) > 40, new Set(times.map(Math.round)).size > 3];
