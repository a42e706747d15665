const error = await tools.faulty.spin({}, { timeout: 50 }).catch((error) => error);
await tools.faulty.log();
return [error.kind, error.retryable];
