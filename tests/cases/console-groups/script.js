console.group("outer");
console.log("one\ntwo");
console.group();
console.warn("deep");
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log("out");
