// Build order of packages in parallel stages (Kahn), and the cycle where there is none.
function stages(deps) {
  const waiting = new Map(Object.entries(deps).map(([name, needs]) => [name, new Set(needs)]));
  for (const needs of Object.values(deps)) needs.forEach((n) => waiting.has(n) || waiting.set(n, new Set()));
  const out = [];
  while (waiting.size) {
    const ready = [...waiting].filter(([, needs]) => needs.size === 0).map(([name]) => name).sort();
    if (!ready.length) return { order: out, cycle: findCycle(waiting) };
    out.push(ready);
    for (const name of ready) {
      waiting.delete(name);
      for (const needs of waiting.values()) needs.delete(name);
    }
  }
  return { order: out, cycle: null };
}

function findCycle(waiting) {
  const path = [];
  let at = [...waiting.keys()].sort()[0];
  while (!path.includes(at)) {
    path.push(at);
    at = [...waiting.get(at)].sort()[0];
  }
  const loop = path.slice(path.indexOf(at));
  // begin at the least name, so that the answer is always the same
  const least = loop.indexOf(loop.reduce((a, b) => (a < b ? a : b)));
  return [...loop.slice(least), ...loop.slice(0, least)];
}

async function main(input) {
  const graphs = await Promise.all(input.projects.map((project) => tools.build.dependencies({ project })));
  return Object.fromEntries(input.projects.map((p, i) => [p, stages(graphs[i])]));
}
