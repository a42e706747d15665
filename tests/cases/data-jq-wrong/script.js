const attempts = [
  { program: ".a | foo" }, { program: "1 +\n  )" }, { program: "$x" }, { program: "env" }, { program: "input" }, { program: ".a", input: [1] },
  { program: "error({ code: 7 })" }, { program: 1 }, {}, { program: ".", max_steps: 0 }, { program: ".", variables: { "a-b": 1 } }, { program: " ".repeat(40000) },
];
const ends = await Promise.allSettled(attempts.map((args) => tools.data.jq(args)));
return ends.map(({ reason }) => [reason.kind, reason.data?.violations?.[0]?.pointer ?? reason.data?.limit ?? reason.data?.error ?? null, reason.message.slice(-60)]);
