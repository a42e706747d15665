const say = (value, ms) => async () => { await sleep(ms); return value; };
const none = await majority([say("a", 1), say("b", 2), say("c", 3)]).catch((error) => [error.tool, error.kind, error.message, error.data]);
const half = await majority([say("a", 1), say("b", 2), tools.src.down(), tools.src.down()]).catch((error) => [error.kind, error.data.failed]);
// A quorum that two answers could have: all are heard, the largest group wins, and of equal ones that with the earliest source.
const tie = await majority([say("late", 20), say("soon", 1), say("soon", 2), say("late", 30)], { quorum: 2 });
const largest = await majority([say("a", 1), say("b", 2), say("b", 3), say("c", 4), say("b", 5)], { quorum: 2 });
return { none, half, tie: [tie.value, tie.votes], largest: [largest.value, largest.votes] };
