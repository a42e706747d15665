// Which customers are waiting for an order that is late? Four answers of tools, one small result.
const customers: { id: number; name: string }[] = await tools.shop.customers({});

const late = await Promise.all(
  customers.map(async ({ id, name }) => {
    const orders = await tools.shop.orders({ customer: id });
    const open = orders.filter((order) => order.customer === id && order.days > input.days);
    return { name, orders: open.length, total: open.reduce((sum, order) => sum + order.total, 0) };
  }),
);

return late.filter((customer) => customer.orders > 0);
