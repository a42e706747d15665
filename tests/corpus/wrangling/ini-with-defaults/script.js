function parseIni(text) {
  const sections = { DEFAULT: {} };
  let current = sections.DEFAULT;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith(";") || line.startsWith("#")) continue;
    const section = line.match(/^\[([^\]]+)\]$/);
    if (section) {
      current = sections[section[1]] ??= {};
      continue;
    }
    const [, key, value] = line.match(/^([^=:]+?)\s*[=:]\s*(.*)$/);
    current[key.toLowerCase()] = value;
  }
  return sections;
}

const coerce = (value) => {
  if (/^-?\d+$/.test(value)) return Number(value);
  if (/^(yes|true|on)$/i.test(value)) return true;
  if (/^(no|false|off)$/i.test(value)) return false;
  if (value.includes(",")) return value.split(",").map((part) => coerce(part.trim()));
  return value;
};

export default (text) => {
  const { DEFAULT, ...rest } = parseIni(text);
  const resolved = Object.entries(rest).map(([name, own]) => [
    name,
    Object.fromEntries(Object.entries({ ...DEFAULT, ...own }).map(([k, v]) => [k, coerce(v)])),
  ]);
  return Object.fromEntries(resolved);
};
