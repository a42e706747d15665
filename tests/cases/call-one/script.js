return await tools.shop.orders({ customer: 'x' });
