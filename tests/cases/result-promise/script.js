const orders = [1, 2].map(async (id) => (await tools.shop.echo({ id })).id);
return { orders };
