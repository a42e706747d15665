const paths = ["/data/../x.db", "..", "/etc/passwd", "/data/a\u0000.db", "/data-too/x.db", "/data/\ud800.db", "/data", "/data/text.db", "/data/none.db", "/data/text.db/x", "file:/data/text.db?mode=rw"];
const ends = await Promise.allSettled(paths.flatMap((database) => [
  tools.sql.query({ database, sql: "SELECT * FROM sqlite_schema" }),
  tools.sql.execute({ database, sql: "CREATE TABLE x(y)", create: true }),
  tools.sql.schema({ database }),
]));
const said = ends.map(({ status, reason }) => (status === "fulfilled" ? "done" : `${reason.kind} ${reason.data?.code}`));
return Object.fromEntries(paths.map((path, n) => [path, said.slice(n * 3, n * 3 + 3).join(", ")]));
