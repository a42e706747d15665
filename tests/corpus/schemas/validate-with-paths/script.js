// A validator for a small part of JSON Schema, that says where and what for every problem.
const typeOf = (v) => (v === null ? "null" : Array.isArray(v) ? "array" : Number.isInteger(v) ? "integer" : typeof v);

function* validate(value, schema, path = "$") {
  const { type, enum: allowed, required = [], properties = {}, additionalProperties = true, items, minimum, maximum, minLength, pattern, uniqueItems, oneOf } = schema;
  const actual = typeOf(value);
  const types = [type ?? []].flat();
  if (types.length && !types.includes(actual) && !(actual === "integer" && types.includes("number"))) {
    yield `${path}: expected ${types.join(" or ")}, found ${actual}`;
    return;
  }
  if (allowed && !allowed.includes(value)) yield `${path}: ${JSON.stringify(value)} is not one of ${allowed.join(", ")}`;
  if (minimum !== undefined && value < minimum) yield `${path}: ${value} is less than ${minimum}`;
  if (maximum !== undefined && value > maximum) yield `${path}: ${value} is more than ${maximum}`;
  if (minLength !== undefined && value.length < minLength) yield `${path}: shorter than ${minLength}`;
  if (pattern && !new RegExp(pattern).test(value)) yield `${path}: does not match ${pattern}`;
  if (actual === "object") {
    for (const name of required) if (!Object.hasOwn(value, name)) yield `${path}.${name}: missing`;
    for (const [name, child] of Object.entries(value)) {
      if (properties[name]) yield* validate(child, properties[name], `${path}.${name}`);
      else if (additionalProperties === false) yield `${path}.${name}: unknown`;
    }
  }
  if (actual === "array") {
    if (uniqueItems && new Set(value.map((v) => JSON.stringify(v))).size < value.length) yield `${path}: items repeat`;
    if (items) for (const [i, item] of value.entries()) yield* validate(item, items, `${path}[${i}]`);
  }
  if (oneOf) {
    const fits = oneOf.filter((s) => validate(value, s, path).next().done).length;
    if (fits !== 1) yield `${path}: fits ${fits} of ${oneOf.length} alternatives`;
  }
}

const [schema, records] = await Promise.all([tools.registry.schema({ name: "user" }), tools.registry.records({})]);
const reports = records.map((r) => [...validate(r, schema)]);
return { valid: reports.filter((r) => !r.length).length, reports };
