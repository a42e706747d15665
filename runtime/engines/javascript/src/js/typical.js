// What most scripts do. It runs once, before the snapshot.
(async () => {
  "use strict";
  const items = [3, 1, 2].map((n) => ({ id: n, name: `item ${n}`, tags: ["a", "b"], price: n * 1.5 }));
  items.sort((a, b) => a.id - b.id);
  const total = items.filter((item) => item.id > 1).reduce((sum, { price }) => sum + price, 0);
  const byName = new Map(items.map((item) => [item.name, item]));
  const unique = new Set(items.flatMap((item) => item.tags));
  const text = JSON.stringify({ total, names: [...byName.keys()], unique: [...unique] }, null, 2);
  const grouped = {};
  for (const item of items) (grouped[item.id % 2] ??= []).push(item);
  for (const [key, group] of Object.entries(grouped)) grouped[key] = Object.fromEntries(group.map((item) => [item.name, item.price.toFixed(2)]));
  const words = "the quick brown fox".split(" ").map((word) => word[0].toUpperCase() + word.slice(1)).join(" ");
  const matched = /(\w+) (\w+)/.exec(words)?.[1].replace(/[aeiou]/g, "").trim().toLowerCase().padStart(5);
  class Counter {
    #n = 0;
    add(n = 1) {
      this.#n += n;
      return this;
    }
    get n() {
      return this.#n;
    }
  }
  let failed = null;
  try {
    throw new TypeError("no");
  } catch (error) {
    failed = error.message;
  } finally {
    new Counter().add().n;
  }
  const later = await Promise.all([1, 2].map(async (n) => n * 2));
  const settled = await Promise.allSettled([Promise.resolve(1), Promise.reject(new Error("no"))]);
  return { back: JSON.parse(text), words, matched, failed, later, settled: settled.map((end) => end.status), max: Math.max(...later) };
})();
