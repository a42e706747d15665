// All of them in one turn, and all of them given up: none is left, and the run goes on.
const stop = new AbortController();
const all = Array.from({ length: 100000 }, (_, n) => tools.shop.never({ n }, { signal: stop.signal }));
stop.abort();
const ended = await Promise.allSettled(all);
return { kinds: [...new Set(ended.map(({ reason }) => reason.kind))], then: await tools.shop.echo({ still: "here" }) };
