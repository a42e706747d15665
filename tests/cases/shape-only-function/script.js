async function countOrders({ customer }) {
  const orders = await tools.shop.orders({ customer });
  return orders.length;
}
