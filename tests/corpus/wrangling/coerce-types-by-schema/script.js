const parsers = {
  int(text) {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new TypeError(`not an integer: ${text}`);
    return parseInt(text, 10);
  },
  cents(text) {
    const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.replaceAll(",", "").trim());
    if (!match) throw new TypeError(`not an amount: ${text}`);
    const [, sign, whole, fraction = ""] = match;
    const cents = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
    return sign ? -cents : cents;
  },
  bool(text) {
    const known = { yes: true, true: true, 1: true, no: false, false: false, 0: false };
    if (!Object.hasOwn(known, text.toLowerCase())) throw new TypeError(`not a boolean: ${text}`);
    return known[text.toLowerCase()];
  },
  list: (text) => text.split(";").map((s) => s.trim()).filter(Boolean),
  date(text) {
    const [day, month, year] = text.split(".").map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    // the 29th of a short February rolls over into March
    if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) throw new RangeError(`no such day: ${text}`);
    return date.toISOString().split("T")[0];
  },
};

const { schema, rows } = input;
const errors = [];
const typed = rows.map((row, index) => {
  const out = {};
  for (const [field, type] of Object.entries(schema)) {
    try {
      out[field] = parsers[type](row[field]);
    } catch (error) {
      out[field] = null;
      errors.push(`row ${index}, ${field}: ${error.message}`);
    }
  }
  return out;
});
const unknown = [...new Set(rows.flatMap(Object.keys))].filter((name) => !(name in schema));
({ typed, errors, unknown });
