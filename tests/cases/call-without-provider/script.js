return await tools.orders({ customer: 'x' });
