class Semaphore {
  #free;
  #waiting = [];
  constructor(permits) {
    this.#free = permits;
  }
  async acquire() {
    if (this.#free > 0) this.#free--;
    else await new Promise((resolve) => this.#waiting.push(resolve));
  }
  release() {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
  async use(work) {
    await this.acquire();
    try {
      return await work();
    } finally {
      this.release(); // also after an error, or the rest would wait forever
    }
  }
}

const semaphore = new Semaphore(input.limit);
let running = 0;
let peak = 0;

const resize = (id) =>
  semaphore.use(async () => {
    peak = Math.max(peak, ++running);
    try {
      const { ok } = await tools.images.resize({ id, width: 100 });
      return { id, ok };
    } catch (e) {
      return { id, ok: false, why: e.message };
    } finally {
      running--;
    }
  });

const results = await Promise.all(input.ids.map(resize));
({ peak, running, done: results.filter((r) => r.ok).length, failed: results.filter((r) => !r.ok) });
