console.log("%s is %d years and %i months, %f", "Ann", 30, 5.9, 1.5, "and more");
console.log("%o %O %j", { a: 1 }, [1], { b: [2] });
console.log("100%", "%s", "%%", "x");
console.log("%c styled", "color: red");
console.log("%s and %s", "one");
console.log();
