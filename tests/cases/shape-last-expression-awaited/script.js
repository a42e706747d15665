const orders = await tools.shop.orders();
orders.reduce((sum, order) => sum + order.total, 0)
