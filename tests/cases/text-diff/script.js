const before = "a\nb\nc\nd\ne\nf\n";
const changed = await tools.text.diff({ before, after: before.replace("c", "X") + "g", context: 1, before_name: "old", after_name: "new" });
const same = await tools.text.diff({ before, after: before });
const lines = await tools.text.diff({ before: "\n".repeat(300000), after: "\n".repeat(300000) }).catch(({ kind, data }) => [kind, data.limit]);
const apart = (letter) => Array.from({ length: 20000 }, (_, line) => `${letter}${(line * 7919) % 1000}\n`).join("");
const { added, removed } = await tools.text.diff({ before: apart("a"), after: apart("b"), context: 0 });
return { changed, same, lines, apart: [added, removed] };
