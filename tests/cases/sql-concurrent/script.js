// Writers take turns; readers see whole transactions.
const database = "/data/counts.db";
await tools.sql.execute({ database, create: true, sql: "CREATE TABLE a(n); CREATE TABLE b(n)" });
const write = (n) => tools.sql.execute({ database, sql: `INSERT INTO a VALUES (${n}); INSERT INTO b VALUES (${n})` });
const read = () => tools.sql.query({ database, sql: "SELECT (SELECT count(*) FROM a) = (SELECT count(*) FROM b) AS same" });
const calls = Array.from({ length: 20 }, (_, n) => (n % 2 ? write(n) : read()));
const ends = await Promise.all(calls);
const { rows } = await tools.sql.query({ database, sql: "SELECT count(*) AS n FROM a" });
return [ends.filter((end) => end.rows?.[0]).every((end) => end.rows[0].same === 1), rows];
