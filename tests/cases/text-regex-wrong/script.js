const attempts = [
  ["match", { text: "a", pattern: "((a{1000}){1000}){1000}" }], ["match", { text: "a", pattern: "\\pL{1000}".repeat(50) }], ["match", { text: "a", pattern: "x".repeat(70000) }],
  ["match", { text: "a", pattern: "(" }], ["match", { text: "a", pattern: "(".repeat(60000) }], ["match", { text: "a", pattern: "a(?=b)" }], ["match", { text: "a", pattern: "a", flags: "q" }],
  ["match", { text: 1, pattern: "a" }], ["match", { text: "a", pattern: "a", limit: 0 }], ["match", { text: "a".repeat(9 << 20), pattern: "b" }],
  ["replace", { text: "a", pattern: "a", replacement: "$1" }], ["replace", { text: "a".repeat(100000), pattern: "a", replacement: "b".repeat(1000) }],
  ["split", { text: ",".repeat(600000), pattern: "," }],
];
const ends = [];
for (const [tool, args] of attempts) {
  const end = await tools.text[tool](args).catch(({ kind, data }) => [kind, data?.violations?.[0]?.pointer ?? data?.limit]);
  const next = await tools.text.match({ text: "a", pattern: "a" });
  ends.push([...end, next.matches.length]);
}
return ends;
