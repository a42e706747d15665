// When can everybody meet? Free/busy of each person, then the gaps that are long enough.
const minutes = (iso) => Date.parse(iso) / 60000;
const text = (m) => new Date(m * 60000).toISOString().replace(":00.000Z", "Z");

async function busyOf(person) {
  const { busy } = await tools.calendar.busy({ person, day: input.day });
  return busy.map(({ start, end }) => [minutes(start), minutes(end)]);
}

const all = (await Promise.all(input.people.map(busyOf))).flat().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
const [opens, closes] = [minutes(input.from), minutes(input.to)];

const slots = [];
let free = opens;
for (const [start, end] of all) {
  if (start - free >= input.minutes) slots.push([free, start]);
  free = Math.max(free, end);
}
if (closes - free >= input.minutes) slots.push([free, closes]);

slots.map(([start, end]) => ({ start: text(start), end: text(end), minutes: end - start }));
