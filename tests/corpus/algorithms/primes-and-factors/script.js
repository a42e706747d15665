// A sieve, factorisation, and the usual questions about divisors.
function sieve(limit) {
  const composite = new Uint8Array(limit + 1);
  const primes = [];
  for (let n = 2; n <= limit; n++) {
    if (composite[n]) continue;
    primes.push(n);
    for (let m = n * n; m <= limit; m += n) composite[m] = 1;
  }
  return primes;
}

const primes = sieve(20000);
const isPrime = ((set) => (n) => set.has(n))(new Set(primes));

function factor(n) {
  const factors = {};
  for (const p of primes) {
    if (p * p > n) break;
    while (n % p === 0) {
      factors[p] = (factors[p] || 0) + 1;
      n /= p;
    }
  }
  if (n > 1) factors[n] = (factors[n] || 0) + 1;
  return factors;
}

const show = (n) => Object.entries(factor(n)).map(([p, e]) => (e > 1 ? `${p}^${e}` : p)).join(" * ");
const divisors = (n) => Object.entries(factor(n)).reduce((list, [p, e]) => list.flatMap((d) => Array.from({ length: e + 1 }, (_, i) => d * p ** i)), [1]).sort((a, b) => a - b);
const totient = (n) => Object.keys(factor(n)).reduce((phi, p) => (phi / p) * (p - 1), n);
const goldbach = (n) => primes.filter((p) => p <= n / 2 && isPrime(n - p)).length;

return {
  count: primes.length,
  last: primes.at(-1),
  twins: primes.filter((p) => isPrime(p + 2)).slice(-3),
  factors: [360, 97, 1001, 9699690, 4294967296, 399960001].map(show),
  divisors: divisors(180),
  perfect: Array.from({ length: 9000 }, (_, i) => i + 2).filter((n) => divisors(n).reduce((a, b) => a + b) === 2 * n),
  totient: [1, 36, 97, 1000].map(totient),
  goldbach: [10, 100, 1000].map(goldbach),
};
