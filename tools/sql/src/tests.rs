//! The tools over real files, called as a host calls them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, ToolFailure, testing};

use crate::Plugin;

/// A directory of its own for each test, granted as `/data`, with a small shop in it.
struct Directory(PathBuf);

impl Directory {
    fn granted(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("toolgate-sql-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("folder")).expect("a directory");
        fs::write(path.join("text.db"), "this is no database, however long it goes on".repeat(50)).expect("a file");
        let directory = Directory(path);
        directory.native("shop.db").execute_batch(SHOP).expect("a database");
        testing::grant(&directory.0, "/data");
        directory
    }

    /// The same file as another program has it open.
    fn native(&self, name: &str) -> Connection {
        Connection::open(self.0.join(name)).expect("a database")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a directory");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SHOP: &str = "
    CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT NOT NULL, photo BLOB, big INTEGER);
    CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers(id), total REAL CHECK (total >= 0));
    CREATE UNIQUE INDEX by_name ON customers(name);
    CREATE VIEW spent AS SELECT name, sum(total) AS total FROM customers JOIN orders ON customer = customers.id GROUP BY 1;
    INSERT INTO customers VALUES (1, 'Ada', x'00ff', 9007199254740993), (2, 'Grüße 😀', NULL, 7);
    INSERT INTO orders VALUES (1, 1, 12.5), (2, 2, 7.25), (3, 1, 1);";

fn call(tool: &str, arguments: Value) -> Value {
    testing::call::<Plugin>(tool, arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn failure(tool: &str, arguments: Value) -> (FailureKind, String) {
    let ToolFailure { kind, data, .. } = testing::call::<Plugin>(tool, arguments).expect_err("a failure");
    (kind, data.and_then(|data| Some(data["code"].as_str()?.to_owned())).unwrap_or_default())
}

fn check(tool: &str, arguments: Value, kind: FailureKind, code: &str) {
    let shown = arguments.to_string();
    let shown = shown.get(..200).unwrap_or(&shown);
    assert_eq!(failure(tool, arguments.clone()), (kind, code.to_owned()), "{tool} {shown}");
}

fn query(sql: &str) -> Value {
    call("query", json!({"database": "/data/shop.db", "sql": sql}))["rows"].clone()
}

const COUNT_FOREVER: &str = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

#[test]
fn rows_are_objects() {
    let _directory = Directory::granted("rows");
    let found = call("query", json!({"database": "/data/shop.db", "sql": "SELECT * FROM customers ORDER BY id"}));
    let expect = json!({
        "columns": ["id", "name", "photo", "big"],
        "rows": [
            {"id": 1, "name": "Ada", "photo": {"base64": "AP8="}, "big": "9007199254740993"},
            {"id": 2, "name": "Grüße 😀", "photo": null, "big": 7},
        ],
        "truncated": false,
        "numbers_as_text": ["big"],
    });
    assert_eq!(found, expect);
    assert_eq!(query("SELECT 1 AS a, 2 AS a, 3 AS a_2"), json!([{"a": 1, "a_2": 2, "a_2_2": 3}]));
    assert_eq!(query("SELECT 9e999 AS i"), json!([{"i": "Infinity"}]));
    assert_eq!(query("SELECT total FROM spent ORDER BY name"), json!([{"total": 13.5}, {"total": 7.25}]));
    assert_eq!(query("PRAGMA user_version"), json!([{"user_version": 0}]));
    assert_eq!(query("SELECT name FROM pragma_table_info('orders') LIMIT 1 -- a comment\n;"), json!([{"name": "id"}]));
}

#[test]
fn parameters_are_bound() {
    let _directory = Directory::granted("parameters");
    let one =
        |sql: &str, parameters: Value| call("query", json!({"sql": sql, "parameters": parameters}))["rows"][0].clone();
    assert_eq!(one("SELECT ?1 || ?2 AS x", json!(["a", "'; DROP TABLE x; --"])), json!({"x": "a'; DROP TABLE x; --"}));
    assert_eq!(
        one("SELECT :a AS a, @b AS b, $c AS c", json!({"a": 1, "@b": true, "c": null})),
        json!({"a": 1, "b": 1, "c": null})
    );
    assert_eq!(
        one(
            "SELECT typeof(?) a, typeof(?) b, typeof(?) c",
            json!([1.0, {"base64": ""}, {"integer": "-9223372036854775808"}])
        ),
        json!({"a": "real", "b": "blob", "c": "integer"})
    );
    let bad = |sql: &str, parameters: Value| {
        check("query", json!({"sql": sql, "parameters": parameters}), FailureKind::InvalidArguments, "arguments");
    };
    bad("SELECT ?1, ?2", json!([1]));
    bad("SELECT ?1", json!([1, 2]));
    bad("SELECT ?1", json!({"a": 1}));
    bad("SELECT :a, :b", json!({"a": 1}));
    bad("SELECT :a", json!({"a": 1, "b": 2}));
    check("query", json!({"sql": "SELECT :a"}), FailureKind::InvalidArguments, "arguments");
    assert_eq!(
        failure("query", json!({"sql": "SELECT ?", "parameters": [18_446_744_073_709_551_615_u64]})).0,
        FailureKind::InvalidArguments
    );
}

#[test]
fn rows_that_are_passed_are_tables() {
    let _directory = Directory::granted("tables");
    let tables = json!({
        "people": [{"name": "Ada", "age": 36, "tags": ["x", "y"]}, {"name": "Alan", "key": true}],
        "odd \"name": [{"a b": 1, "select": {"integer": "9007199254740993"}}],
    });
    let rows = |sql: &str| call("query", json!({"sql": sql, "tables": tables}))["rows"].clone();
    assert_eq!(
        rows("SELECT * FROM people LIMIT 1"),
        json!([{"name": "Ada", "age": 36, "tags": "[\"x\",\"y\"]", "key": null}])
    );
    assert_eq!(
        rows("SELECT p.name, t.value FROM people p, json_each(p.tags) t WHERE t.key = 1"),
        json!([{"name": "Ada", "value": "y"}])
    );
    assert_eq!(
        rows("SELECT \"a b\", \"select\" AS s FROM \"odd \"\"name\""),
        json!([{"a b": 1, "s": "9007199254740993"}])
    );
    let joined = call(
        "query",
        json!({
            "database": "/data/shop.db",
            "tables": {"wanted": [{"customer": 1}]},
            "sql": "SELECT sum(total) AS total FROM orders JOIN wanted USING (customer)",
        }),
    );
    assert_eq!(joined["rows"], json!([{"total": 13.5}]));
    for tables in [json!({"a": []}), json!({"a": [{}]}), json!({"a": [{"x": 1}], "A": [{"x": 1}]})] {
        check("query", json!({"sql": "SELECT 1", "tables": tables}), FailureKind::InvalidArguments, "arguments");
    }
    let wide: serde_json_map = (0..600).map(|n| (format!("c{n}"), json!(n))).collect();
    check("query", json!({"sql": "SELECT 1", "tables": {"a": [wide]}}), FailureKind::InvalidArguments, "arguments");
    for tables in [json!({"a": [{"x": 1, "X": 2}]}), json!({"sqlite_x": [{"x": 1}]})] {
        assert_ne!(failure("query", json!({"sql": "SELECT 1", "tables": tables})).1, "");
    }
}

#[expect(non_camel_case_types, reason = "a name for a long type")]
type serde_json_map = toolgate_guest::serde_json::Map<String, Value>;

#[test]
fn an_answer_has_bounds() {
    let numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c";
    let some = call("query", json!({"sql": numbers, "max_rows": 3}));
    assert_eq!((&some["rows"][2]["x"], &some["truncated"]), (&json!(3), &json!(true)));
    assert_eq!(call("query", json!({"sql": "SELECT 1", "max_rows": 1}))["truncated"], json!(false));
    let some = call("query", json!({"sql": numbers, "max_bytes": 1000}));
    let count = some["rows"].as_array().expect("rows").len();
    assert!(count > 10 && count < 100 && some["truncated"] == json!(true), "{count}");
    check("query", json!({"sql": "SELECT zeroblob(2000)", "max_bytes": 1000}), FailureKind::LimitExceeded, "max-bytes");
    check("query", json!({"sql": "SELECT length(zeroblob(20000000))"}), FailureKind::LimitExceeded, "too-big");
    check("query", json!({"sql": format!("SELECT '{}'", "a".repeat(1 << 20))}), FailureKind::LimitExceeded, "too-big");
    check("query", json!({"sql": COUNT_FOREVER, "timeout_ms": 50}), FailureKind::TimedOut, "timeout");
    assert_eq!(call("query", json!({"sql": "SELECT 1 AS x"}))["rows"], json!([{"x": 1}]));
    let deep = format!("SELECT {}1{}", "(1+".repeat(5000), ")".repeat(5000));
    assert_eq!(failure("query", json!({"sql": deep})).0, FailureKind::InvalidArguments);
}

#[test]
fn query_only_reads_and_reaches_nothing_else() {
    let directory = Directory::granted("reads");
    let denied = |sql: &str| {
        check("query", json!({"database": "/data/shop.db", "sql": sql}), FailureKind::Denied, "not-authorized");
    };
    for sql in [
        "DELETE FROM orders",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "ATTACH '/data/text.db' AS other",
        "ATTACH 'file:/etc/passwd?mode=ro' AS other",
        "DETACH main",
        "VACUUM INTO '/data/copy.db'",
        "PRAGMA journal_mode = WAL",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA writable_schema = ON",
        "PRAGMA mmap_size = 100000000",
        "PRAGMA user_version = 7",
        "PRAGMA hard_heap_limit = 1",
        "BEGIN IMMEDIATE",
        "SAVEPOINT x",
        "INSERT INTO orders VALUES (9, 1, 1) RETURNING id",
    ] {
        denied(sql);
    }
    let refused = |sql: &str| failure("query", json!({"database": "/data/shop.db", "sql": sql}));
    assert_eq!(refused("SELECT 1; DELETE FROM orders"), (FailureKind::InvalidArguments, "arguments".to_owned()));
    assert_eq!(refused(" -- nothing"), (FailureKind::InvalidArguments, "arguments".to_owned()));
    for sql in [
        "SELEC 1",
        "SELECT",
        "SELECT nothing FROM orders",
        "SELECT \"Ada\"",
        "SELECT load_extension('x')",
        "SELECT readfile('/x')",
    ] {
        assert_eq!(refused(sql), (FailureKind::InvalidArguments, "sql".to_owned()), "{sql}");
    }
    let syntax = testing::call::<Plugin>("query", json!({"sql": "SELECT 1,\n  FORM x"})).expect_err("a failure");
    assert!(syntax.message.contains("line 2"), "{}", syntax.message);
    assert_eq!(query("SELECT count(*) AS n FROM orders"), json!([{"n": 3}]));
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
}

#[test]
fn what_is_no_database() {
    let _directory = Directory::granted("none");
    for tool in ["query", "execute", "schema"] {
        let on = |path: &str| match tool {
            "schema" => json!({"database": path}),
            _ => json!({"database": path, "sql": "SELECT * FROM sqlite_schema"}),
        };
        check(tool, on("/data/text.db"), FailureKind::Failed, "not-a-database");
        check(tool, on("/data/none.db"), FailureKind::Failed, "not-found");
        check(tool, on("/data/folder"), FailureKind::Failed, "is-directory");
        check(tool, on("/data/text.db/x"), FailureKind::Failed, "not-directory");
        for path in ["/data/../x.db", "..", "/etc/passwd", "/data/a\u{0}.db", "/data2/shop.db"] {
            check(tool, on(path), FailureKind::Denied, "not-permitted");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_refused() {
    let directory = Directory::granted("link");
    std::os::unix::fs::symlink("shop.db", directory.0.join("link.db")).expect("a link");
    check("query", json!({"database": "/data/link.db", "sql": "SELECT 1"}), FailureKind::Failed, "link");
    check("execute", json!({"database": "/data/link.db", "sql": "SELECT 1"}), FailureKind::Failed, "link");
}

#[test]
fn execute_is_one_transaction() {
    let directory = Directory::granted("execute");
    let on = |arguments: Value| {
        let mut all = json!({"database": "/data/shop.db"});
        all.as_object_mut().expect("an object").extend(arguments.as_object().expect("an object").clone());
        all
    };
    let done = call(
        "execute",
        on(json!({
            "sql": "INSERT INTO customers(name) VALUES (:name) RETURNING id, name", "batch": [{"name": "Alan"}, {"name": "Grace"}],
        })),
    );
    let expect = json!({
        "changes": 2, "last_insert_rowid": 4, "truncated": false,
        "rows": [{"id": 3, "name": "Alan"}, {"id": 4, "name": "Grace"}],
    });
    assert_eq!(done, expect);
    let done = call(
        "execute",
        on(json!({"sql": "UPDATE orders SET total = 1; DELETE FROM orders WHERE id = 3; PRAGMA user_version = 5"})),
    );
    assert_eq!(done, json!({"changes": 4, "truncated": false}));
    for (sql, code) in [
        ("INSERT INTO customers VALUES (9, 'Ada', NULL, NULL)", "unique"),
        ("INSERT INTO customers VALUES (9, NULL, NULL, NULL)", "not-null"),
        ("INSERT INTO customers VALUES (1, 'x', NULL, NULL)", "primary-key"),
        ("INSERT INTO orders VALUES (9, 1, -1)", "check"),
        ("INSERT INTO orders VALUES (9, 77, 1)", "foreign-key"),
    ] {
        check(
            "execute",
            on(json!({"sql": format!("DELETE FROM orders WHERE id = 1; {sql}")})),
            FailureKind::Failed,
            code,
        );
    }
    for sql in [
        "COMMIT",
        "ROLLBACK",
        "BEGIN",
        "ATTACH ':memory:' AS x",
        "PRAGMA journal_mode = OFF",
        "PRAGMA writable_schema = 1",
    ] {
        check(
            "execute",
            on(json!({"sql": format!("DELETE FROM orders; {sql}")})),
            FailureKind::Denied,
            "not-authorized",
        );
    }
    check(
        "execute",
        on(json!({"sql": format!("DELETE FROM orders; {COUNT_FOREVER}"), "timeout_ms": 50})),
        FailureKind::TimedOut,
        "timeout",
    );
    for arguments in [
        json!({"sql": "INSERT INTO orders VALUES (?, 1, 1); DELETE FROM orders", "parameters": [9]}),
        json!({"sql": "SELECT 1", "parameters": [], "batch": []}),
        json!({"sql": ""}),
    ] {
        check("execute", on(arguments), FailureKind::InvalidArguments, "arguments");
    }
    assert_eq!(query("SELECT count(*) AS n FROM orders"), json!([{"n": 2}]));
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
    let native = directory.native("shop.db");
    let ok: String = native.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a row");
    let version: i64 = native.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a row");
    assert_eq!((ok.as_str(), version), ("ok", 5));
}

#[test]
fn a_database_is_made_where_that_is_asked_for() {
    let directory = Directory::granted("create");
    let make = |sql: &str, create: bool| json!({"database": "/data/new.db", "sql": sql, "create": create});
    check("execute", make("CREATE TABLE t(x)", false), FailureKind::Failed, "not-found");
    check("execute", make("CREATE TABLE t(x); nonsense", true), FailureKind::InvalidArguments, "sql");
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
    call("execute", make("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)", true));
    assert_eq!(
        call("query", json!({"database": "/data/new.db", "sql": "SELECT sum(x) AS s FROM t"}))["rows"],
        json!([{"s": 3}])
    );
    // More than the page cache holds, so that pages are written before the transaction ends, and read again.
    let fill = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 40000) INSERT INTO t SELECT hex(randomblob(200)) FROM c; \
        UPDATE t SET x = x || 'y'";
    assert_eq!(
        call("execute", json!({"database": "/data/new.db", "sql": fill, "timeout_ms": 60_000}))["changes"],
        json!(80_002)
    );
    check(
        "execute",
        json!({"database": "/data/new.db", "sql": "DELETE FROM t; SELECT * FROM none"}),
        FailureKind::InvalidArguments,
        "sql",
    );
    let ok: String =
        directory.native("new.db").query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a row");
    assert_eq!(ok, "ok");
}

#[test]
fn databases_with_a_log() {
    let directory = Directory::granted("log");
    let native = directory.native("shop.db");
    native
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO orders VALUES (4, 1, 100)",
        )
        .expect("a log");
    // What is only in the log is seen, and nothing is written.
    assert_eq!(query("SELECT total FROM orders WHERE id = 4"), json!([{"total": 100.0}]));
    let write = json!({"database": "/data/shop.db", "sql": "DELETE FROM orders"});
    check("execute", write.clone(), FailureKind::Unavailable, "open-elsewhere");
    drop(native);
    assert_eq!(query("SELECT count(*) AS n FROM orders"), json!([{"n": 4}]));
    assert_eq!(call("execute", write)["changes"], json!(4));
    assert_eq!(query("SELECT count(*) AS n FROM orders"), json!([{"n": 0}]));
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
}

#[test]
fn a_transaction_that_was_cut_off_is_rolled_back() {
    let directory = Directory::granted("hot");
    let (path, journal) = (directory.0.join("shop.db"), directory.0.join("shop.db-journal"));
    let mut native = directory.native("shop.db");
    native.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1").expect("a small cache");
    let transaction = native.transaction().expect("a transaction");
    transaction
        .execute_batch("WITH RECURSIVE c(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) INSERT INTO orders SELECT i, 1, 1 FROM c")
        .expect("rows");
    let (half, saved) = (fs::read(&path).expect("a file"), fs::read(&journal).expect("a journal"));
    transaction.rollback().expect("rolled back");
    drop(native);
    fs::write(&path, half).expect("a file");
    fs::write(&journal, saved).expect("a file");
    let read = json!({"database": "/data/shop.db", "sql": "SELECT count(*) AS n FROM orders", "timeout_ms": 50});
    check("query", read.clone(), FailureKind::Unavailable, "in-transaction");
    call("execute", json!({"database": "/data/shop.db", "sql": "SELECT 1"}));
    assert_eq!(call("query", read)["rows"], json!([{"n": 3}]));
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
}

#[test]
fn a_lease_is_waited_for_and_outlived() {
    let directory = Directory::granted("lease");
    let lease = directory.0.join("shop.db.toolgate-lease");
    let write = |timeout: u32| json!({"database": "/data/shop.db", "sql": "DELETE FROM orders WHERE id = 1", "timeout_ms": timeout});
    let at = |offset: i64| (crate::host::epoch_ms() as i64 + offset).to_string();
    fs::write(&lease, at(60_000)).expect("a lease");
    check("execute", write(50), FailureKind::Unavailable, "busy");
    assert_eq!(query("SELECT count(*) AS n FROM orders"), json!([{"n": 3}]), "who reads needs none");
    fs::write(&lease, at(-1_000)).expect("a lease");
    assert_eq!(call("execute", write(50))["changes"], json!(1));
    assert_eq!(directory.names(), ["folder", "shop.db", "text.db"]);
}

#[test]
fn writers_take_turns_and_readers_see_whole_transactions() {
    let directory = Directory::granted("turns");
    let path = directory.0.clone();
    directory.native("shop.db").execute_batch("CREATE TABLE pairs(x); CREATE TABLE twins(x)").expect("tables");
    let writing = Arc::new(AtomicBool::new(true));
    let reader = {
        let (path, writing) = (path.clone(), Arc::clone(&writing));
        std::thread::spawn(move || {
            testing::grant(path, "/data");
            while writing.load(Ordering::Relaxed) {
                let both = query("SELECT (SELECT count(*) FROM pairs) AS a, (SELECT count(*) FROM twins) AS b");
                assert_eq!(both[0]["a"], both[0]["b"]);
            }
        })
    };
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || {
                testing::grant(path, "/data");
                for _ in 0..10 {
                    let sql = "INSERT INTO pairs VALUES (1); INSERT INTO twins VALUES (1)";
                    call("execute", json!({"database": "/data/shop.db", "sql": sql, "timeout_ms": 60_000}));
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().expect("a writer");
    }
    writing.store(false, Ordering::Relaxed);
    reader.join().expect("a reader");
    assert_eq!(query("SELECT count(*) AS n FROM pairs"), json!([{"n": 30}]));
}

#[test]
fn schema_says_what_there_is() {
    let _directory = Directory::granted("schema");
    let found = call("schema", json!({"database": "/data/shop.db", "counts": true}));
    let orders = json!({
        "name": "orders", "kind": "table", "rows": 3,
        "columns": [
            {"name": "id", "type": "INTEGER", "primary_key": 1, "not_null": false},
            {"name": "customer", "type": "INTEGER", "not_null": false},
            {"name": "total", "type": "REAL", "not_null": false},
        ],
        "foreign_keys": [{"columns": ["customer"], "table": "customers", "references": ["id"]}],
        "sql": "CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers(id), total REAL CHECK (total >= 0))",
    });
    assert_eq!(found["tables"][1], orders);
    assert_eq!(found["tables"][0]["indexes"], json!([{"name": "by_name", "unique": true, "columns": ["name"]}]));
    assert_eq!((&found["tables"][2]["kind"], &found["tables"][2]["rows"]), (&json!("view"), &Value::Null));
    let one = call("schema", json!({"database": "/data/shop.db", "table": "CUSTOMERS"}));
    assert_eq!(one["tables"].as_array().map(Vec::len), Some(1));
}

#[test]
fn nothing_is_reached_without_a_grant() {
    check("query", json!({"database": "/data/shop.db", "sql": "SELECT 1"}), FailureKind::Denied, "not-permitted");
    assert_eq!(call("query", json!({"sql": "SELECT 1 AS x"}))["rows"], json!([{"x": 1}]));
}
