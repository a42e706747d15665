const programs = [
  "def f: f; f", "repeat(1) | empty", "[range(infinite)]", "until(false; .)", "reduce range(1; 0; 0) as $x (0; .)", "last(repeat(1))",
  "[.[] as $a | .[] as $b | .[] as $c | .[] as $d | .[] as $e | .[] as $f | 1] | length", "def f: 1 + f; f", "def f: [f]; f",
  "reduce range(300) as $i (0; [.])", "def f: try error(1) catch f; f",
];
const input = Array.from({ length: 100 }, (_, index) => index);
const ends = [];
for (const program of programs) {
  const end = await tools.data.jq({ program, input, max_steps: 100_000 }).catch(({ kind, data }) => `${kind} ${data?.limit}`);
  const next = await tools.data.jq({ program: ". + 1", input: 1 });
  ends.push([end, next.outputs[0]]);
}
const unless = await tools.data.jq({ program: "def f: f; f" }).catch(({ data }) => data);
return { ends, unless };
