let attempts = 0;
const answer = await retry((attempt, signal) => { attempts = attempt; return tools.src.flaky({}, { signal }); }, { times: 60, delay: 1, factor: 1 });
const given = await retry(() => tools.src.down(), { times: 2, delay: 1 }).catch((error) => error.kind);
let once = 0;
const never = await retry(async () => { once += 1; throw new Error("not retryable"); }).catch((error) => error.message);
let twice = 0;
await retry(async () => { if (++twice < 2) throw new Error("again"); }, { when: () => true, delay: 0 });
const late = await retry(() => tools.src.down(), { times: 100, delay: 50, factor: 1, timeout: 30 }).catch((error) => [error.kind, error.tool].join());
return [answer, attempts > 1, given, never, once, twice, ["failed,src.down", "timed-out,retry"].includes(late)];
