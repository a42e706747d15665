const database = "/data/shop.db";
await tools.sql.execute({
  database,
  create: true,
  sql: `CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers(id), total REAL)`,
});
const inserted = await tools.sql.execute({
  database, sql: "INSERT INTO customers(name) VALUES (?) RETURNING id, name", batch: [["Ada"], ["Alan"]],
});
await tools.sql.execute({ database, sql: "INSERT INTO orders(customer, total) VALUES (1, 12.5), (1, 1), (2, 7.25)" });
const query = (sql, more) => tools.reader.query({ database, sql, ...more }).then(({ rows }) => rows);
const code = (call) => call.then(() => "done", (error) => [error.kind, error.data.code]);
return {
  inserted,
  spent: await query("SELECT name, sum(total) AS total FROM orders JOIN customers ON customer = customers.id GROUP BY 1 ORDER BY 1"),
  joined: await query("SELECT name, wanted.why FROM customers JOIN wanted USING (id)", { tables: { wanted: [{ id: 2, why: "late" }] } }),
  // All of it or none: the order that breaks a constraint takes the deletion back.
  broken: await code(tools.sql.execute({ database, sql: "DELETE FROM orders; INSERT INTO orders(customer) VALUES (9)" })),
  left: await query("SELECT count(*) AS n FROM orders"),
  read_only: await code(tools.reader.execute({ database, sql: "DELETE FROM orders" })),
  written_by_query: await code(tools.sql.query({ database, sql: "DELETE FROM orders" })),
  schema: (await tools.reader.schema({ database, counts: true })).tables.map(({ name, rows, columns, foreign_keys }) =>
    [name, rows, columns.map((column) => column.name), foreign_keys]),
};
