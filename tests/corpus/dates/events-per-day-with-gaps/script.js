// A histogram of events a day, days without events included, from a paged log.
const perDay = new Map();
let cursor = null;
do {
  const page = await tools.events.list(cursor ? { cursor } : {});
  for (const { at } of page.items) {
    const day = new Date(at).toISOString().slice(0, 10);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  cursor = page.next;
} while (cursor);

const days = [...perDay.keys()].sort();
const filled = [];
for (const d = new Date(days[0]); d <= new Date(days.at(-1)); d.setUTCDate(d.getUTCDate() + 1)) {
  const day = d.toISOString().slice(0, 10);
  filled.push({ day, count: perDay.get(day) ?? 0 });
}
const quiet = filled.filter(({ count }) => count === 0).map(({ day }) => day);
console.log(`${filled.length} days, ${quiet.length} quiet`);
const busiest = filled.reduce((best, row) => (row.count > best.count ? row : best));
const chart = filled.map(({ day, count }) => `${day.slice(5)} ${"#".repeat(count)}`.trimEnd());
return { days: filled.length, quiet, busiest, chart };
