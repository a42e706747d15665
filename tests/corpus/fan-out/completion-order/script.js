const hosts = ["last", "first", "second"];
const after = { last: "second", second: "first" };

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

// A host is pinged once the one before it has answered, well or not
const pings = new Map();
const ping = (host) => {
  if (!pings.has(host)) {
    const before = after[host] ? ping(after[host]).catch(() => null) : Promise.resolve();
    pings.set(host, before.then(() => tools.mirror.ping({ host })));
  }
  return pings.get(host);
};

const lines = [];
for await (const { key, value, error, left } of asCompleted(new Map(hosts.map((host) => [host, ping(host)])))) {
  lines.push(error ? `${key}: ${error.message}, ${left} left` : `${key}: rank ${value}, ${left} left`);
}
return lines;
