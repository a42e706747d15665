return await tools.shop.orders({ customer: 'x', limit: 0 });
