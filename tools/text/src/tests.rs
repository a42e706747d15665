//! The tools, called as a host calls them.

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, Provider, ToolFailure, testing};

use crate::{MAX_TEXT, Plugin};

fn call(tool: &str, arguments: Value) -> Value {
    testing::call::<Plugin>(tool, arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn failure(tool: &str, arguments: Value) -> ToolFailure {
    match testing::call::<Plugin>(tool, arguments.clone()) {
        Ok(_) => panic!("{tool} takes {}", arguments.to_string().chars().take(300).collect::<String>()),
        Err(failure) => failure,
    }
}

/// The kind of a failure, and of its data the code, the limit or the pointer.
fn fails(tool: &str, arguments: Value) -> (FailureKind, String) {
    let failure = failure(tool, arguments);
    let data = failure.data.clone().unwrap_or_default();
    let words = [&data["code"], &data["limit"], &data["violations"][0]["pointer"]];
    let word = words.into_iter().find_map(Value::as_str).unwrap_or_default();
    (failure.kind, word.to_owned())
}

#[test]
fn matches_have_groups_and_places() {
    let found = call("match", json!({"text": "a=1\n😀 b=22", "pattern": r"(?<key>\w)=(\d+)(!)?"}));
    let expect = json!({
        "matches": [
            {"text": "a=1", "start": 0, "end": 3, "line": 1, "column": 1, "captures": ["a", "1", null], "groups": {"key": "a"}},
            {"text": "b=22", "start": 7, "end": 11, "line": 2, "column": 3, "captures": ["b", "22", null], "groups": {"key": "b"}},
        ],
        "truncated": false,
    });
    assert_eq!(found, expect);
    let texts = |arguments: Value| {
        let found = call("match", arguments);
        let matches = found["matches"].as_array().expect("matches");
        (
            matches.iter().map(|one| one["text"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>(),
            found["truncated"] == json!(true),
        )
    };
    assert_eq!(texts(json!({"text": "aaa", "pattern": "a", "limit": 2})), (vec!["a".into(), "a".into()], true));
    assert_eq!(texts(json!({"text": "aa", "pattern": "a", "limit": 2})), (vec!["a".into(), "a".into()], false));
    assert_eq!(texts(json!({"text": "a.b axb", "pattern": "a.b", "literal": true})).0, ["a.b"]);
    assert_eq!(texts(json!({"text": "A\nB\n", "pattern": "^[ab]$", "flags": "gim"})).0, ["A", "B"]);
    assert_eq!(texts(json!({"text": "a\nb", "pattern": "a . b # all", "flags": "sx"})).0, ["a\nb"]);
    assert_eq!(texts(json!({"text": "ÄöΩ1", "pattern": r"\p{Lu}|\p{Greek}"})).0, ["Ä", "Ω"]);
    assert_eq!(texts(json!({"text": "", "pattern": "x*"})).0, [""]);
    assert_eq!(texts(json!({"text": "", "pattern": "x"})).0, [""; 0]);
    assert_eq!(texts(json!({"text": "é", "pattern": ""})).0, ["", ""]);
    assert!(call("match", json!({"text": "a", "pattern": "a"}))["matches"][0].get("captures").is_none());
}

#[test]
fn replacing_knows_groups() {
    let replace = |arguments: Value| {
        let replaced = call("replace", arguments);
        (replaced["text"].as_str().unwrap_or("?").to_owned(), replaced["count"].as_u64())
    };
    let swapped = json!({"text": "10-20 30-40", "pattern": r"(?<a>\d+)-(\d+)", "replacement": "${2}_$a$$"});
    assert_eq!(replace(swapped), ("20_10$ 40_30$".into(), Some(2)));
    let first = json!({"text": "aaa", "pattern": "a", "replacement": "${0}b", "limit": 2});
    assert_eq!(replace(first), ("ababa".into(), Some(2)));
    let plain = json!({"text": "a.b$1", "pattern": ".", "replacement": "$1", "literal": true});
    assert_eq!(replace(plain), ("a$1b$1".into(), Some(1)));
    assert_eq!(replace(json!({"text": "é", "pattern": "", "replacement": "-"})), ("-é-".into(), Some(2)));
    assert_eq!(replace(json!({"text": "", "pattern": "x", "replacement": "-"})), (String::new(), Some(0)));
    for replacement in ["$1", "$0b", "${name}", "$9"] {
        let unknown = json!({"text": "a", "pattern": "a", "replacement": replacement});
        assert_eq!(
            fails("replace", unknown),
            (FailureKind::InvalidArguments, "/replacement".to_owned()),
            "{replacement}"
        );
    }
    let grows = json!({"text": "a".repeat(100_000), "pattern": "a", "replacement": "b".repeat(1000)});
    assert_eq!(fails("replace", grows), (FailureKind::LimitExceeded, "bytes".to_owned()));
}

#[test]
fn splitting_keeps_what_is_between() {
    assert_eq!(call("split", json!({"text": "a, b;c", "pattern": r"\s*[,;]\s*"})), json!(["a", "b", "c"]));
    assert_eq!(call("split", json!({"text": "a,b,c", "pattern": ",", "limit": 2})), json!(["a", "b,c"]));
    assert_eq!(call("split", json!({"text": ",a,,", "pattern": ","})), json!(["", "a", "", ""]));
    assert_eq!(call("split", json!({"text": "", "pattern": ","})), json!([""]));
    assert_eq!(call("split", json!({"text": "a.b", "pattern": ".", "literal": true})), json!(["a", "b"]));
    assert_eq!(
        fails("split", json!({"text": "a", "pattern": "b", "limit": 0})),
        (FailureKind::InvalidArguments, "/limit".to_owned())
    );
    let parts = json!({"text": ",".repeat(600_000), "pattern": ","});
    assert_eq!(fails("split", parts), (FailureKind::LimitExceeded, "parts".to_owned()));
}

#[test]
fn an_expression_that_explodes_is_refused() {
    for tool in ["match", "replace", "split"] {
        let refused = |pattern: String, flags: &str| {
            let mut arguments = json!({"text": "a", "pattern": pattern, "flags": flags});
            if tool == "replace" {
                arguments["replacement"] = json!("");
            }
            fails(tool, arguments)
        };
        let too_large = (FailureKind::LimitExceeded, "compiled_pattern".to_owned());
        assert_eq!(refused("((a{1000}){1000}){1000}".to_owned(), ""), too_large);
        assert_eq!(refused(r"\pL{1000}".repeat(20), ""), too_large);
        assert_eq!(refused("x".repeat(65_537), ""), (FailureKind::LimitExceeded, "pattern".to_owned()));
        for pattern in [
            "(",
            "a**b(",
            "[z-a]",
            "(?=a)",
            r"(a)\1",
            r"\p{Nothing}",
            &"(".repeat(60_000),
            &"a{2}".repeat(0).replace("", "?"),
        ] {
            assert_eq!(
                refused((*pattern).to_owned(), ""),
                (FailureKind::InvalidArguments, "/pattern".to_owned()),
                "{pattern:.20}"
            );
        }
        assert_eq!(refused("a".to_owned(), "iq"), (FailureKind::InvalidArguments, "/flags".to_owned()));
    }
    let behind = failure("match", json!({"text": "", "pattern": "(?<=a)b"}));
    assert!(behind.message.contains("look-around"), "{}", behind.message);
    // Exponential where an engine goes back.
    let text = format!("{}!", "a".repeat(100_000));
    assert_eq!(call("match", json!({"text": text, "pattern": "^(a+)+$"}))["matches"], json!([]));
}

#[test]
fn diffs_are_unified() {
    let (before, after) = ("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nX\ne\nf\ng\nh\ni\nj\n");
    let diff = call("diff", json!({"before": before, "after": after, "context": 1, "after_name": "new"}));
    let expect = "--- before\n+++ new\n@@ -3,3 +3,3 @@\n c\n-d\n+X\n e\n@@ -9,1 +9,2 @@\n i\n+j\n";
    assert_eq!(diff["diff"].as_str().map(|diff| diff.replace("@@ -9 +", "@@ -9,1 +")), Some(expect.to_owned()));
    assert_eq!((&diff["added"], &diff["removed"]), (&json!(2), &json!(1)));
    assert_eq!(call("diff", json!({"before": "a", "after": "a"})), json!({"diff": "", "added": 0, "removed": 0}));
    assert_eq!(call("diff", json!({"before": "", "after": ""}))["diff"], json!(""));
    let end = call("diff", json!({"before": "a", "after": "a\n"}));
    assert!(end["diff"].as_str().is_some_and(|diff| diff.contains("No newline at end of file")), "{end}");
    let lines = |letter: char| (0..20_000).map(|line| format!("{letter}{}\n", line * 7919 % 1000)).collect::<String>();
    let apart = call("diff", json!({"before": lines('a'), "after": lines('b')}));
    assert_eq!((&apart["added"], &apart["removed"]), (&json!(20_000), &json!(20_000)));
    let many = json!({"before": "\n".repeat(300_000), "after": "\n".repeat(300_000)});
    assert_eq!(fails("diff", many), (FailureKind::LimitExceeded, "lines".to_owned()));
}

#[test]
fn html_becomes_markdown() {
    let html = "<h1>T</h1><p>a <a href='/b'>b</a><img src=c alt=d>";
    assert_eq!(call("markdown", json!({"html": html})), json!("# T\n\na [b](/b)![d](c)"));
    assert_eq!(call("markdown", json!({"html": html, "links": false, "images": false})), json!("# T\n\na bd"));
    assert_eq!(call("markdown", json!({"html": ""})), json!(""));
    assert_eq!(
        fails("markdown", json!({"html": "<div>".repeat(5000)})),
        (FailureKind::LimitExceeded, "depth".to_owned())
    );
    assert_eq!(
        fails("markdown", json!({"html": "a".repeat(5 << 20)})),
        (FailureKind::LimitExceeded, "html".to_owned())
    );
}

#[test]
fn hashes_are_what_others_compute() {
    let hash = |algorithm: &str| call("hash", json!({"text": "abc", "algorithm": algorithm}));
    for (algorithm, digest) in [
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "sha512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("blake3", "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"),
    ] {
        assert_eq!(hash(algorithm), json!(digest));
    }
    let same = json!({"base64": "YWJj", "algorithm": "md5", "encoding": "base64"});
    assert_eq!(call("hash", same), json!("kAFQmDzST7DWlj99KOF/cg=="));
    assert_eq!(
        call("hash", json!({"text": ""})),
        json!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
    assert_eq!(fails("hash", json!({})), (FailureKind::InvalidArguments, String::new()));
    assert_eq!(fails("hash", json!({"text": "", "base64": ""})), (FailureKind::InvalidArguments, String::new()));
    assert_eq!(fails("hash", json!({"base64": "?"})), (FailureKind::Failed, "not-base64".to_owned()));
}

#[test]
fn base64_goes_both_ways() {
    let encode = |text: &str, url_safe: bool| call("base64", json!({"text": text, "url_safe": url_safe}));
    let decode = |text: &str| call("base64", json!({"text": text, "decode": true}));
    assert_eq!(encode("é?>~", false), json!("w6k/Pn4="));
    assert_eq!(encode("é?>~", true), json!("w6k_Pn4"));
    for text in ["w6k/Pn4=", "w6k_Pn4", "w6k/\r\n Pn4="] {
        assert_eq!(decode(text), json!("é?>~"));
    }
    assert_eq!((encode("", false), decode("")), (json!(""), json!("")));
    let not_text = failure("base64", json!({"text": "YWL/", "decode": true}));
    assert_eq!((not_text.kind, not_text.data), (FailureKind::Failed, Some(json!({"code": "not-text", "offset": 2}))));
    for text in ["a", "a===", "YW Jj!", "é"] {
        assert_eq!(
            fails("base64", json!({"text": text, "decode": true})),
            (FailureKind::Failed, "not-base64".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn arguments_that_are_huge_or_wrong_are_refused() {
    let huge = "a".repeat(MAX_TEXT + 1);
    for (tool, arguments) in [
        ("match", json!({"text": huge, "pattern": "b"})),
        ("split", json!({"text": huge, "pattern": "b"})),
        ("replace", json!({"text": huge, "pattern": "b", "replacement": ""})),
        ("diff", json!({"before": huge, "after": ""})),
        ("hash", json!({"text": huge})),
        ("base64", json!({"text": huge})),
    ] {
        assert_eq!(fails(tool, arguments).0, FailureKind::LimitExceeded, "{tool}");
    }
    for (tool, arguments) in [
        ("match", json!({"text": 1, "pattern": "b"})),
        ("match", json!({"text": "a"})),
        ("hash", json!({"text": "a", "algorithm": "crc32"})),
        ("markdown", json!({"html": null})),
        ("diff", json!({"before": "", "after": "", "context": -1})),
        ("base64", json!({"text": "", "padding": true})),
    ] {
        assert_eq!(failure(tool, arguments).kind, FailureKind::InvalidArguments, "{tool}");
    }
}

#[test]
fn every_tool_says_what_it_is() {
    for definition in Plugin::definitions() {
        assert!(definition.description.is_some_and(|text| text.len() > 40), "{}", definition.name);
        assert_eq!(definition.annotations.read_only, Some(true));
        assert_eq!(definition.annotations.open_world, Some(false));
    }
}
