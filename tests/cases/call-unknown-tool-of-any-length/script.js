const error = await tools['x'.repeat(1e6)].y().catch((error) => error);
return [error.kind, error.message.length < 1000];
