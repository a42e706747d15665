// All pages as one stream, with as few calls as the consumer needs.
let calls = 0;

async function* listIssues(filter) {
  let cursor;
  do {
    calls++;
    const { items, next } = await tools.tracker.issues(cursor ? { ...filter, cursor } : filter);
    yield* items;
    cursor = next;
  } while (cursor);
}

async function collect(stream) {
  const out = [];
  for await (const x of stream) out.push(x);
  return out;
}

async function find(stream, test) {
  for await (const x of stream) if (test(x)) return x;
  return null;
}

const open = { state: "open" };
const blocker = await find(listIssues(open), (i) => i.labels.includes("blocker"));
const callsForBlocker = calls;
const all = await collect(listIssues(open));
const callsForAll = calls - callsForBlocker;
const missing = await find(listIssues({ state: "wontfix" }), () => true);

const counts = {};
for (const label of all.flatMap((i) => i.labels)) counts[label] = (counts[label] ?? 0) + 1;
return { blocker: blocker.id, callsForBlocker, ids: all.map((i) => i.id), callsForAll, counts, missing, calls };
