// Producer and consumers around a queue that is never longer than two.
class AsyncQueue {
  #items = [];
  #takers = [];
  #putters = [];
  longest = 0;
  constructor(limit) {
    this.limit = limit;
  }
  async put(item) {
    while (this.#items.length >= this.limit) await new Promise((resolve) => this.#putters.push(resolve));
    this.#items.push(item);
    this.longest = Math.max(this.longest, this.#items.length);
    this.#takers.shift()?.();
  }
  async take() {
    while (this.#items.length === 0) await new Promise((resolve) => this.#takers.push(resolve));
    const item = this.#items.shift();
    this.#putters.shift()?.();
    return item;
  }
}

const END = Symbol("end");
const queue = new AsyncQueue(2);
const done = [];

async function producer() {
  for (let page = 1; page <= 3; page++) {
    const { urls } = await tools.crawl.page({ page });
    for (const url of urls) await queue.put(url);
  }
  await queue.put(END);
  await queue.put(END);
}

async function consumer(name) {
  let handled = 0;
  for (;;) {
    const url = await queue.take();
    if (url === END) return { name, handled };
    const { bytes } = await tools.crawl.fetch({ url });
    done.push([url, bytes]);
    handled++;
  }
}

async function main() {
  const [, ...consumers] = await Promise.all([producer(), consumer("x"), consumer("y")]);
  done.sort(([a], [b]) => (a < b ? -1 : 1));
  return { done, handled: consumers.reduce((n, c) => n + c.handled, 0), longest: queue.longest, bytes: done.reduce((n, [, b]) => n + b, 0) };
}
