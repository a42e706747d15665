class CircuitOpen extends Error {
  name = "CircuitOpen";
}

class CircuitBreaker {
  state = "closed";
  failures = 0;
  #rejected = 0;
  history = [];

  constructor(call, { threshold = 2, cooldown = 2 } = {}) {
    Object.assign(this, { call, threshold, cooldown });
  }

  #become(state) {
    this.state = state;
    this.history.push(state);
    this.#rejected = 0;
  }

  async run(...args) {
    if (this.state === "open") {
      if (this.#rejected++ < this.cooldown) throw new CircuitOpen("circuit is open");
      this.#become("half-open");
    }
    try {
      const value = await this.call(...args);
      if (this.state !== "closed") this.#become("closed");
      this.failures = 0;
      return value;
    } catch (error) {
      this.failures++;
      if (this.state === "half-open" || this.failures >= this.threshold) this.#become("open");
      throw error;
    }
  }
}

let calls = 0;
const breaker = new CircuitBreaker((card) => (calls++, tools.pay.charge({ card })));
const outcomes = [];
for (const card of [...input, "i", "j"]) {
  try {
    outcomes.push(await breaker.run(card));
  } catch (e) {
    outcomes.push(e instanceof CircuitOpen ? "open" : e.kind);
  }
}
({ outcomes, calls, history: breaker.history, failures: breaker.failures });
