class Money {
  static parse(text) {
    const [, amount, currency] = text.match(/^(-?[\d.]+) ([A-Z]{3})$/);
    return new Money(Math.round(amount * 100), currency);
  }
  constructor(cents, currency) {
    this.cents = cents;
    this.currency = currency;
    Object.freeze(this);
  }
  #same(other) {
    if (other.currency !== this.currency) throw new TypeError(`cannot mix ${this.currency} and ${other.currency}`);
    return other.cents;
  }
  plus(other) {
    return new Money(this.cents + this.#same(other), this.currency);
  }
  /** Splits without losing a cent: the first parts get the rest. */
  split(parts) {
    const base = Math.trunc(this.cents / parts);
    const rest = this.cents - base * parts;
    return Array.from({ length: parts }, (_, i) => new Money(base + (i < rest ? 1 : 0), this.currency));
  }
  equals(other) {
    return other instanceof Money && other.cents === this.cents && other.currency === this.currency;
  }
  [Symbol.toPrimitive](hint) {
    return hint === "number" ? this.cents : `${(this.cents / 100).toFixed(2)} ${this.currency}`;
  }
}

const [a, b, c, usd] = input.map(Money.parse);
const total = [a, b, c].reduce((sum, m) => sum.plus(m));

let mixed;
try {
  mixed = a.plus(usd);
} catch (e) {
  mixed = e.message;
}
try {
  a.cents = 1;
} catch {
  // strict mode throws, sloppy mode ignores it
}
const frozen = a.cents === 1999;

return {
  total: `${total}`,
  parts: total.split(3).map(String),
  greatest: String([a, b, c].reduce((x, y) => (+x > +y ? x : y))),
  equal: [a.equals(Money.parse("19.99 EUR")), a.equals(b), total.plus(new Money(-2500, "EUR")).equals(new Money(0, "EUR"))],
  sum: +a + +b,
  mixed,
  frozen,
};
