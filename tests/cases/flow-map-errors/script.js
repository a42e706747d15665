const work = (n) => (n === 2 ? tools.src.down() : tools.src.echo({ n }));
const thrown = await map([1, 2, 3], work, { width: 1 }).catch((error) => [error.kind, error.partial]);
const kept = await map([1, 2, 3], work, { errors: "keep" });
const skipped = await map([1, 2, 3], work, { errors: "skip" });
return { thrown, kept: kept.map((each) => (each instanceof Error ? each.kind : each.n)), skipped };
