const log = "GET /a 200\nGET /b 404\nPOST /c 500\n";
const found = await tools.text.match({ text: log, pattern: String.raw`^(?<verb>\w+) (\S+) (?<status>[45]\d\d)$`, flags: "m" });
const first = await tools.text.match({ text: "😀 aaa", pattern: "a", limit: 1 });
const replaced = await tools.text.replace({ text: "2024-01-31", pattern: String.raw`(\d+)-(\d+)-(\d+)`, replacement: "$3.${2}.$1" });
const literal = await tools.text.replace({ text: "a.b", pattern: ".", replacement: "$1", literal: true });
const parts = await tools.text.split({ text: "a, b;c", pattern: String.raw`\s*[,;]\s*` });
const rest = await tools.text.split({ text: "a,b,c", pattern: ",", limit: 2 });
const linear = await tools.text.match({ text: "a".repeat(100000) + "!", pattern: "^(a+)+$" });
return { found, first, slice: "😀 aaa".slice(first.matches[0].start, first.matches[0].end), replaced, literal, parts, rest, linear };
