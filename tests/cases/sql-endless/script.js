const count = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT";
const attempts = [
  { sql: `${count} count(*) FROM c`, timeout_ms: 100 },
  { sql: `${count} x, hex(randomblob(500)) AS r FROM c ORDER BY r` },
  { sql: `${count} x FROM c`, max_rows: 2 },
];
const ends = [];
for (const args of attempts) {
  ends.push(await tools.sql.query(args).then(({ rows, truncated }) => [rows, truncated], (error) => [error.kind, error.data.code]));
}
return [...ends, (await tools.sql.query({ sql: "SELECT 1 AS one" })).rows];
