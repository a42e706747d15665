const fired = [];
const first = setTimeout(() => fired.push("first"), 1);
const second = setTimeout(() => fired.push("second"), 1);
clearTimeout(first);
clearTimeout(undefined);
clearTimeout(12345);
await sleep(5);
return { fired, kinds: [typeof first] };
