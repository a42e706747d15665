const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month = (name) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const iso = (y, m, d) => `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;

const NAME = MONTHS.map((m) => `${m}[a-z]*`).join("|");
const DATE = new RegExp(
  [
    `(?<d1>\\d{1,2}) (?<m1>${NAME})\\.? (?<y1>\\d{4})`,
    `(?<m2>${NAME})\\.? (?<d2>\\d{1,2}), (?<y2>\\d{4})`,
    String.raw`\b(?<m3>0?[1-9]|1[0-2])/(?<d3>\d{1,2})/(?<y3>\d{4})`,
    String.raw`\b(?<y4>\d{4})-(?<m4>\d{1,2})-(?<d4>\d{1,2})\b`,
  ].join("|"),
  "gi",
);

const found = [];
const text = input.replace(DATE, (match, ...rest) => {
  const g = rest.at(-1);
  const i = [1, 2, 3, 4].find((n) => g[`y${n}`] !== undefined);
  const [y, m, d] = ["y", "m", "d"].map((k) => g[k + i]);
  const date = iso(y, isNaN(m) ? month(m) : m, d);
  found.push({ match, date, at: rest.at(-3) });
  return date;
});
return { text, found };
