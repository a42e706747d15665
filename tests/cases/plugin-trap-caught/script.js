const error = await tools.faulty.trap().catch((error) => error);
await tools.faulty.log();
return [error.kind, error.retryable];
