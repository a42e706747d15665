// The next runs of cron expressions. Fields: minute hour day month weekday.
const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]];

function field(text, [low, high]) {
  const values = new Set();
  for (const part of text.split(",")) {
    const [, range, step] = part.match(/^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/) ?? [];
    if (!range) throw new SyntaxError(`bad field ${text}`);
    let [from, to] = range === "*" ? [low, high] : range.split("-").map(Number);
    to ??= step ? high : from;
    if (from < low || to > high) throw new RangeError(`${part} is not within ${low}-${high}`);
    for (let v = from; v <= to; v += Number(step ?? 1)) values.add(v);
  }
  return values;
}

function next(expression, after, count) {
  const [minute, hour, day, month, weekday] = expression.split(/\s+/).map((t, i) => field(t, RANGES[i]));
  const found = [];
  const at = new Date(after);
  at.setUTCSeconds(0, 0);
  while (found.length < count) {
    at.setUTCMinutes(at.getUTCMinutes() + 1);
    if (!month.has(at.getUTCMonth() + 1) || !day.has(at.getUTCDate()) || !weekday.has(at.getUTCDay())) {
      at.setUTCHours(23, 59); // nothing more today
      continue;
    }
    if (hour.has(at.getUTCHours()) && minute.has(at.getUTCMinutes())) found.push(at.toISOString().slice(0, 16));
  }
  return found;
}

const out = {};
for (const [name, expression] of Object.entries(input.jobs)) {
  try {
    out[name] = next(expression, input.after, 3);
  } catch (e) {
    out[name] = `${e.constructor.name === "RangeError" ? "range" : "syntax"}: ${e.message}`;
  }
}
out
