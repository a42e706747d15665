const before = Date.now();
await Promise.all(Array.from({ length: 20 }, () => sleep(100)));
return Date.now() - before >= 99;
