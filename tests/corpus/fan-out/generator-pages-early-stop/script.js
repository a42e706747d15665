const trace = [];

async function* events() {
  let after = 0;
  try {
    while (true) {
      trace.push(`page after ${after}`);
      const page = await tools.events.page({ after });
      if (page.events.length === 0) return;
      yield* page.events;
      after = page.last;
    }
  } finally {
    trace.push("closed");
  }
}

async function* filter(source, predicate) {
  for await (const item of source) if (predicate(item)) yield item;
}

async function* take(source, n) {
  if (n <= 0) return;
  for await (const item of source) {
    yield item;
    if (--n === 0) return; // closes the source as well
  }
}

const errors = [];
for await (const { id } of take(filter(events(), (e) => e.type === "error"), 3)) errors.push(id);

return { errors, trace };
