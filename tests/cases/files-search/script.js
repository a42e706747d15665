const functions = await tools.files.search({ pattern: "fn\\s+(\\w+)", include: "**/*.rs" });
const around = await tools.files.search({ pattern: "FIXME", before: 1, after: 1 });
const literal = await tools.files.search({ pattern: "*text*", literal: true });
const any = await tools.files.search({ pattern: "three", ignore_case: true, path: "/src/lib/deep/c.txt" });
const bounded = await tools.files.search({ pattern: "fn", max_matches: 1 });
const wrong = await tools.files.search({ pattern: "(" }).catch((error) => error.kind);
return [functions.matches.map(({ path, line, column, text }) => `${path}:${line}:${column} ${text}`), around.matches, literal.matches.length, any.matches[0].column, [bounded.matches.length, bounded.truncated], wrong];
