const one = await tools.tokens.count({ text: "tiktoken is great!" });
const old = await tools.tokens.count({ text: "お誕生日おめでとう", encoding: "cl100k" });
const several = await tools.tokens.count({ text: ["hello world", "", "a"] });
const long = await tools.tokens.count({ text: "ab ".repeat(100000) });
const attempts = [{ text: 1 }, { text: "a", encoding: "p50k" }, { text: "a".repeat(9 << 20) }, { text: Array(100001).fill("") }];
const wrong = [];
for (const args of attempts) {
  wrong.push(await tools.tokens.count(args).catch(({ kind, data }) => [kind, data?.limit ?? data?.violations?.[0]?.pointer]));
}
return { one, old, several, long, wrong };
