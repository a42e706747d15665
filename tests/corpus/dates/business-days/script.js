// Count and add business days, skipping weekends and the holidays that the HR tool knows.
const DAY = 24 * 60 * 60 * 1000;
const parse = (s) => new Date(`${s}T00:00:00Z`);
const iso = (d) => d.toISOString().slice(0, 10);

const { holidays } = await tools.hr.holidays({ country: input.country, year: 2024 });
const closed = new Set(holidays.map((h) => h.date));

function isBusinessDay(date) {
  const weekday = date.getUTCDay();
  return weekday !== 0 && weekday !== 6 && !closed.has(iso(date));
}

function addBusinessDays(start, count) {
  const step = count < 0 ? -1 : 1;
  let current = parse(start);
  let left = Math.abs(count);
  while (left > 0) {
    current = new Date(current.getTime() + step * DAY);
    if (isBusinessDay(current)) left--;
  }
  return iso(current);
}

function businessDaysBetween(from, to) {
  let n = 0;
  for (let t = parse(from).getTime(); t < parse(to).getTime(); t += DAY) {
    if (isBusinessDay(new Date(t))) n++;
  }
  return n;
}

return {
  between: input.ranges.map(([from, to]) => businessDaysBetween(from, to)),
  due: Object.fromEntries(input.tasks.map((t) => [t.name, addBusinessDays(t.start, t.days)])),
};
