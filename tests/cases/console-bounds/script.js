console.log(Array.from({ length: 150 }, () => 1));
console.log(Object.fromEntries(Array.from({ length: 150 }, (_, i) => ["k" + i, 1])));
console.log(["x".repeat(20000)]);
