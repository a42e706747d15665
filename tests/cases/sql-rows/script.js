// Rows of two tools, joined and summed where a loop over both would be.
const customers = [{ id: 1, name: "Ada" }, { id: 2, name: "O'Hara" }];
const orders = [
  { customer: 1, total: 12.5, items: ["a", "b"] }, { customer: 2, total: 7.25, items: [] }, { customer: 1, total: 1, paid: true },
];
const tables = { customers, orders };
const spent = await tools.sql.query({
  tables,
  sql: "SELECT name, sum(total) AS total FROM orders JOIN customers ON id = customer GROUP BY name ORDER BY total DESC",
});
const one = async (sql, parameters) => (await tools.sql.query({ tables, sql, parameters })).rows;
return {
  spent,
  bound: await one("SELECT id FROM customers WHERE name = ?1", ["O'Hara"]),
  named: await one("SELECT :a AS a, typeof(:b) AS b", { a: "'; DROP TABLE orders; --", b: { base64: "AP8=" } }),
  inside: await one("SELECT value FROM orders, json_each(items) WHERE paid IS NULL ORDER BY value"),
  exact: await tools.sql.query({ sql: "SELECT 9007199254740993 AS big, x'00ff' AS bytes, 1 AS n, 2 AS n", parameters: [] }),
  bounded: await tools.sql.query({ tables, sql: "SELECT customer FROM orders ORDER BY 1", max_rows: 2 }),
};
