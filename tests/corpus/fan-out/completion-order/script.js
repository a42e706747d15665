const hosts = ["slow", "fast", "mid"];

// Yields settled results in the order in which they arrive
async function* asCompleted(promises) {
  const pending = new Map(
    [...promises].map(([key, promise]) => [
      key,
      promise.then(
        (value) => ({ key, value }),
        (error) => ({ key, error }),
      ),
    ]),
  );
  while (pending.size > 0) {
    const settled = await Promise.race(pending.values());
    pending.delete(settled.key);
    yield { ...settled, left: pending.size };
  }
}

const lines = [];
for await (const { key, value, error, left } of asCompleted(new Map(hosts.map((host) => [host, tools.mirror.ping({ host })])))) {
  lines.push(error ? `${key}: ${error.message}, ${left} left` : `${key}: rank ${value}, ${left} left`);
}
return lines;
