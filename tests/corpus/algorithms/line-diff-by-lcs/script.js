const lcsTable = (a, b) => {
  const t = Array.from({ length: a.length + 1 }, () => Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      t[i][j] = a[i] === b[j] ? t[i + 1][j + 1] + 1 : Math.max(t[i + 1][j], t[i][j + 1]);
    }
  }
  return t;
};

function diff(before, after) {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const t = lcsTable(a, b);
  const out = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`  ${a[i++]}`);
      j++;
    } else if (j >= b.length || (i < a.length && t[i + 1][j] >= t[i][j + 1])) {
      out.push(`- ${a[i++]}`);
    } else {
      out.push(`+ ${b[j++]}`);
    }
  }
  return out;
}

const [before, after] = await Promise.all(["v1", "v2"].map((version) => tools.docs.read({ path: "notes.txt", version })));
const lines = diff(before.text, after.text);
const count = (mark) => lines.filter((l) => l.startsWith(mark)).length;
return { lines, added: count("+"), removed: count("-"), kept: count(" ") };
