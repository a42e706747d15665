const pattern = async (tool) => (await Promise.allSettled(Array.from({ length: 40 }, () => tool()))).map((end) => (end.status === "fulfilled" ? "." : "x")).join("");
const [a, b, c] = [await pattern(tools.one.get), await pattern(tools.two.get), await pattern(tools.three.get)];
return [a === b, a === c, a.includes("x") && a.includes(".")];
