const original = { date: new Date(5), map: new Map([[{ k: 1 }, new Set([1])]]), bytes: new Uint8Array([1, 2]), list: [1, , 3], re: /x/gi, error: new RangeError("r"), n: NaN };
original.self = original;
const copy = structuredClone(original);
copy.bytes[0] = 9;
const refused = [];
for (const value of [() => 1, Symbol("s"), { f() {} }]) {
  try {
    structuredClone(value);
  } catch (error) {
    refused.push(error.name);
  }
}
return [
  copy !== original, copy.self === copy, copy.date instanceof Date && copy.date.getTime(), copy.map.size, [...copy.map][0][1].has(1),
  original.bytes[0], copy.bytes[0], copy.list.length, 1 in copy.list, String(copy.re), copy.error instanceof RangeError && copy.error.message, Number.isNaN(copy.n), refused,
];
