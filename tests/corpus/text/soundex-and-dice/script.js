const CODES = { b: 1, f: 1, p: 1, v: 1, c: 2, g: 2, j: 2, k: 2, q: 2, s: 2, x: 2, z: 2, d: 3, t: 3, l: 4, m: 5, n: 5, r: 6 };

function soundex(name) {
  const [head, ...tail] = name.toLowerCase();
  let code = head.toUpperCase();
  let last = CODES[head];
  for (const letter of tail) {
    const digit = CODES[letter];
    if (digit && digit !== last) code += digit;
    if (!"hw".includes(letter)) last = digit; // h and w do not separate
  }
  return code.padEnd(4, "0").slice(0, 4);
}

const bigrams = (word) => new Set(Array.from({ length: word.length - 1 }, (_, i) => word.substring(i, i + 2)));
const dice = (a, b) => {
  const [x, y] = [bigrams(a), bigrams(b)];
  if (x.size + y.size === 0) return 0;
  return (2 * x.intersection(y).size) / (x.size + y.size);
};

const result = {
  soundex: Object.fromEntries(input.names.map((n) => [n, soundex(n)])),
  alike: input.names.flatMap((a, i) => input.names.slice(i + 1).filter((b) => soundex(a) === soundex(b)).map((b) => [a, b])),
  dice: input.pairs.map(([a, b]) => +dice(a, b).toFixed(3)),
};
return result;
