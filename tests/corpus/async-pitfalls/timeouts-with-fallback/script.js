// A deadline for a call, one for a whole group, and one that is not needed.
async function withTimeout(promise, ms, fallback) {
  let timer;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms, fallback);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const quick = await withTimeout(tools.api.quick({}), 2000, "fallback");
const slow = await withTimeout(sleep(5000).then(() => "late"), 15, "fallback");

let kind;
try {
  await tools.api.slow({}, { timeout: 1 });
} catch (e) {
  kind = e.kind;
}

let aborted;
try {
  await tools.api.slow({}, { signal: AbortSignal.timeout(1) });
} catch (e) {
  aborted = [e.kind, e instanceof ToolError];
}

const group = await Promise.race([
  Promise.all([tools.api.quick({}), sleep(5000)]).then(() => "all"),
  sleep(20).then(() => "gave up"),
]);
const failure = await withTimeout(tools.api.broken({}), 2000, null).catch((e) => e.message);
return { quick, slow, kind, aborted, group, failure };
