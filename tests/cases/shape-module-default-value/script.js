const orders = await tools.shop.orders();
export default orders.map((order) => order.id);
