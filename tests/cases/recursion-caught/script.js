const caught = [];
const attempt = (name, run) => {
  try {
    run();
    caught.push([name, "returned"]);
  } catch (error) {
    caught.push([name, error instanceof RangeError || error.name]);
  }
};
const deep = (n) => 1 + deep(n + 1);
attempt("plain", () => deep(0));
attempt("getter", () => { const o = { get a() { return o.a; } }; return o.a; });
attempt("proxy", () => { const p = new Proxy({}, { get: (_, k, r) => r[k] }); return p.x; });
attempt("sort", function sort() { [2, 1].sort(sort); });
attempt("to string", () => { const o = { toString: () => `${o}` }; return `${o}`; });
attempt("replace", function replace() { "x".replace("x", replace); });
attempt("stringify", () => JSON.stringify([1], function again() { return JSON.stringify([1], again); }));
attempt("parse", () => JSON.parse("[".repeat(1e6)));
attempt("regexp", () => new RegExp("(".repeat(1e5) + ")".repeat(1e5)));
attempt("again", () => deep(0));
return caught.filter(([, how]) => how !== true);
