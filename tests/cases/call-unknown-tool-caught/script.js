const error = await tools.shop.Orders().catch((error) => error);
return [error.kind, error.tool, error.data.nearest[0], error.retryable];
