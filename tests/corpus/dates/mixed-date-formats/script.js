// Dates as several systems export them; everything that can't be read is reported, not guessed.
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

const readers = [
  [/^(\d{4})-(\d{2})-(\d{2})$/, (m) => [m[1], m[2], m[3]]],
  [/^(\d{2})\/(\d{2})\/(\d{4})$/, (m) => [m[3], m[2], m[1]]], // day first
  [/^(\d{4})(\d{2})(\d{2})$/, (m) => [m[1], m[2], m[3]]],
  [/^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})$/, (m) => [m[3], MONTHS.indexOf(m[1].toLowerCase()) + 1, m[2]]],
  [/^(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})$/, (m) => [m[3], MONTHS.indexOf(m[2].toLowerCase()) + 1, m[1]]],
];

function toIso(text) {
  for (const [pattern, pick] of readers) {
    const match = text.match(pattern);
    if (!match) continue;
    const [y, m, d] = pick(match).map(Number);
    const date = new Date(Date.UTC(y, m - 1, d));
    // 31 February rolls over silently: check that nothing moved
    if (date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d) {
      return date.toISOString().split("T")[0];
    }
  }
  return null;
}

const read = input.map((text) => ({ text, iso: toIso(text) }));
const [good, bad] = read.reduce(([g, b], r) => (r.iso ? [[...g, r], b] : [g, [...b, r.text]]), [[], []]);
return { sorted: good.map((r) => r.iso).sort(), bad };
