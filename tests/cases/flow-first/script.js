// The first success wins; failures don't, and what is left is cancelled on the host.
const price = await first([tools.src.down(), tools.src.never(), (signal) => tools.src.slow({}, { signal }), tools.src.fast()]);
return price;
