const say = async (work) => { try { return await work(); } catch (error) { return `${error.name}: ${error.message}`; } };
return [
  await say(() => map([1], (n) => n, { widht: 2 })),
  await say(() => map([1], (n) => n, { width: 0 })),
  await say(() => map(3, (n) => n)),
  await say(() => map([1])),
  await say(() => first([])),
  await say(() => first({ a: 1 })),
  await say(() => majority([1, 2], { quorum: 3 })),
  await say(() => retry(() => 1, { times: 1e9 })),
  await say(() => batch([1], 0, (n) => n)),
  await say(() => batch([1], 1, (n) => n, { width: 0 })),
  await say(() => batch(3, 1, (n) => n)),
  await say(() => batch([1], 1, () => sleep(1000), { timeout: 5 })),
  await say(() => race([1], { timeout: "soon" })),
  await say(() => weighted([1], { signal: 1 })),
];
