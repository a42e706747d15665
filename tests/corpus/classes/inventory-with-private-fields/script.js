class InventoryError extends Error {
  constructor(message, details = {}) {
    super(message);
    this.name = this.constructor.name;
    Object.assign(this, details);
  }
}
class OutOfStock extends InventoryError {}
class UnknownSku extends InventoryError {
  constructor(sku) {
    super(`unknown sku ${sku}`, { sku });
  }
}

class Inventory {
  #stock = new Map();
  #log = [];

  add(sku, quantity) {
    if (!(quantity > 0)) throw new RangeError(`quantity must be positive, not ${quantity}`);
    this.#stock.set(sku, (this.#stock.get(sku) ?? 0) + quantity);
    this.#log.push(`+${quantity} ${sku}`);
    return this;
  }

  remove(sku, quantity) {
    const there = this.count(sku);
    if (there < quantity) throw new OutOfStock(`only ${there} of ${sku}`, { sku, missing: quantity - there });
    this.#stock.set(sku, there - quantity);
    this.#log.push(`-${quantity} ${sku}`);
    return this;
  }

  count(sku) {
    if (!this.#stock.has(sku)) throw new UnknownSku(sku);
    return this.#stock.get(sku);
  }

  get log() {
    return [...this.#log]; // a copy: nobody changes history
  }

  toJSON() {
    return Object.fromEntries(this.#stock);
  }
}

const inventory = new Inventory();
const outcomes = [];
for (const [action, ...args] of input) {
  try {
    const value = inventory[action](...args);
    outcomes.push(value === inventory ? "ok" : value);
  } catch (error) {
    const { name, message, ...details } = { name: error.name, message: error.message, ...error };
    outcomes.push({ name, message, details, own: error instanceof InventoryError });
  }
}
inventory.log.push("tampered");
return { outcomes, inventory, log: inventory.log, hidden: Object.keys(inventory).length === 0 };
