// Fixed-point arithmetic with BigInt: e, pi and compound interest to 40 digits.
const SCALE = 10n ** 50n;

function format(x, places) {
  const unit = 10n ** BigInt(50 - places);
  const rounded = (x + unit / 2n) / unit;
  const digits = rounded.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function euler() {
  let sum = 0n;
  for (let [term, n] = [SCALE, 1n]; term > 0n; term /= n, n++) sum += term;
  return sum;
}

function arctanInverse(x) {
  let sum = 0n;
  let term = SCALE / x;
  for (let n = 1n, sign = 1n; term !== 0n; n += 2n, sign = -sign) {
    sum += (sign * term) / n;
    term /= x * x;
  }
  return sum;
}
const pi = 4n * (4n * arctanInverse(5n) - arctanInverse(239n)); // Machin

const times = (a, b) => (a * b) / SCALE;
let balance = 1000n * SCALE;
const rate = (SCALE * 375n) / 10000n; // 3.75 %
for (let year = 0; year < 30; year++) balance += times(balance, rate);

const parse = (text) => {
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(50, "0"));
};

return {
  e: format(euler(), 40),
  pi: format(pi, 40),
  balance: format(balance, 10),
  sum: format(parse("0.1") + parse("0.2"), 5),
  third: format(SCALE / 3n, 30),
  exact: parse("0.1") * 3n === parse("0.3"),
};
