class Counter {
  #n = 0;
  static { this.made = 0; }
  get value() { return this.#n; }
  static has(object) { return #n in object; }
}
async function* countdown(n) {
  while (n > 0) {
    await null;
    yield n--;
  }
}
const collected = [];
for await (const n of countdown(3)) collected.push(n);
const match = /(?<year>\d{4})-(?<month>\d\d)/u.exec("on 2024-05");
return [
  collected, match.groups.year, "a-b-a".replaceAll("a", "x"), [3, 1, 2].toSorted(), [1, 2, 3].findLast((n) => n < 3), [1, [2, [3]]].flat(Infinity),
  Object.groupBy([1, 2, 3], (n) => (n % 2 ? "odd" : "even")), structuredClone(2n ** 64n).toString(), Counter.has(new Counter()), null ?? "d", "abc".at(-1),
  [..."a😀"].length, Number("0x1f"), new Intl_or_nothing().kind, (await Promise.allSettled([Promise.reject(1)]))[0].status, [1, 2].with(0, 9), new Set([1, 2]).intersection(new Set([2, 3])).size,
];
function Intl_or_nothing() { this.kind = "function"; }
