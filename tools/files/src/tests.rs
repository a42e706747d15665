//! The tools over a real directory, called as a host calls them.

use std::fs;
use std::path::PathBuf;

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, ToolFailure, testing};

use crate::Plugin;

/// A directory of its own for each test, granted as `/src`.
struct Directory(PathBuf);

impl Directory {
    fn granted(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("toolgate-files-{}-{test}", std::process::id()));
        fs::create_dir_all(path.join("a/b")).expect("a directory");
        fs::write(path.join("lib.rs"), "fn main() {\n    one();\n    // TODO: two\n}\n").expect("a file");
        fs::write(path.join("a/x.rs"), "// todo\n").expect("a file");
        fs::write(path.join("a/b/y.txt"), "größer\n").expect("a file");
        fs::write(path.join("a.bin"), [0xff, 0, 1]).expect("a file");
        testing::grant(&path, "/src");
        Directory(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn call(tool: &str, arguments: Value) -> Value {
    testing::call::<Plugin>(tool, arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn failure(tool: &str, arguments: Value) -> ToolFailure {
    testing::call::<Plugin>(tool, arguments).expect_err("a failure")
}

fn code(failure: &ToolFailure) -> &str {
    failure.data.as_ref().and_then(|data| data["code"].as_str()).unwrap_or_default()
}

fn paths(result: &Value, list: &str) -> Vec<String> {
    let entries = result[list].as_array().expect("a list");
    entries.iter().map(|entry| entry["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn list_is_sorted_and_says_what_it_leaves_out() {
    let _directory = Directory::granted("list");
    let all = call("list", json!({"include": "**"}));
    assert_eq!(
        paths(&all, "entries"),
        ["/src/a", "/src/a.bin", "/src/a/b", "/src/a/b/y.txt", "/src/a/x.rs", "/src/lib.rs"]
    );
    assert_eq!(all["truncated"], json!(false));
    assert_eq!(call("list", json!({}))["entries"][1], json!({"path": "/src/a.bin", "kind": "file", "size": 3}));
    let rust = call("list", json!({"include": ["**/*.rs"], "kind": "file", "sizes": false, "max_entries": 1}));
    assert_eq!(rust, json!({"entries": [{"path": "/src/a/x.rs", "kind": "file"}], "truncated": true}));
    assert_eq!(
        paths(&call("list", json!({"directory": "/src/a", "include": "**", "exclude": "b/**"})), "entries"),
        ["/src/a/x.rs"]
    );
    assert_eq!(paths(&call("list", json!({"include": "/src/a/*", "kind": "file"})), "entries"), ["/src/a/x.rs"]);
    assert_eq!(code(&failure("list", json!({"directory": "/src/none"}))), "not-found");
    assert_eq!(code(&failure("list", json!({"directory": "/src/lib.rs"}))), "not-directory");
}

#[test]
fn read_takes_ranges_of_both_kinds() {
    let _directory = Directory::granted("read");
    let whole = call("read", json!({"path": "/src/a/b/y.txt"}));
    let expect = json!({
        "path": "/src/a/b/y.txt", "text": "größer\n", "size": 9, "offset": 0, "bytes": 9, "lines": 1, "truncated": false,
    });
    assert_eq!(whole, expect);
    let lines = call("read", json!({"path": "lib.rs", "start_line": 2, "end_line": 3}));
    assert_eq!((&lines["text"], &lines["offset"]), (&json!("    one();\n    // TODO: two\n"), &json!(12)));
    let bytes = call("read", json!({"path": "/src/a/b/y.txt", "offset": 1, "length": 2}));
    assert_eq!((&bytes["text"], &bytes["bytes"], &bytes["truncated"]), (&json!("r"), &json!(1), &json!(false)));
    let cut = call("read", json!({"path": "/src/a/b/y.txt", "max_bytes": 3}));
    assert_eq!((&cut["text"], &cut["bytes"], &cut["truncated"]), (&json!("gr"), &json!(2), &json!(true)));
    assert_eq!(call("read", json!({"path": "/src/lib.rs", "offset": 900}))["text"], json!(""));
    assert_eq!(call("read", json!({"path": "/src/a.bin", "encoding": "base64"}))["text"], json!("/wAB"));
    assert_eq!(code(&failure("read", json!({"path": "/src/a.bin"}))), "not-text");
    assert_eq!(code(&failure("read", json!({"path": "/src/a"}))), "is-directory");
    assert_eq!(
        failure("read", json!({"path": "/src/lib.rs", "start_line": 1, "length": 1})).kind,
        FailureKind::InvalidArguments
    );
}

#[test]
fn a_file_of_many_pieces_is_read_whole() {
    let directory = Directory::granted("pieces");
    let text = "0123456789abcde\n".repeat(200_000);
    fs::write(directory.0.join("large"), &text).expect("a file");
    assert_eq!(call("read", json!({"path": "/src/large"}))["text"], json!(text));
    let line = call("read", json!({"path": "/src/large", "start_line": 200_000}));
    assert_eq!((&line["lines"], &line["offset"]), (&json!(1), &json!(16 * 199_999)));
}

#[test]
fn write_leaves_the_whole_or_nothing() {
    let directory = Directory::granted("write");
    let written = call("write", json!({"path": "/src/new/deep/x", "text": "one", "create_directories": true}));
    assert_eq!(written, json!({"path": "/src/new/deep/x", "size": 3, "created": true}));
    assert_eq!(
        call("write", json!({"path": "/src/new/deep/x", "text": "dHdv", "encoding": "base64"}))["created"],
        json!(false)
    );
    assert_eq!(call("write", json!({"path": "/src/new/deep/x", "text": "!", "mode": "append"}))["size"], json!(4));
    assert_eq!(fs::read_to_string(directory.0.join("new/deep/x")).expect("a file"), "two!");
    assert_eq!(call("write", json!({"path": "/src/y", "text": "", "mode": "create"}))["created"], json!(true));
    assert_eq!(code(&failure("write", json!({"path": "/src/y", "text": "", "mode": "create"}))), "exists");
    assert_eq!(code(&failure("write", json!({"path": "/src/none/y", "text": ""}))), "not-found");
    assert_eq!(code(&failure("write", json!({"path": "/src/a", "text": ""}))), "is-directory");
    assert_eq!(code(&failure("write", json!({"path": "/src", "text": ""}))), "is-directory");
    assert_eq!(paths(&call("list", json!({"include": "**/.unfinished*"})), "entries"), [""; 0]);
}

#[test]
fn stat_says_what_is_there() {
    let _directory = Directory::granted("stat");
    let stat = call("stat", json!({"path": "/src/lib.rs"}));
    assert_eq!((&stat["kind"], &stat["size"]), (&json!("file"), &json!(42)));
    assert!(stat["modified_ms"].as_u64().is_some_and(|at| at > 1_600_000_000_000));
    assert_eq!(call("stat", json!({"path": "/src/a"}))["kind"], json!("directory"));
    assert_eq!(code(&failure("stat", json!({"path": "/src/none"}))), "not-found");
}

#[test]
fn search_gives_lines_and_what_is_around() {
    let _directory = Directory::granted("search");
    let found = call("search", json!({"pattern": "todo", "ignore_case": true, "before": 1, "after": 1}));
    let expect = json!({
        "matches": [
            {"path": "/src/a/x.rs", "line": 1, "column": 4, "text": "// todo"},
            {"path": "/src/lib.rs", "line": 3, "column": 8, "text": "    // TODO: two", "before": ["    one();"], "after": ["}"]},
        ],
        "files": 3, "skipped": 1, "truncated": false,
    });
    assert_eq!(found, expect);
    let some = call("search", json!({"pattern": ".", "include": "**/*.rs", "max_matches": 2}));
    assert_eq!((paths(&some, "matches").len(), &some["truncated"]), (2, &json!(true)));
    assert_eq!(
        paths(&call("search", json!({"pattern": "one()", "literal": true, "path": "/src/lib.rs"})), "matches"),
        ["/src/lib.rs"]
    );
    assert_eq!(failure("search", json!({"pattern": "("})).kind, FailureKind::InvalidArguments);
}

#[test]
fn nothing_is_reached_without_a_grant() {
    let denied = failure("read", json!({"path": "/etc/passwd"}));
    assert_eq!((denied.kind, code(&denied)), (FailureKind::Denied, "not-permitted"));
    assert!(denied.message.contains("--dir PLUGIN=HOST::GUEST"), "{}", denied.message);
    assert_eq!(failure("list", json!({})).kind, FailureKind::Denied);
    let _directory = Directory::granted("grant");
    for path in ["/etc/passwd", "../x", "/src/../x", "/src/a\u{0}", "/srcx"] {
        assert_eq!(failure("read", json!({"path": path})).kind, FailureKind::Denied, "{path}");
    }
}
