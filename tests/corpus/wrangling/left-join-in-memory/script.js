const [orders, customers, prices] = await Promise.all([tools.shop.orders({}), tools.shop.customers(), tools.shop.prices({})]);
const byId = Object.fromEntries(customers.map((c) => [c.id, c]));

const joined = orders.map(({ customer_id, ...order }) => ({
  ...order,
  customer: byId[customer_id]?.name ?? `unknown #${customer_id}`,
  cents: prices[order.sku] !== undefined ? prices[order.sku] * order.qty : null,
}));

const ordered = new Set(orders.map((o) => o.customer_id));
({
  joined,
  withoutOrders: customers.filter((c) => !ordered.has(c.id)).map((c) => c.name),
  unpriced: joined.filter((o) => o.cents === null).map((o) => o.sku),
  revenue: joined.reduce((sum, o) => sum + (o.cents ?? 0), 0) / 100,
});
