// Backtracking: all placements of n queens, permutations, combinations and subset sums.
function queens(n) {
  const solutions = [];
  const place = (row, columns, down, up) => {
    if (row === n) {
      solutions.push([...columns]);
      return;
    }
    for (let c = 0; c < n; c++) {
      if (columns.includes(c) || down.has(row - c) || up.has(row + c)) continue;
      columns.push(c);
      down.add(row - c);
      up.add(row + c);
      place(row + 1, columns, down, up);
      columns.pop();
      down.delete(row - c);
      up.delete(row + c);
    }
  };
  place(0, [], new Set(), new Set());
  return solutions;
}

const permutations = (list) =>
  list.length === 0 ? [[]] : list.flatMap((x, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((p) => [x, ...p]));
const combinations = ([head, ...tail], k) =>
  k === 0 ? [[]] : head === undefined ? [] : [...combinations(tail, k - 1).map((c) => [head, ...c]), ...combinations(tail, k)];

function subsetSums(numbers, target, from = 0) {
  if (target === 0) return [[]];
  const out = [];
  for (let i = from; i < numbers.length; i++) {
    if (numbers[i] <= target) out.push(...subsetSums(numbers, target - numbers[i], i + 1).map((s) => [numbers[i], ...s]));
  }
  return out;
}

const counts = [1, 2, 3, 4, 5, 6, 7].map((n) => queens(n).length);
return {
  counts,
  board: queens(6)[0].map((c) => ".".repeat(c) + "Q" + ".".repeat(5 - c)),
  permutations: permutations([..."abc"]).map((p) => p.join("")),
  pairs: combinations(["a", "b", "c", "d"], 2).map((c) => c.join("")),
  choose: combinations([...Array(10).keys()], 4).length,
  sums: subsetSums([1, 2, 3, 4, 5, 6], 9),
};
