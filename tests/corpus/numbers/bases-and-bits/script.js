// Number bases from 2 to 36 and beyond, roman numerals, bit fields, and bytes.
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const encode = (n, base) => {
  let out = "";
  do {
    out = ALPHABET[n % base] + out;
    n = Math.floor(n / base);
  } while (n > 0);
  return out;
};
const decode = (text, base) => [...text].reduce((n, c) => n * base + ALPHABET.indexOf(c), 0);

const ROMAN = { M: 1000, CM: 900, D: 500, CD: 400, C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1 };
const toRoman = (n) => Object.entries(ROMAN).reduce((out, [r, v]) => { while (n >= v) { out += r; n -= v; } return out; }, "");
const fromRoman = (text) => text.match(/CM|CD|XC|XL|IX|IV|./g).reduce((n, r) => n + ROMAN[r], 0);

const { ids, years, mode } = input;
const permissions = [6, 3, 0].map((shift) => [..."rwx"].map((c, i) => ((mode >> shift) & (4 >> i) ? c : "-")).join("")).join("");
const popcount = (n) => { let c = 0; for (; n; n &= n - 1) c++; return c; };
const ip = (text) => text.split(".").reduce((n, part) => ((n << 8) | part) >>> 0, 0);
const bytes = new Uint8Array(new Uint32Array([0xdeadbeef]).buffer);
const view = new DataView(new ArrayBuffer(8));
view.setFloat64(0, -1.5);
view.setInt16(6, -2, true);

return {
  base62: ids.map((n) => encode(n, 62)),
  back: ids.every((n) => decode(encode(n, 62), 62) === n),
  builtin: [(255).toString(2), (255).toString(36), (-255).toString(16), parseInt("z1", 36), parseInt("0b11".slice(2), 2), Number("0x1F"), 0o17, 0b1010],
  roman: years.map(toRoman),
  year: fromRoman("MCMXCIV"),
  permissions,
  octal: mode.toString(8).padStart(4, "0"),
  popcount: [0, 1, 255, 0x12345678].map(popcount),
  twos: [~5, -5 >>> 28, (1 << 31) >>> 0, (0xffffffff | 0), (5 & 3) | (5 ^ 3)],
  subnet: { mask: (-1 << (32 - 20)) >>> 0, network: encode((ip("10.20.30.40") & (-1 << 12)) >>> 0, 16), same: (ip("10.20.16.1") & (-1 << 12)) === (ip("10.20.31.9") & (-1 << 12)) },
  bytes: [...bytes].map((b) => b.toString(16)),
  packed: [...new Uint8Array(view.buffer)],
};
