// 0/1 knapsack by dynamic programming, with the choice read back from the table.
const items = await tools.shop.items({});
const capacity = input.capacity;

const best = Array.from({ length: items.length + 1 }, () => new Uint32Array(capacity + 1));
for (let i = 1; i <= items.length; i++) {
  const { weight, value } = items[i - 1];
  for (let w = 0; w <= capacity; w++) {
    best[i][w] = best[i - 1][w];
    if (weight <= w) best[i][w] = Math.max(best[i][w], best[i - 1][w - weight] + value);
  }
}

const chosen = [];
for (let i = items.length, w = capacity; i > 0; i--) {
  if (best[i][w] !== best[i - 1][w]) {
    chosen.unshift(items[i - 1].name);
    w -= items[i - 1].weight;
  }
}

// greedy by value per weight, to compare
let left = capacity;
let greedy = 0;
for (const item of [...items].sort((a, b) => b.value / b.weight - a.value / a.weight)) {
  if (item.weight <= left) {
    left -= item.weight;
    greedy += item.value;
  }
}
return { value: best[items.length][capacity], chosen, greedy, curve: Array.from(best.at(-1)).filter((_, w) => w % 5 === 0) };
