// Cheapest route through a network that the tool describes edge by edge.
class MinHeap {
  #items = [];
  constructor(less) {
    this.less = less;
  }
  get size() {
    return this.#items.length;
  }
  push(item) {
    const a = this.#items;
    let i = a.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.less(a[i], a[parent])) break;
      [a[i], a[parent]] = [a[parent], a[i]];
      i = parent;
    }
  }
  pop() {
    const a = this.#items;
    const top = a[0];
    const last = a.pop();
    if (a.length) {
      a[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        const right = left + 1;
        let least = i;
        if (left < a.length && this.less(a[left], a[least])) least = left;
        if (right < a.length && this.less(a[right], a[least])) least = right;
        if (least === i) break;
        [a[i], a[least]] = [a[least], a[i]];
        i = least;
      }
    }
    return top;
  }
}

const { edges } = await tools.net.edges({});
const graph = {};
for (const [a, b, cost] of edges) {
  (graph[a] ??= []).push([b, cost]);
  (graph[b] ??= []).push([a, cost]);
}

function route(from, to) {
  const dist = { [from]: 0 };
  const prev = {};
  const done = new Set();
  const heap = new MinHeap((x, y) => x[0] < y[0]);
  heap.push([0, from]);
  while (heap.size) {
    const [d, node] = heap.pop();
    if (done.has(node)) continue;
    done.add(node);
    if (node === to) break;
    for (const [next, cost] of graph[node] ?? []) {
      if (d + cost < (dist[next] ?? Infinity)) {
        dist[next] = d + cost;
        prev[next] = node;
        heap.push([d + cost, next]);
      }
    }
  }
  if (!(to in dist)) return null;
  const path = [];
  for (let at = to; at !== undefined; at = prev[at]) path.unshift(at);
  return { cost: dist[to], path: path.join(" > ") };
}

return input.map(([a, b]) => route(a, b));
