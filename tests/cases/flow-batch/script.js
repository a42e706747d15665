const sizes = [];
const all = await batch([1, 2, 3, 4, 5, 6, 7], 3, async (chunk, index) => {
  sizes.push([index, chunk.length]);
  const { ids } = await tools.src.echo({ ids: chunk });
  return ids.map((id) => id * 10);
}, { width: 1 });
return { all, sizes, none: await batch([], 3, () => { throw new Error("never"); }) };
