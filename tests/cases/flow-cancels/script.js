// What a race leaves behind is cancelled: the run may make a single call at a time, so the next one could not begin otherwise.
await race([tools.src.never(), sleep(10)]);
const controller = new AbortController();
setTimeout(() => controller.abort(), 10);
const aborted = await map([1, 2], () => tools.src.never(), { signal: controller.signal }).catch((error) => [error.tool, error.kind]);
return [aborted, await tools.src.echo({ free: true })];
