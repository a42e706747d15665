const error = await tools.shop.never({}, { signal: AbortSignal.timeout(10) }).catch((error) => error);
return [error instanceof ToolError, error.kind, error.tool, error.retryable, error.cause.name];
