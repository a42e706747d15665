class LinkedList {
  #head = null;
  #size = 0;

  static from(items) {
    const list = new this();
    for (const item of items) list.append(item);
    return list;
  }
  get length() {
    return this.#size;
  }
  append(value) {
    const node = { value, next: null };
    if (!this.#head) this.#head = node;
    else {
      let last = this.#head;
      while (last.next) last = last.next;
      last.next = node;
    }
    this.#size++;
    return this;
  }
  reverse() {
    let before = null;
    for (let node = this.#head; node; ) [node.next, before, node] = [before, node, node.next];
    this.#head = before;
    return this;
  }
  *[Symbol.iterator]() {
    for (let node = this.#head; node; node = node.next) yield node.value;
  }
  get [Symbol.toStringTag]() {
    return "LinkedList";
  }
}

const list = LinkedList.from("abcd");
list.append("e").reverse();

const [first, second, ...rest] = list;
const pairs = [];
for (const x of list) for (const y of list) if (x < y) pairs.push(x + y); // two iterators at once

const iterator = list[Symbol.iterator]();
iterator.next();

return {
  length: list.length,
  first,
  second,
  rest,
  pairs: pairs.length,
  has: [...list].includes("c"),
  max: list[Symbol.iterator]().reduce((a, b) => (a > b ? a : b)),
  left: [...iterator].join(""),
  spread: Math.max(...LinkedList.from([3, 9, 4])),
  empty: [...new LinkedList()].length,
  tag: `${list}`,
};
