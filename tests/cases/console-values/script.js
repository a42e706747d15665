const cyclic = { name: "c" };
cyclic.self = cyclic;
class Point { x = 1; #hidden = 2; }
console.log(undefined, null, true, -0, 10n, "text", Symbol("s"));
console.log(["text", [1, [2]], { a: { b: { c: { d: { e: 1 } } } } }]);
console.log(new Map([["k", 1]]), new Set([1, "b"]), new Date(0), /x/g);
console.log(cyclic, new Point(), () => 1, function named() {});
console.log(new TypeError("bad", { cause: "why" }));
console.log([new Error("inner")], new Uint8Array([1, 2]), Promise.resolve(1), new Promise(() => {}));
console.log({ get broken() { throw new Error("no"); }, "two words": 1 });
console.log("two\nlines");
return Array.from({ length: 3 });
