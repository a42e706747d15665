const cycle = {};
cycle.self = cycle;
const kinds = [];
for (const args of [cycle, { big: 1n }, { toJSON() { throw new Error("no"); } }]) {
  const error = await tools.shop.echo(args).catch((error) => error);
  kinds.push([error instanceof ToolError, error.kind]);
}
return kinds;
