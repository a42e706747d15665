const pending = tools.slow.wait();
const before = Date.now();
while (Date.now() - before < 150) {}
await pending;
return Date.now() - before < 280;
