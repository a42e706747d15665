// Conway's game on an endless board: a Set of "x,y". Finds periods and drift.
const key = (x, y) => `${x},${y}`;
const cells = (rows) => new Set(rows.flatMap((row, y) => [...row].flatMap((c, x) => (c === "#" ? [key(x, y)] : []))));

function step(alive) {
  const neighbours = new Map();
  for (const cell of alive) {
    const [x, y] = cell.split(",").map(Number);
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        if (dx || dy) neighbours.set(key(x + dx, y + dy), (neighbours.get(key(x + dx, y + dy)) ?? 0) + 1);
  }
  const next = new Set();
  for (const [cell, n] of neighbours) if (n === 3 || (n === 2 && alive.has(cell))) next.add(cell);
  return next;
}

function normalised(alive) {
  const points = [...alive].map((c) => c.split(",").map(Number));
  const [left, top] = [Math.min(...points.map((p) => p[0])), Math.min(...points.map((p) => p[1]))];
  const shape = points.map(([x, y]) => key(x - left, y - top)).sort().join(" ");
  return { shape, left, top };
}

function fate(rows, most = 40) {
  let alive = cells(rows);
  const seen = new Map();
  for (let generation = 0; generation <= most; generation++) {
    if (alive.size === 0) return { end: "dead", generation };
    const { shape, left, top } = normalised(alive);
    const before = seen.get(shape);
    if (before) {
      return { end: "repeats", generation, period: generation - before.generation, drift: [left - before.left, top - before.top], cells: alive.size };
    }
    seen.set(shape, { generation, left, top });
    alive = step(alive);
  }
  return { end: "unknown", cells: alive.size };
}

return Object.fromEntries(Object.entries(input).map(([name, rows]) => [name, fate(rows)]));
