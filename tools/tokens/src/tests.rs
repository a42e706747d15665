//! The tool, called as a host calls it.

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, testing};

use crate::{CL100K, MAX_TEXT, O200K, Plugin};

fn count(arguments: Value) -> Value {
    testing::call::<Plugin>("count", arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

#[test]
fn counts_are_openais() {
    assert_eq!(count(json!({"text": "hello world"})), json!({"tokens": 2}));
    assert_eq!(count(json!({"text": "tiktoken is great!", "encoding": "cl100k"})), json!({"tokens": 6}));
    assert_eq!(count(json!({"text": "tiktoken is great!"})), json!({"tokens": 6}));
    assert_eq!(count(json!({"text": "お誕生日おめでとう", "encoding": "cl100k"})), json!({"tokens": 9}));
    assert_eq!(count(json!({"text": "お誕生日おめでとう"})), json!({"tokens": 8}));
    assert_eq!(count(json!({"text": ""})), json!({"tokens": 0}));
    assert_eq!(count(json!({"text": ["hello world", "", "a"]})), json!({"tokens": 3, "each": [2, 0, 1]}));
    assert_eq!(count(json!({"text": []})), json!({"tokens": 0, "each": []}));
}

#[test]
fn counts_are_those_of_the_crate_that_has_the_vocabularies() {
    let readme = include_str!("../../../README.md");
    let source = include_str!("tests.rs");
    let strange = [
        "  a   b\t\tc \r\n\r\n x  ",
        "I'll WE'LL it'S",
        "1234567 8.9e10",
        "ÀÉÎÕÜ naïve Ünïcödé ǅ ʰ क्षत्रिय",
        "日本語のテキスト、混ぜて english",
        "🙂🙃👩‍👩‍👧‍👦",
        "=====>>>>> /////\n\n//",
        "\u{0}\u{1}\u{feff}",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "\u{a0}\u{3000} x\u{2028}",
        "ſ'ſ K'll",
    ];
    let long = [
        "abcabcabd".repeat(300),
        " ".repeat(1000),
        "\n".repeat(1000),
        "é".repeat(777),
        "0123456789".repeat(50),
        "🙂".repeat(100),
    ];
    let texts = [readme, source].into_iter().chain(strange).chain(long.iter().map(String::as_str));
    for text in texts {
        assert_eq!(O200K.count(text), bpe_openai::o200k_base().count(text), "{text:.50}");
        assert_eq!(CL100K.count(text), bpe_openai::cl100k_base().count(text), "{text:.50}");
        assert_eq!(O200K.words.of(text).collect::<String>(), text);
    }
}

#[test]
fn too_much_and_what_is_wrong_are_refused() {
    let refused = |arguments: Value| testing::call::<Plugin>("count", arguments).expect_err("a failure");
    let huge = refused(json!({"text": "a".repeat(MAX_TEXT + 1)}));
    assert_eq!((huge.kind, &huge.data.unwrap_or_default()["limit"]), (FailureKind::LimitExceeded, &json!("text")));
    assert_eq!(refused(json!({"text": vec![""; 100_001]})).kind, FailureKind::LimitExceeded);
    assert_eq!(refused(json!({"text": 1})).kind, FailureKind::InvalidArguments);
    assert_eq!(refused(json!({"text": "a", "encoding": "p50k"})).kind, FailureKind::InvalidArguments);
    // One letter over and over is what such counting is slowest at.
    assert!(count(json!({"text": "a".repeat(1 << 20)}))["tokens"].as_u64().is_some_and(|tokens| tokens > 1000));
}
