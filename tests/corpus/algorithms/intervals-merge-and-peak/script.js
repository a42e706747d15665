// Merges bookings, finds gaps, and sweeps for the moment with most of them at once.
const merge = (ranges) =>
  [...ranges]
    .sort(([a], [b]) => a - b)
    .reduce((merged, [start, end]) => {
      const last = merged[merged.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
      return merged;
    }, []);

function peak(ranges) {
  const points = ranges.flatMap(([start, end]) => [{ at: start, by: 1 }, { at: end, by: -1 }]);
  points.sort((p, q) => p.at - q.at || p.by - q.by); // ends before starts
  let now = 0;
  let most = { count: 0, at: null };
  for (const { at, by } of points) {
    now += by;
    if (now > most.count) most = { count: now, at };
  }
  return most;
}

function roomsNeeded(ranges) {
  const rooms = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const free = rooms.findIndex((until) => until <= start);
    if (free === -1) rooms.push(end);
    else rooms[free] = end;
  }
  return rooms.length;
}

const merged = merge(input);
const gaps = merged.slice(1).map(([start], i) => [merged[i][1], start]);
const covered = merged.reduce((n, [a, b]) => n + b - a, 0);
({ merged, gaps, covered, peak: peak(input), rooms: roomsNeeded(input), untouched: input[0] });
