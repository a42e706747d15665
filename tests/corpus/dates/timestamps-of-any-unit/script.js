// Timestamps in seconds, milliseconds, microseconds or text, some of them broken.
const toDate = (value) => {
  if (typeof value === "number") {
    let ms = value;
    if (Math.abs(value) < 1e11) ms = value * 1000;
    else if (Math.abs(value) >= 1e14) ms = Math.floor(value / 1000);
    return new Date(ms);
  }
  if (typeof value === "string" && /^-?\d+$/.test(value)) return toDate(Number(value));
  return new Date(value ?? NaN);
};

const seen = input.map((value) => {
  const date = toDate(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
});

const valid = seen.filter((s) => s !== null).sort();
({
  seen,
  invalid: seen.flatMap((s, i) => (s === null ? [i] : [])),
  span: (Date.parse(valid.at(-1)) - Date.parse(valid[0])) / 1000,
  hours: valid.map((s) => new Date(s).getUTCHours()),
});
