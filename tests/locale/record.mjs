// Writes what this Node.js prints for each expression of expected.json into it: `node tests/locale/record.mjs`. An expression
// is added there with any text beside it. Nothing of Toolgate runs here, and nothing but that file is written.
import { readFileSync, writeFileSync } from "node:fs";

process.env.TZ = "UTC";
const file = new URL("expected.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8"));
const printed = Object.keys(cases).map((expression) => [expression, print(expression)]);
const { node, icu, cldr, tz } = process.versions;
writeFileSync(file, JSON.stringify({ printedBy: { node, icu, cldr, tz }, cases: Object.fromEntries(printed) }, null, 2) + "\n");

function print(expression) {
  const value = new Function(`return (${expression})`)();
  return typeof value === "string" ? value : JSON.stringify(value);
}
