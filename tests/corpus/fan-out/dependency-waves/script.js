// Each target is built as soon as what it needs is done; a failure skips whatever depends on it
const graph = input;
const builds = new Map();
const order = [];

const build = (target) => {
  if (!builds.has(target)) {
    builds.set(
      target,
      (async () => {
        const needed = await Promise.all(graph[target].map(build));
        const missing = graph[target].filter((_, i) => needed[i].status !== "built");
        if (missing.length) return { status: "skipped", because: missing };
        const started = Math.max(0, ...needed.map((n) => n.finished));
        try {
          const { seconds } = await tools.build.run({ target });
          order.push(target);
          return { status: "built", finished: started + seconds };
        } catch (e) {
          return { status: "failed", message: e.message };
        }
      })(),
    );
  }
  return builds.get(target);
};

const results = Object.fromEntries(await Promise.all(Object.keys(graph).map(async (t) => [t, await build(t)])));
const before = (a, b) => order.indexOf(a) < order.indexOf(b);
const valid = Object.entries(graph).every(([t, deps]) => !order.includes(t) || deps.every((d) => before(d, t)));
return { results, valid, critical: Math.max(...Object.values(results).map((r) => r.finished ?? 0)) };
