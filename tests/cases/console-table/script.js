console.table([{ id: 1, name: "one" }, { id: 22 }]);
console.table({ a: 1 });
console.table("plain");
