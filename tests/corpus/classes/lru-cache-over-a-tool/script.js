async function main() {
  class LruCache {
    #entries = new Map(); // the order of insertion is the order of use
    stats = { hits: 0, misses: 0, evicted: [] };

    constructor(capacity, load) {
      this.capacity = capacity;
      this.load = load;
    }

    async get(key) {
      if (this.#entries.has(key)) {
        this.stats.hits++;
        const value = this.#entries.get(key);
        this.#entries.delete(key);
        this.#entries.set(key, value);
        return value;
      }
      this.stats.misses++;
      const value = await this.load(key);
      this.#entries.set(key, value);
      if (this.#entries.size > this.capacity) {
        const [oldest] = this.#entries.keys();
        this.#entries.delete(oldest);
        this.stats.evicted.push(oldest);
      }
      return value;
    }

    get keys() {
      return [...this.#entries.keys()];
    }
  }

  const cache = new LruCache(input.capacity, async (key) => (await tools.kv.get({ key })).value);
  const values = [];
  const states = [];
  for (const key of input.keys) {
    values.push(await cache.get(key));
    states.push(cache.keys.join(""));
  }
  return { values, states, ...cache.stats };
}
