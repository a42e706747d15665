// What do these records have in common? Types, optional fields, enumerations, formats.
const FORMATS = { date: /^\d{4}-\d{2}-\d{2}$/, email: /^[^@\s]+@[^@\s]+\.\w+$/, uri: /^https?:\/\// };

const typeOf = (v) => (v === null ? "null" : Array.isArray(v) ? "array" : typeof v === "number" ? (Number.isInteger(v) ? "integer" : "number") : typeof v);

function infer(values) {
  const types = new Set(values.map(typeOf));
  if (types.has("number")) types.delete("integer");
  const schema = { type: types.size === 1 ? [...types][0] : [...types].sort() };

  const objects = values.filter((v) => typeOf(v) === "object");
  if (objects.length) {
    const keys = [...new Set(objects.flatMap(Object.keys))];
    schema.properties = Object.fromEntries(keys.map((key) => [key, infer(objects.filter((o) => key in o).map((o) => o[key]))]));
    schema.required = keys.filter((key) => objects.every((o) => key in o)).sort();
  }
  const items = values.filter(Array.isArray).flat();
  if (types.has("array")) schema.items = items.length ? infer(items) : {};

  const texts = values.filter((v) => typeof v === "string");
  if (texts.length) {
    const format = Object.keys(FORMATS).find((f) => texts.every((t) => FORMATS[f].test(t)));
    const distinct = new Set(texts);
    if (format) schema.format = format;
    else if (texts.length > 2 && distinct.size <= texts.length / 2) schema.enum = [...distinct].sort();
  }
  const numbers = values.filter((v) => typeof v === "number");
  if (numbers.length > 1) [schema.minimum, schema.maximum] = [Math.min(...numbers), Math.max(...numbers)];
  return schema;
}

const samples = await batch(input.ids, 2, (ids) => tools.store.get({ ids }));
infer(samples);
