// Numbers that no double holds; as text in the result.
const factorial = (n) => (n <= 1n ? 1n : n * factorial(n - 1n));

function fibonacci(n) {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}

function modPow(base, exponent, modulus) {
  let result = 1n;
  base %= modulus;
  while (exponent > 0n) {
    if (exponent & 1n) result = (result * base) % modulus;
    exponent >>= 1n;
    base = (base * base) % modulus;
  }
  return result;
}

function egcd(a, b) {
  if (b === 0n) return [a, 1n, 0n];
  const [g, x, y] = egcd(b, a % b);
  return [g, y, x - (a / b) * y];
}

function isqrt(n) {
  let x = n;
  let y = (x + 1n) / 2n;
  while (y < x) [x, y] = [y, (y + n / y) / 2n];
  return x;
}

// textbook RSA
const [p, q, e] = [1000003n, 998244353n, 65537n];
const [n, phi] = [p * q, (p - 1n) * (q - 1n)];
const d = ((egcd(e, phi)[1] % phi) + phi) % phi;
const secret = modPow(123456789n, e, n);
const digits = factorial(100n).toString();

return {
  factorial: digits,
  digitSum: [...digits].reduce((sum, c) => sum + Number(c), 0),
  fibonacci: fibonacci(300).toString(),
  rsa: { secret: String(secret), back: modPow(secret, d, n).toString() },
  sqrt2: isqrt(2n * 10n ** 100n).toString(),
  hex: (2n ** 127n - 1n).toString(16),
  mersenne: [3, 5, 7, 11, 13, 17].filter((k) => modPow(3n, 2n ** BigInt(k) - 2n, 2n ** BigInt(k) - 1n) === 1n),
  signs: [-7n / 2n, -7n % 2n, (-7n) >> 1n, BigInt.asUintN(8, -1n)].map(String),
  parsed: (BigInt("123456789012345678901234567890") + BigInt("0xff")).toString(),
};
