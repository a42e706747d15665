const found = null;

async function go() {
  const { items } = await Promise.resolve(found);
  return items;
}
await go();
