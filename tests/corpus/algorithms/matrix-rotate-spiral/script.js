const transpose = (m) => m[0].map((_, c) => m.map((row) => row[c]));
const rotate = (m) => transpose([...m].reverse());

function spiral(matrix) {
  let rest = matrix.map((row) => row.slice());
  const out = [];
  while (rest.length) {
    out.push(...rest.shift());
    if (rest.length) rest = transpose(rest).reverse();
  }
  return out;
}

const multiply = (a, b) => a.map((row) => transpose(b).map((col) => row.reduce((s, x, i) => s + x * col[i], 0)));
const power = (m, n) => (n === 1 ? m : n % 2 ? multiply(m, power(m, n - 1)) : power(multiply(m, m), n / 2));

const m = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
  [9, 10, 11, 12],
];
const sums = { rows: m.map((r) => r.reduce((a, b) => a + b)), columns: transpose(m).map((r) => r.reduce((a, b) => a + b)) };
const diagonals = Array.from({ length: 6 }, (_, k) => m.flatMap((row, i) => (row[k - i] === undefined ? [] : [row[k - i]])));
return { rotated: rotate(m), full: rotate(rotate(rotate(rotate(m)))).flat().join(), spiral: spiral(m), sums, diagonals, fib: power([[1, 1], [1, 0]], 40)[0][1] };
