async (input) => {
  const rows = await tools.shop.orders();
  return rows.map((row) => row.customer.id);
}
