(async () => {
  const { from, to } = input;
  const cameFrom = new Map([[from, null]]);
  const levels = [];
  let frontier = [from];
  let calls = 0;

  search: while (frontier.length) {
    levels.push(frontier);
    const friends = await Promise.all(frontier.map((of) => tools.social.friends({ of })));
    calls += friends.length;
    const next = [];
    for (const [i, list] of friends.entries()) {
      for (const friend of list) {
        if (cameFrom.has(friend)) continue;
        cameFrom.set(friend, frontier[i]);
        if (friend === to) break search;
        next.push(friend);
      }
    }
    frontier = next;
  }

  const path = [];
  for (let node = to; node; node = cameFrom.get(node)) path.unshift(node);
  return { path, levels, calls, distance: path.length - 1 };
})();
