const { base, params, parse } = input;

const search = new URLSearchParams();
for (const [key, value] of Object.entries(params)) {
  if (value === null) continue;
  for (const item of [value].flat()) search.append(key, item);
}
const url = new URL(base);
url.search = search.toString();

const parsed = {};
const [query] = parse.slice(1).split("#");
for (const [key, value] of new URLSearchParams(query)) (parsed[key] ??= []).push(value);

return {
  query: search.toString(),
  length: url.href.length,
  host: url.hostname,
  port: Number(url.port),
  path: decodeURIComponent(url.pathname),
  parsed,
  component: encodeURIComponent("a/b?c=d&é ~!"),
  resolved: ["../up?x=1", "/root", "//other.example.org/p", "#frag"].map((ref) => new URL(ref, base).href),
};
