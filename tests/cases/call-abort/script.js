const controller = new AbortController();
const pending = tools.shop.never({}, { signal: controller.signal });
setTimeout(() => controller.abort(new Error("enough")), 5);
const error = await pending.catch((error) => error);
const late = await tools.shop.echo({}, { signal: controller.signal }).catch((error) => error);
const unused = new AbortController();
const fine = await tools.shop.echo({ a: 1 }, { signal: unused.signal });
unused.abort();
return [error instanceof ToolError, error.kind, error.tool, error.retryable, error.message, error.cause.message, late.kind, fine];
