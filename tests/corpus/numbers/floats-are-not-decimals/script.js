// What doubles do, and the usual ways around it.
const close = (a, b, tolerance = 1e-9) => Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));

function kahan(xs) {
  let [sum, lost] = [0, 0];
  for (const x of xs) {
    const y = x - lost;
    const t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  return sum;
}

const tenths = Array(10).fill(0.1);
const naive = tenths.reduce((a, b) => a + b, 0);
const nan = Number("abc");

return {
  sum: 0.1 + 0.2,
  equal: 0.1 + 0.2 === 0.3,
  close: close(0.1 + 0.2, 0.3),
  naive,
  kahan: kahan(tenths),
  safe: [Number.MAX_SAFE_INTEGER, 2 ** 53 === 2 ** 53 + 1, Number.isSafeInteger(2 ** 53)],
  nan: [nan === nan, Number.isNaN(nan), [nan].includes(nan), [nan].indexOf(nan)],
  infinities: [Number.isFinite(1e308 * 10), 1e308 * 10 > 1e308, -1 / Infinity === 0],
  zero: [Object.is(-0, 0), -0 === 0, Object.is(Math.sign(-0), -0)],
  epsilon: [1 + Number.EPSILON > 1, 1 + Number.EPSILON / 2 > 1],
  text: [1e21, 1e-7, 123456789012345680000, 0.000001, 100, 1.5e300, 5e-324].map((x) => JSON.parse(JSON.stringify(x))),
  modulo: [-7 % 3, 7 % -3, 5.5 % 2, ((-7 % 3) + 3) % 3],
  powers: [2 ** -1, (-2) ** 3, 4 ** 0.5, 0 ** 0, Math.sqrt(2), Math.hypot(3, 4)],
  integers: [7 / 2, Math.floor(-7 / 2), Math.trunc(-7 / 2), (7 / 2) | 0],
};
