// k-way merge of logs that are sorted by themselves, and the top k of everything.
const sources = await Promise.all(input.hosts.map((host) => tools.logs.tail({ host })));

function* kWayMerge(lists, key) {
  const heads = lists.map((list) => list[Symbol.iterator]());
  const front = heads.map((it) => it.next());
  for (;;) {
    let best = -1;
    front.forEach(({ done, value }, i) => {
      if (!done && (best < 0 || key(value) < key(front[best].value))) best = i;
    });
    if (best < 0) return;
    yield { ...front[best].value, host: input.hosts[best] };
    front[best] = heads[best].next();
  }
}

const merged = [...kWayMerge(sources, (line) => line.t)];
const slowest = [...merged].sort((a, b) => b.ms - a.ms || a.t - b.t).slice(0, 3);

// a running median with every line
const sorted = [];
const medians = merged.map(({ ms }) => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (sorted[mid] < ms) low = mid + 1;
    else high = mid;
  }
  sorted.splice(low, 0, ms);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
});

({ order: merged.map(({ t, host }) => `${t}@${host}`), slowest: slowest.map(({ host, ms }) => [host, ms]), medians });
