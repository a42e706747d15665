// Raw records into classes: defaults, coercion, an enumeration, nested values; all problems are collected.
const Status = Object.freeze({ ACTIVE: "active", PAUSED: "paused", CLOSED: "closed" });

class Problems extends Error {
  constructor(list) {
    super(`${list.length} problem${list.length === 1 ? "" : "s"}`);
    this.list = list;
  }
}

class Address {
  constructor({ street, city, zip = "" } = {}) {
    Object.assign(this, { street, city, zip: String(zip).padStart(5, "0") });
  }
  get label() {
    return [this.street, `${this.zip} ${this.city}`].filter(Boolean).join(", ");
  }
}

class Customer {
  static #fields = {
    id: (v) => {
      const n = Number(v);
      if (!Number.isInteger(n) || v === "" || v === null) throw new TypeError("is no integer");
      return n;
    },
    name: (v) => {
      if (typeof v !== "string" || !v.trim()) throw new TypeError("is empty");
      return v.trim().replace(/\s+/g, " ");
    },
    status: (v = "active") => {
      const status = Object.values(Status).find((s) => s === String(v).toLowerCase());
      if (!status) throw new TypeError(`is no status: ${v}`);
      return status;
    },
    since: (v) => {
      if (v === undefined) return null;
      if (!/^\d{4}-\d\d-\d\d$/.test(v) || Number.isNaN(Date.parse(v))) throw new TypeError("is no date");
      return v;
    },
    address: (v) => (v ? new Address(v) : null),
  };

  static from(raw) {
    const customer = new Customer();
    const problems = [];
    for (const [field, coerce] of Object.entries(Customer.#fields)) {
      try {
        customer[field] = coerce(raw[field]);
      } catch (e) {
        problems.push(`${field} ${e.message}`);
      }
    }
    const unknown = Object.keys(raw).filter((k) => !(k in Customer.#fields)).sort();
    if (unknown.length) problems.push(`unknown: ${unknown.join(", ")}`);
    if (problems.length) throw new Problems(problems);
    return Object.freeze(customer);
  }

  toJSON() {
    return { ...this, address: this.address?.label ?? null };
  }
}

const { rows } = await tools.crm.export({ table: "customers" });
const [good, bad] = [[], {}];
rows.forEach((row, i) => {
  try {
    good.push(Customer.from(row));
  } catch (error) {
    if (!(error instanceof Problems)) throw error;
    bad[i] = [error.message, ...error.list];
  }
});

let frozen = false;
try {
  (function () {
    "use strict";
    good[0].name = "changed";
  })();
} catch (e) {
  frozen = e instanceof TypeError;
}
return { good, bad, frozen };
