const order = [];
for (let i = 0; i < 5; i++) setTimeout(() => order.push(i), 1);
setImmediate((n) => order.push(n), "immediate");
await sleep(5);
return order;
