const a = (async () => { await 0; await b; })();
const b = (async () => { await 0; await a; })();
await Promise.all([a, b]);
