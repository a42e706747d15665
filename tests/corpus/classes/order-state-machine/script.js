class StateMachine {
  #state;
  #listeners = {};
  history = [];

  constructor({ initial, transitions }) {
    this.#state = initial;
    this.transitions = transitions;
  }
  get state() {
    return this.#state;
  }
  can(event) {
    return event in (this.transitions[this.#state] ?? {});
  }
  on(state, listener) {
    (this.#listeners[state] ??= []).push(listener);
    return this;
  }
  send(event) {
    if (!this.can(event)) throw new Error(`cannot ${event} while ${this.#state}`);
    const from = this.#state;
    this.#state = this.transitions[from][event];
    this.history.push([from, event, this.#state]);
    this.#listeners[this.#state]?.forEach((listener) => listener(from, event));
    return this.#state;
  }
}

const machine = new StateMachine({
  initial: "new",
  transitions: {
    new: { pay: "paid", cancel: "cancelled" },
    paid: { pack: "packed", cancel: "refunded" },
    packed: { ship: "shipped" },
    shipped: { deliver: "delivered", lose: "refunded" },
    delivered: { return: "returned" },
    returned: { refund: "refunded" },
  },
});
const notes = [];
machine.on("shipped", (from) => notes.push(`shipped after ${from}`)).on("refunded", (_, event) => notes.push(`refunded by ${event}`));

const rejected = [];
for (const event of await tools.orders.events({ order: 77 })) {
  try {
    machine.send(event);
  } catch (e) {
    rejected.push(e.message);
  }
}

const final = !Object.hasOwn(machine.transitions, machine.state);
const { saved } = await tools.orders.save({ order: 77, state: machine.state });
return { state: machine.state, final, saved, steps: machine.history.length, path: machine.history.map(([, , to]) => to).join(">"), notes, rejected };
