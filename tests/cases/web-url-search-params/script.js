const params = new URLSearchParams("?b=2&a=1&a=3&empty&plus=x+y%20z");
const copy = new URLSearchParams(params);
copy.delete("a");
copy.set("b", "new");
params.sort();
return [
  params.getAll("a"), params.get("missing"), params.has("empty"), params.get("plus"), String(params), String(copy), [...copy.keys()],
  String(new URLSearchParams({ q: "a&b", n: 1 })), String(new URLSearchParams([["k", "v"]])), params.size, [...new URLSearchParams("a=1")],
];
