//! `toolgate policy explain`: each key, who decided it, and the layers.

use super::file;
use crate::harness::{Ended, Toolgate};

crate::tests![
    each_key_has_its_source,
    as_json,
    an_unknown_tool,
    what_is_wrong_has_a_place,
    a_glob_that_matches_nothing
];

const CONFIG: &str = r#"[providers.shop]
kind = "simulated"
[[providers.shop.tools]]
name = "orders"
returns = []
annotations = { read_only = true }
[[providers.shop.tools]]
name = "pay"
returns = 1

[policy.default]
timeout = "10s"
[policy."shop.*"]
width = 4
[policy."shop.orders"]
timeout = "2s"
cache = "60s"
"#;

fn explain(more: &str, args: &[&str]) -> Ended {
    let (_folder, config) = file("toolgate.toml", format!("{CONFIG}{more}"));
    Toolgate::new(["policy", "explain"].iter().chain(args)).arg("--config").arg(config).end()
}

fn each_key_has_its_source() {
    let ended = explain("", &["shop.orders"]).with_status(0);
    let line = |start: &str| ended.stdout.lines().find(|line| line.trim_start().starts_with(start)).unwrap_or_default();
    for (key, parts) in [
        (
            "timeout",
            &["\"2s\"", "policy \"shop.orders\"", "toolgate.toml:16:1", "more specific than \"10s\" of \"default\""][..],
        ),
        ("width", &["4", "policy \"shop.*\"", "toolgate.toml:14:1"]),
        ("safe_to_repeat", &["true", "annotation readOnlyHint"]),
        ("retries", &["2", "default"]),
        ("3  cache", &["1m"]),
    ] {
        for part in parts {
            assert!(line(key).contains(part), "{key}: no {part} in:\n{}", ended.stdout);
        }
    }
    let pay = explain("", &["shop.pay"]).with_status(0).stdout;
    assert!(pay.contains("not applied: nothing says that a repeat is safe") && !pay.contains("3  cache"), "{pay}");
}

fn as_json() {
    let json = explain("", &["shop.pay", "--json"]).with_status(0).json();
    assert_eq!((&json["tool"], &json["keys"][1]["key"]), (&"shop.pay".into(), &"timeout".into()));
    assert_eq!(json["keys"][1]["value"], "\"10s\"");
    let layers: Vec<_> =
        json["layers"].as_array().unwrap().iter().map(|layer| layer["layer"].as_str().unwrap()).collect();
    assert_eq!(layers, ["validate", "deadline", "width", "attempt"]);
}

fn an_unknown_tool() {
    let ended = explain("", &["shop.order"]).with_status(2);
    assert!(ended.stderr.contains("did you mean shop.orders?"), "{}", ended.stderr);
}

fn what_is_wrong_has_a_place() {
    for (more, place, part) in [
        ("[policy.\"shop.order\"]\nretries = 1\n", "toolgate.toml:18:9: ", "did you mean shop.orders?"),
        ("[policy.\"shop.pay\"]\ncache = \"1s\"\n", "toolgate.toml:19:1: ", "only for read-only tools"),
        (
            "[policy.\"*.orders\"]\nrate = \"1/s\"\n[policy.\"shop.or*\"]\nrate = \"2/s\"\n",
            "toolgate.toml:21:1: ",
            "different values",
        ),
        ("[policy.\"*pay\"]\nwidth = -1\n", "toolgate.toml:19:1: ", "but is the number -1"),
    ] {
        let ended = explain(more, &["shop.pay"]).with_status(2);
        assert!(ended.stderr.contains(place) && ended.stderr.contains(part), "{more}: {}", ended.stderr);
    }
}

fn a_glob_that_matches_nothing() {
    let ended = explain("[policy.\"ship.*\"]\nretries = 1\n", &["shop.pay"]).with_status(0);
    assert!(
        ended.stderr.contains("warning: ")
            && ended.stderr.contains("toolgate.toml:18:9: the policy for \"ship.*\" matches none"),
        "{}",
        ended.stderr
    );
}
