const orders = await tools.shop.order({});
return orders;
