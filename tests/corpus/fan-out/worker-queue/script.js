const WORKERS = 2;
const queue = (await tools.queue.jobs({})).map((job) => job.url);
const seen = new Set(queue);
const sizes = {};
const errors = {};
const handled = Array(WORKERS).fill(0);
let active = 0;

async function worker(number) {
  while (true) {
    const url = queue.shift();
    if (url === undefined) {
      if (active === 0) return; // nobody can add anything any more
      await sleep(1);
      continue;
    }
    active++;
    try {
      const { size, links } = await tools.crawler.get({ url });
      sizes[url] = size;
      for (const link of links) {
        if (!seen.has(link)) {
          seen.add(link);
          queue.push(link);
        }
      }
    } catch (e) {
      if (e.kind !== "timed-out") throw e;
      errors[url] = e.message;
    } finally {
      handled[number]++;
      active--;
    }
  }
}

await Promise.all(Array.from({ length: WORKERS }, (_, i) => worker(i)));
return { sizes, errors, handled: handled.reduce((a, b) => a + b), everyoneWorked: handled.every((n) => n > 0) };
