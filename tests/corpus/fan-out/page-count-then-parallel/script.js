async function searchAll(q) {
  const first = await tools.catalog.search({ q, page: 1 });
  const pages = Math.ceil(first.total / first.size);
  // the first page tells how many there are, the others go out together
  const rest = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, i) => tools.catalog.search({ q, page: i + 2 })));
  const hits = [first, ...rest].flatMap((page) => page.hits);
  if (hits.length !== first.total) throw new Error(`expected ${first.total} hits for ${q}, got ${hits.length}`);
  return hits;
}

const main = async () => {
  const [lamps, sofas] = await Promise.all(["lamp", "sofa"].map(searchAll));
  return { lamps, sofas, last: lamps.at(-1) };
};

main();
