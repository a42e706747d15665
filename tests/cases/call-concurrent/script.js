const before = performance.now();
const all = await Promise.all([1, 2, 3, 4].map((n) => tools.slow.wait({ n })));
return all.length;
