const done = [];
const controller = new AbortController();

async function deploy(region) {
  const id = await tools.deploy.start({ region }, { signal: controller.signal });
  done.push({ region, id });
  return id;
}

let failure = null;
try {
  await Promise.all(input.map(deploy));
} catch (error) {
  // Promise.all gives up at the first failure but does not stop the others
  controller.abort();
  failure = { kind: error.kind, tool: error.tool, until: error.data.until };
}

const rolledBack = {};
if (failure) {
  for (const { region, id } of done) rolledBack[region] = await tools.deploy.rollback({ id });
}
return { failure, finished: done.map((d) => d.region), rolledBack };
