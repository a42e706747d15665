import sqlite3
db = sqlite3.connect(":memory:")
db.execute("create table orders(customer text, total real)")
db.executemany("insert into orders values (?, ?)", [("a", 1.5), ("b", 2), ("a", 3)])
return db.execute("select customer, sum(total) from orders group by 1 order by 1").fetchall()
