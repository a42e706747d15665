// Numbers as people write them, and as people want to read them.
const SUFFIX = { k: 1e3, m: 1e6, b: 1e9, "%": 0.01 };

function parse(text) {
  let s = text.trim().toLowerCase().replace(/[$€£\s_]/g, "");
  const negative = /^\(.*\)$/.test(s) || s.endsWith("-");
  s = s.replace(/^\(|\)$|-$/g, "");
  const suffix = s.match(/[kmb%]$/)?.[0];
  if (suffix) s = s.slice(0, -1);
  // the last separator is the decimal one, unless it is followed by exactly three digits and is alone in its kind
  if (/,\d{1,2}$/.test(s) || /\.\d{3},/.test(s)) s = s.replaceAll(".", "").replace(",", ".");
  else s = s.replaceAll(",", "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(s)) return null;
  const n = parseFloat(s) * (SUFFIX[suffix] ?? 1);
  return negative ? -n : n;
}

const group = (n, places = 2) => {
  const [whole, fraction] = Math.abs(n).toFixed(places).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (n < 0 ? "-" : "") + grouped + (fraction ? `.${fraction}` : "");
};
const short = (n) => {
  for (const [size, unit] of [[1e9, "B"], [1e6, "M"], [1e3, "k"]]) if (Math.abs(n) >= size) return `${(n / size).toFixed(1)}${unit}`;
  return String(n);
};
const bytes = (n) => {
  const units = ["B", "KiB", "MiB", "GiB"];
  const i = Math.min(units.length - 1, Math.floor(Math.log2(n || 1) / 10));
  return `${(n / 1024 ** i).toFixed(i ? 1 : 0)} ${units[i]}`;
};
const ordinal = (n) => n + ([11, 12, 13].includes(n % 100) ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th");

const parsed = input.map(parse);
return {
  parsed,
  grouped: parsed.map((n) => (n === null ? "?" : group(n))),
  short: [999, 1500, -2350000, 7.26e9].map(short),
  bytes: [0, 1023, 1024, 1536, 5 * 1024 ** 2, 3.5 * 1024 ** 3].map(bytes),
  ordinals: [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003].map(ordinal).join(" "),
  padded: [5, 42, 12345].map((n) => `|${String(n).padStart(4, "0")}|${String(n).padEnd(4)}|`),
};
