// What no step counts is bounded by the plugin's memory and stack.
const hogs = ["[limit(4000000; repeat([1]))] | length", "reduce range(40) as $i (\"x\"; . + .) | length", "def f(g): f(g | g); f(.)"];
const ends = [];
for (const program of hogs) {
  const end = await tools.data.jq({ program, max_steps: 20_000_000 }).then(() => "ended", (error) => error.kind);
  const next = await tools.data.jq({ program: "1" });
  ends.push([end, next.outputs[0]]);
}
return ends;
