// Gaussian elimination with exact fractions of BigInts: determinant, inverse and solution.
const abs = (n) => (n < 0n ? -n : n);
const gcd = (a, b) => (b === 0n ? abs(a) : gcd(b, a % b));

class Fraction {
  constructor(n, d = 1n) {
    [n, d] = [BigInt(n), BigInt(d)];
    const g = gcd(n, d) * (d < 0n ? -1n : 1n);
    this.n = n / g;
    this.d = d / g;
  }
  minus(o) {
    return new Fraction(this.n * o.d - o.n * this.d, this.d * o.d);
  }
  times(o) {
    return new Fraction(this.n * o.n, this.d * o.d);
  }
  over(o) {
    return new Fraction(this.n * o.d, this.d * o.n);
  }
  get isZero() {
    return this.n === 0n;
  }
  toString() {
    return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`;
  }
}

function eliminate(matrix, right) {
  const n = matrix.length;
  const m = matrix.map((row, i) => [...row, ...right[i]].map((x) => new Fraction(x)));
  let det = new Fraction(1);
  for (let c = 0; c < n; c++) {
    const p = m.findIndex((row, r) => r >= c && !row[c].isZero);
    if (p < 0) return { det: "0", right: null };
    if (p !== c) {
      [m[p], m[c]] = [m[c], m[p]];
      det = det.times(new Fraction(-1));
    }
    const pivot = m[c][c];
    det = det.times(pivot);
    m[c] = m[c].map((x) => x.over(pivot));
    for (let r = 0; r < n; r++) {
      if (r === c || m[r][c].isZero) continue;
      const factor = m[r][c];
      m[r] = m[r].map((x, k) => x.minus(m[c][k].times(factor)));
    }
  }
  return { det: String(det), right: m.map((row) => row.slice(n).map(String)) };
}

const hilbert = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 2520 / (i + j + 1)));
const identity = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));

return {
  solved: eliminate([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]], [[8], [-11], [-3]]),
  swapped: eliminate([[0, 2], [3, 4]], [[1], [1]]),
  singular: eliminate([[1, 2], [2, 4]], [[1], [2]]),
  hilbert: eliminate(hilbert(5), identity(5)),
};
