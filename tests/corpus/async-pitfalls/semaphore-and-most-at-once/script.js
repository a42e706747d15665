// At most three at once, measured; a slot is given back on failure as well.
function limiter(limit) {
  let free = limit;
  const waiting = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

const limit = limiter(3);
let running = 0;
let most = 0;
const started = [];

const job = (n) =>
  limit(async () => {
    running++;
    most = Math.max(most, running);
    started.push(n);
    try {
      const { ok } = await tools.jobs.run({ n });
      return ok ? n * n : null;
    } finally {
      running--;
    }
  });

const results = await Promise.allSettled(input.map(job));
return {
  most,
  running,
  started,
  values: results.map((r) => (r.status === "fulfilled" ? r.value : r.reason.kind)),
  again: await limit(async () => "free"),
};
