// Stages that pull from each other: nothing is fetched before somebody wants it, and stopping stops all of them.
const trace = [];

async function* ids() {
  try {
    for (let id = 1; id <= 100; id++) {
      trace.push(`id ${id}`);
      yield id;
    }
  } finally {
    trace.push("ids closed");
  }
}

async function* fetched(source) {
  try {
    for await (const id of source) {
      try {
        const record = await tools.db.record({ id });
        trace.push(`got ${record.name}`);
        yield record;
      } catch (error) {
        if (error.kind !== "failed") throw error;
        trace.push(`skipped ${id}`);
      }
    }
  } finally {
    trace.push("fetched closed");
  }
}

async function* enriched(source) {
  for await (const record of source) {
    if (!record.active) continue;
    const { score } = await tools.db.score({ name: record.name });
    yield { ...record, score };
  }
}

async function main() {
  const best = [];
  for await (const { name, score } of enriched(fetched(ids()))) {
    trace.push(`kept ${name}`);
    best.push({ name, score });
    if (best.length === 2) break;
  }
  return { best, trace };
}
