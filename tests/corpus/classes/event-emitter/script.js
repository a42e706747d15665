class Emitter {
  #handlers = new Map();

  on(type, handler) {
    if (!this.#handlers.has(type)) this.#handlers.set(type, new Set());
    this.#handlers.get(type).add(handler);
    return () => this.off(type, handler);
  }
  once(type, handler) {
    const off = this.on(type, (...args) => {
      off();
      handler(...args);
    });
    return off;
  }
  off(type, handler) {
    return this.#handlers.get(type)?.delete(handler) ?? false;
  }
  async emit(type, ...args) {
    let called = 0;
    // a copy, since handlers may add and remove handlers
    for (const handler of [...(this.#handlers.get(type) ?? []), ...(this.#handlers.get("*") ?? [])]) {
      try {
        await handler(...args);
      } catch (error) {
        if (type === "error") throw error;
        await this.emit("error", error);
      }
      called++;
    }
    return called;
  }
}

class Counter {
  total = 0;
  // an arrow keeps `this`, a method would lose it
  add = (n = 1) => {
    this.total += n;
  };
}

const seen = [];
const bus = new Emitter();
const counter = new Counter();

const stop = bus.on("tick", counter.add);
bus.once("tick", (n) => seen.push(`once ${n}`));
bus.on("tick", async (n) => {
  await null;
  seen.push(`async ${n}`);
  if (n === 2) throw new Error("two is bad");
});
bus.on("error", (error) => seen.push(`error: ${error.message}`));
bus.on("*", (...args) => seen.push(`any ${args.length}`));

const called = [await bus.emit("tick", 1), await bus.emit("tick", 2), await bus.emit("nothing")];
called.push(stop(), stop());
called.push(await bus.emit("tick", 3));
return { seen, called, total: counter.total };
