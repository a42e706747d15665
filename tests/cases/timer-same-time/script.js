const order = [];
for (let i = 0; i < 5; i++) setTimeout(() => order.push(i), 100);
setImmediate((n) => order.push(n), "immediate");
await sleep(200);
return order;
