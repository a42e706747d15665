const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
for (let level = 1; level < 12; level += 1) bomb.push(`a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`)}]`);
const attempts = [
  { from: "csv", input: "a,b\n1,2\n1,2,3\n" }, { from: "csv", input: "a,a\n" }, { from: "jsonl", input: '{"a": 1}\n{"a": }\n' },
  { from: "toml", input: "a = 1\nb = = 2\n" }, { from: "yaml", input: "a: 1\na: 2\n" }, { from: "yaml", input: bomb.join("\n") },
  { from: "yaml", input: "- ".repeat(100000) }, { from: "toml", input: "a = " + "[".repeat(100000) }, { from: "jsonl", input: "[".repeat(100000) },
  { from: "yaml", input: [1] }, { from: "xml", input: "" }, { from: "csv", input: "a", delimiter: "ab" }, { to: "csv", input: [1] }, { to: "toml", input: { a: [null] } },
];
const ends = [];
for (const args of attempts) {
  const end = await tools.data.convert(args).catch((error) => [error.kind, error.data?.code ?? error.data?.limit ?? error.data?.violations?.[0]?.pointer, error.data?.line, error.data?.column]);
  ends.push(end.filter((part) => part !== undefined));
}
return [ends, await tools.data.convert({ from: "csv", input: "" })];
