// Classes that can be iterated over, again and again, and what the language does with them.
class LinkedList {
  #head = null;
  #size = 0;
  static of(...items) {
    const list = new LinkedList();
    for (const x of items.reverse()) list.prepend(x);
    return list;
  }
  prepend(value) {
    this.#head = { value, next: this.#head };
    this.#size++;
    return this;
  }
  get length() {
    return this.#size;
  }
  *[Symbol.iterator]() {
    for (let node = this.#head; node; node = node.next) yield node.value;
  }
}

class Countdown {
  constructor(from) {
    this.from = from;
  }
  [Symbol.iterator]() {
    let n = this.from;
    return { next: () => (n > 0 ? { value: n--, done: false } : { value: undefined, done: true }) };
  }
}

class Ticker {
  constructor(count) {
    this.count = count;
  }
  [Symbol.asyncIterator]() {
    let i = 0;
    return { next: async () => (i < this.count ? { value: await tools.clock.tick({ n: ++i }), done: false } : { done: true }) };
  }
}

const list = LinkedList.of("c", "a", "b").prepend("z");
const [head, ...tail] = list;
const ticks = [];
for await (const t of new Ticker(3)) ticks.push(t);
const once = [1, 2, 3][Symbol.iterator]();

return {
  items: [...list],
  again: Array.from(list, (x) => x.toUpperCase()),
  head,
  tail,
  length: list.length,
  has: new Set(list).has("b"),
  sorted: [...list].sort(),
  max: Math.max(...new Countdown(5)),
  nested: [...new Countdown(3)].map((n) => [...new Countdown(n)]),
  ticks,
  object: Object.fromEntries(new Map([...list].map((x, i) => [x, i]))),
  usedUp: [[...once].length, [...once].length],
};
