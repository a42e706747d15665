return await tools.shop.orders().catch((error) => [error.kind, error.data]);
