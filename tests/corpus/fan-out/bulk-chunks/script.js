const ids = [...new Set(input.ids)];

const items = await batch(ids, input.size, async (chunk) => {
  const { items } = await tools.store.many({ ids: chunk });
  return items;
});

// answers come in any order and may lack some
const stock = new Map(items.map((item) => [item.id, item.stock]));
return {
  stock: input.ids.map((id) => stock.get(id) ?? null),
  missing: ids.filter((id) => !stock.has(id)),
  soldOut: items.filter((item) => !item.stock).map((item) => item.id),
};
