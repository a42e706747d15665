const error = await tools.store.orders().catch((error) => error);
return [error.kind, error.message];
