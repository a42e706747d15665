//! The tools as a host calls them.

use std::fs;
use std::path::PathBuf;

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, ToolFailure, testing};

use crate::Plugin;

/// A directory of its own for each test, granted as `/docs`.
struct Directory(PathBuf);

impl Directory {
    fn granted(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("toolgate-search-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("guide")).expect("a directory");
        fs::write(path.join("guide/install.md"), "# First steps\n\nRun the installer.\nThen restart.\n")
            .expect("a file");
        fs::write(path.join("guide/retry.md"), "# Retries\n\nA retry waits;\nretrying again\nwaits longer.\n")
            .expect("a file");
        fs::write(path.join("notes.txt"), "Remember to install the retry budget.\n").expect("a file");
        fs::write(path.join("image.bin"), [0xff, 0, 1]).expect("a file");
        testing::grant(&path, "/docs");
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

fn names(found: &Value, key: &str) -> Vec<String> {
    let results = found["results"].as_array().expect("results");
    results.iter().map(|result| result[key].to_string().trim_matches('"').to_owned()).collect()
}

#[test]
fn documents_are_ranked() {
    let documents = json!([
        {"id": 1, "text": "Nothing of interest."},
        {"id": "two", "title": "Timeouts", "text": "A call times out\nafter ten seconds; a timeout is no failure."},
        {"id": 3, "text": "The timeout of the call is in the configuration."},
    ]);
    let found = call("documents", json!({"query": "timeouts", "documents": documents}));
    assert_eq!((names(&found, "id"), &found["total"]), (vec!["two".to_owned(), "3".to_owned()], &json!(2)));
    let snippet =
        json!({"text": "A call times out after ten seconds; a **timeout** is no failure.", "line": 2, "column": 22});
    assert_eq!(found["results"][0]["snippets"], json!([snippet]));
    assert_eq!(found["results"][0]["title"], json!("Timeouts"));
    let one = call("documents", json!({"query": "timeout", "documents": documents, "max_results": 1, "snippets": 0}));
    assert_eq!((&one["results"][0]["snippets"], &one["total"]), (&json!([]), &json!(2)));
    let all =
        call("documents", json!({"query": "timeout configuration", "all": true, "documents": documents, "mark": ""}));
    assert_eq!(names(&all, "id"), ["3"]);
    assert_eq!(call("documents", json!({"query": "x", "documents": []})), json!({"results": [], "total": 0}));
}

#[test]
fn any_language_is_found() {
    let documents = json!([
        {"id": "de", "text": "Die Häuser in der Straße sind größer."},
        {"id": "ja", "text": "東京は日本の首都です。"},
        {"id": "ru", "text": "Новые книги в библиотеке"},
        {"id": "ar", "text": "الكتب الجديدة في المكتبة"},
        {"id": "hi", "text": "नई किताबें पुस्तकालय में"},
        {"id": "th", "text": "ประเทศไทย"},
        {"id": "mixed", "text": "emoji 👩‍👩‍👧 and \u{0} and \u{202e}right-to-left e\u{301}te\u{301}"},
    ]);
    for (query, language, expect) in [
        ("haus", "german", "de"),
        ("GROSSER", "none", ""),
        ("größer", "english", "de"),
        ("首都", "english", "ja"),
        ("книга", "russian", "ru"),
        ("المكتبة", "arabic", "ar"),
        ("किताबें", "english", "hi"),
        ("ไทย", "none", "th"),
        ("été", "english", "mixed"),
        ("ete", "none", "mixed"),
    ] {
        let found = call("documents", json!({"query": query, "language": language, "documents": documents}));
        assert_eq!(names(&found, "id").first().map_or("", String::as_str), expect, "{query}: {found}");
    }
}

#[test]
fn bad_arguments_are_said() {
    let kind = |arguments: Value| failure("documents", arguments).kind;
    assert_eq!(kind(json!({"query": "", "documents": []})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"query": "x", "documents": [{"text": "x"}]})), FailureKind::InvalidArguments);
    let twice = json!([{"id": 1, "text": "x"}, {"id": 1, "text": "y"}]);
    assert_eq!(kind(json!({"query": "x", "documents": twice})), FailureKind::InvalidArguments);
    let large = json!([{"id": 1, "text": "x ".repeat(2 << 20)}]);
    assert_eq!(kind(json!({"query": "x", "documents": large})), FailureKind::LimitExceeded);
    assert_eq!(kind(json!({"query": "x", "documents": [], "mark": "x".repeat(33)})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"query": "x", "documents": [], "language": "klingon"})), FailureKind::InvalidArguments);
}

#[test]
fn files_are_ranked() {
    let _directory = Directory::granted("files");
    let found = call("files", json!({"query": "install retry"}));
    assert_eq!(names(&found, "path"), ["/docs/notes.txt", "/docs/guide/retry.md", "/docs/guide/install.md"]);
    assert_eq!((&found["files"], &found["skipped"], &found["truncated"]), (&json!(3), &json!(1), &json!(false)));
    let snippet = json!({"text": "# First steps Run the **installer**. Then restart.", "line": 3, "column": 9});
    let found = call("files", json!({"query": "installer", "include": "guide/*.md"}));
    assert_eq!(found["results"][0]["snippets"], json!([snippet]));
    let found =
        call("files", json!({"query": "retry", "path": "/docs/guide/retry.md", "snippets": 3, "snippet_length": 10}));
    assert_eq!(found["results"][0]["snippets"].as_array().map(Vec::len), Some(3));
    assert_eq!(failure("files", json!({"query": "x", "include": "a["})).kind, FailureKind::InvalidArguments);
    let code = |path: &str| failure("files", json!({"query": "x", "path": path})).data.map(|data| data["code"].clone());
    assert_eq!(code("/docs/none"), Some(json!("not-found")));
    for path in ["/etc", "/docs/../x", "/docs/a\u{0}"] {
        assert_eq!(code(path), Some(json!("not-permitted")), "{path}");
    }
}

#[test]
fn nothing_is_reached_without_a_grant() {
    assert_eq!(failure("files", json!({"query": "x"})).kind, FailureKind::Denied);
}
