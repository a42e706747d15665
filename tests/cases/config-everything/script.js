return [await tools.shop.orders({}), await tools.shop.say({ hello: 1 })];
