const error = await tools.shop.never({}, { timeout: 10 }).catch((error) => error);
const wrong = await (async () => tools.shop.echo({}, { timeout: "soon" }))().catch((error) => error);
return [error.kind, error.message, error.retryable, wrong.name, wrong.message, await tools.shop.slow({}, { timeout: 5000 })];
