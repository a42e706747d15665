const [a, b] = [input.old, input.new].map((text) => text.trimEnd().split("\n"));

// lengths of the longest common subsequence of the rests
const lcs = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
for (let i = a.length - 1; i >= 0; i--) {
  for (let j = b.length - 1; j >= 0; j--) {
    lcs[i][j] = a[i] === b[j] ? lcs[i + 1][j + 1] + 1 : Math.max(lcs[i + 1][j], lcs[i][j + 1]);
  }
}

function* diff(i = 0, j = 0) {
  if (i < a.length && j < b.length && a[i] === b[j]) {
    yield ` ${a[i]}`;
    yield* diff(i + 1, j + 1);
  } else if (i < a.length && (j === b.length || lcs[i + 1][j] >= lcs[i][j + 1])) {
    yield `-${a[i]}`;
    yield* diff(i + 1, j);
  } else if (j < b.length) {
    yield `+${b[j]}`;
    yield* diff(i, j + 1);
  }
}

const lines = [...diff()];
const count = (sign) => lines.filter((line) => line.startsWith(sign)).length;
({ lines, added: count("+"), removed: count("-"), similarity: Math.round((2000 * lcs[0][0]) / (a.length + b.length)) / 1000 });
