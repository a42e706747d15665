const won = await race([tools.src.slow(), tools.src.fast()]);
const lost = await race([tools.src.slow(), tools.src.down()]).catch((error) => error.kind);
const late = await race([tools.src.never(), tools.src.never()], { timeout: 20 }).catch((error) => [error.tool, error.kind, error.message, error.retryable]);
return [won.price, lost, late];
