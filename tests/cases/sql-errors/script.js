const database = "/data/shop.db";
await tools.sql.execute({ database, create: true, sql: "CREATE TABLE orders(id INTEGER PRIMARY KEY, total REAL); INSERT INTO orders VALUES (1, 2.5)" });
const query = (args) => tools.sql.query({ database, ...args });
const attempts = [
  query({ sql: "SELECT id,\n  totl FROM orders" }),
  query({ sql: "SELECT id FROM orders; SELECT 2" }),
  query({ sql: "SELECT ?1" }),
  query({ sql: "SELECT :a", parameters: { b: 1 } }),
  query({ sql: 7 }),
  query({ sql: "ATTACH '/data/other.db' AS other" }),
  query({ sql: "VACUUM INTO '/data/copy.db'" }),
  query({ sql: "PRAGMA journal_mode = WAL" }),
  query({ sql: "SELECT load_extension('/data/x.so')" }),
  query({ sql: "BEGIN" }),
  query({ sql: "SELECT zeroblob(20000000)" }),
  query({ sql: "SELECT hex(randomblob(1000))", max_bytes: 100 }),
  query({ sql: "SELECT " + "(".repeat(50000) + "1" + ")".repeat(50000) }),
  query({ sql: "SELECT 1", tables: { empty: [] } }),
  tools.sql.execute({ database, sql: "INSERT INTO orders VALUES (1, 1)" }),
  tools.sql.execute({ database, sql: "COMMIT" }),
  tools.sql.execute({ database: "/data/none.db", sql: "SELECT 1" }),
];
const ends = await Promise.allSettled(attempts);
return [
  ...ends.map(({ reason }) => [reason?.kind, reason?.data?.code ?? reason?.data?.violations?.[0]?.pointer, reason?.data?.line ?? 0]),
  (await query({ sql: "SELECT * FROM orders" })).rows,
];
