const pad = (n) => String(n).padStart(2, "0");
const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate(); // month is 1-based here

/** Adds months, and stays inside of the target month. */
function addMonths(iso, months) {
  const [y, m, d] = iso.split("-").map(Number);
  const index = y * 12 + (m - 1) + months;
  const year = Math.floor(index / 12);
  const month = (((index % 12) + 12) % 12) + 1;
  return `${year}-${pad(month)}-${pad(Math.min(d, daysIn(year, month)))}`;
}

const schedule = (start, every, count) => Array.from({ length: count }, (_, i) => addMonths(start, every * i));
// What a naive chain of "one month later" does: the 31st is lost on the way.
const chained = (start, count) => {
  const out = [start];
  while (out.length < count) out.push(addMonths(out.at(-1), 1));
  return out;
};

({
  monthly: schedule("2024-01-31", 1, 5),
  chained: chained("2024-01-31", 5),
  quarterly: schedule("2023-11-30", 3, 4),
  back: [addMonths("2024-03-31", -1), addMonths("2024-01-15", -13), addMonths("2000-02-29", 12 * 100)],
  leap: [1900, 2000, 2023, 2024].filter((y) => daysIn(y, 2) === 29),
});
