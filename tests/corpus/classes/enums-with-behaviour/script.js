class Priority {
  static #all = [];
  static LOW = new Priority("low", 72);
  static NORMAL = new Priority("normal", 24);
  static HIGH = new Priority("high", 4);
  static CRITICAL = new Priority("critical", 1);
  static {
    Object.freeze(this);
  }

  constructor(label, hours) {
    this.label = label;
    this.hours = hours;
    this.ordinal = Priority.#all.length;
    Priority.#all.push(this);
    Object.freeze(this);
  }
  static values() {
    return Priority.#all.values();
  }
  static of(text) {
    const found = Priority.values().find((p) => p.label === text.toLowerCase());
    if (!found) throw new RangeError(`'${text}' is not a valid Priority`);
    return found;
  }
  get next() {
    return Priority.#all[this.ordinal + 1] ?? this;
  }
  toJSON() {
    return this.label;
  }
}

// flags as bits
const Access = Object.freeze({ READ: 1, WRITE: 2, ADMIN: 4 });
const names = (mask) => Object.entries(Access).filter(([, bit]) => mask & bit).map(([name]) => name);

const parsed = input.map((text) => {
  try {
    return Priority.of(text);
  } catch (e) {
    return e.message;
  }
});
const editor = Access.READ | Access.WRITE;
({
  parsed,
  escalated: [Priority.LOW.next, Priority.CRITICAL.next],
  deadlines: Object.fromEntries(Priority.values().map((p) => [p.label, p.hours])),
  identical: Priority.of("high") === Priority.HIGH,
  order: Priority.LOW.ordinal < Priority.HIGH.ordinal,
  editor: names(editor),
  admin: names(editor | Access.ADMIN).length,
  revoked: names(editor & ~Access.WRITE),
});
