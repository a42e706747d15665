// BFS through a maze; draws the way that it found.
const grid = input.maze.map((row) => [...row]);
const find = (c) => {
  const y = grid.findIndex((row) => row.includes(c));
  return [y, grid[y].indexOf(c)];
};
const start = find("S");
const end = find("E");
const MOVES = [[-1, 0], [0, 1], [1, 0], [0, -1]];

const came = new Map([[start.join(), null]]);
const queue = [start];
let expanded = 0;
search: while (queue.length > 0) {
  const [y, x] = queue.shift();
  expanded++;
  for (const [dy, dx] of MOVES) {
    const [ny, nx] = [y + dy, x + dx];
    const key = `${ny},${nx}`;
    if ((grid[ny]?.[nx] ?? "#") === "#" || came.has(key)) continue;
    came.set(key, [y, x]);
    if (ny === end[0] && nx === end[1]) break search;
    queue.push([ny, nx]);
  }
}

let steps = 0;
for (let at = end; at; at = came.get(at.join())) {
  steps++;
  const [y, x] = at;
  if (grid[y][x] === " ") grid[y][x] = ".";
}
return { steps: steps - 1, expanded, seen: came.size, drawn: grid.map((row) => row.join("")) };
