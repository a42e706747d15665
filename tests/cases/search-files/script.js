const find = (query, more) => tools.search.files({ query, ...more });
const paths = async (query, more) => (await find(query, more)).results.map(({ path }) => path);
const { results, ...rest } = await find("install retry");
const code = (path) => find("x", { path }).then(() => "done", (error) => `${error.kind} ${error.data.code}`);
return {
  paths: results.map(({ path }) => path),
  rest,
  one: (await find("installer", { include: "guide/*.md" })).results[0].snippets,
  several: (await find("retry", { path: "/docs/guide/retry.md", snippets: 3, snippet_length: 10, mark: "*" })).results[0].snippets,
  excluded: await paths("retry", { exclude: "guide/**" }),
  out: await Promise.all(["/docs/../x", "..", "/etc", "/docs/a\u0000", "/docs-too", "/docs/none"].map(code)),
};
