const done = [];
const stopped = [];
const controller = new AbortController();
const { signal } = controller;

// us comes after asia, the others have nobody to wait for
const running = new Map();
async function deploy(region) {
  try {
    if (region === "us") await running.get("asia");
    const id = await tools.deploy.start({ region }, { signal });
    while ((await tools.deploy.status({ id }, { signal })) !== "live");
    done.push({ region, id });
  } catch (error) {
    if (error.kind === "cancelled") stopped.push(region);
    throw error;
  }
}

let failure = null;
try {
  for (const region of input.toReversed()) running.set(region, deploy(region));
  await Promise.all(running.values());
} catch (error) {
  // Promise.all gives up at the first failure but does not stop the others
  controller.abort();
  failure = { kind: error.kind, tool: error.tool, until: error.data.until };
}

const rolledBack = {};
if (failure) {
  for (const { region, id } of done) rolledBack[region] = await tools.deploy.rollback({ id });
}
return { failure, finished: done.map((d) => d.region), stopped, rolledBack };
