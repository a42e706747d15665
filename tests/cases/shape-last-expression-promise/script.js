tools.shop.orders().then((orders) => orders.length);
