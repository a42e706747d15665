// "3 hours ago", "in 2 days", as a feed shows them.
const STEPS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [7, "day"],
  [4.345, "week"],
  [12, "month"],
  [Infinity, "year"],
];

const relative = (at, now) => {
  let amount = (new Date(at) - new Date(now)) / 1000;
  if (Math.abs(amount) < 10) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) {
      const n = Math.trunc(amount);
      const count = Math.abs(n);
      const words = count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
      return n < 0 ? `${words} ago` : `in ${words}`;
    }
    amount /= size;
  }
};

return input.times.map((t) => relative(t, input.now));
