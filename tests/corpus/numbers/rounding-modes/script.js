// Half up, half even, down, up, floor and ceiling; to places, to steps and to significant digits.
const modes = {
  halfUp: (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5),
  halfEven: (x) => {
    const low = Math.floor(x);
    const rest = x - low;
    if (rest !== 0.5) return Math.round(x);
    return low % 2 === 0 ? low : low + 1;
  },
  down: Math.trunc,
  up: (x) => Math.sign(x) * Math.ceil(Math.abs(x)),
  floor: Math.floor,
  ceiling: Math.ceil,
};

const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6, 7];
const table = Object.fromEntries(Object.entries(modes).map(([name, round]) => [name, values.map((v) => round(v) + 0)]));

const toStep = (x, step) => Math.round(x / step) * step;
const significant = (x, digits) => Number(x.toPrecision(digits));

return {
  table,
  jsRound: values.map((v) => Math.round(v) + 0),
  steps: [toStep(7, 5), toStep(12.6, 0.25), toStep(1234, 100), toStep(-7, 4)],
  significant: [significant(123456, 2), significant(0.00123456, 3), significant(9.996, 3), significant(5, 1)],
  fixed: [(1.005).toFixed(2), (2.5).toFixed(0), (0.125).toFixed(2), (1e21).toFixed(2).length, (-1.5).toFixed(1)],
  exponential: [(12345.678).toExponential(2), (0.00015).toExponential(1)],
};
