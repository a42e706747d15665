//! The output budget: a result that is too large comes out as valid JSON that says what was left out, and is kept whole.

use std::fs;

use serde_json::{Value, json};

use crate::harness::Toolgate;

crate::tests![
    a_large_result_is_summed_up_and_kept_whole,
    a_result_within_the_budget_is_left_alone,
    without_json_the_summary_is_on_standard_output,
    a_summary_is_valid_json_whatever_the_result,
    a_tight_budget_is_kept,
    the_kept_file_is_its_owners_alone,
];

const ITEMS: &str = "return { total: 5000, items: Array.from({ length: 5000 }, (_, i) => ({ id: i, name: `item ${i} of \"many\" ü😀` })) };";

fn run(script: &str, args: &[&str]) -> Value {
    let all = ["run", "-", "--language", "js", "--json"].iter().chain(args);
    Toolgate::new(all).stdin(script).end().with_status(0).json()
}

fn a_large_result_is_summed_up_and_kept_whole() {
    let output = run(ITEMS, &[]);
    assert_eq!(output["truncated"], true);
    let summary = &output["result"];
    assert_eq!(summary["truncated"], true);
    let kept = fs::read_to_string(summary["kept"].as_str().unwrap()).unwrap();
    let whole: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(whole["items"].as_array().unwrap().len(), 5000);
    assert_eq!(whole["items"][4999], json!({ "id": 4999, "name": "item 4999 of \"many\" ü😀" }));
    assert_eq!(summary["bytes"], kept.len());
    assert!(summary["tokens"].as_u64().unwrap() > 4000, "{}", summary["tokens"]);
    let shape = summary["shape"].as_str().unwrap();
    assert_eq!(shape, "{total: number, items: {id: number, name: string}[5000]}");
    let sample = &summary["sample"];
    assert_eq!(sample["total"], 5000);
    let items = sample["items"].as_array().unwrap();
    assert_eq!(items[0], whole["items"][0]);
    assert_eq!(items.last(), whole["items"].as_array().unwrap().last());
    assert!(items.iter().any(|item| item.as_str().is_some_and(|text| text.contains("more items"))), "{sample}");
    let usage = &output["usage"];
    let tokens = usage["result_tokens"].as_u64().unwrap();
    assert!((2000..=4000).contains(&tokens), "the budget of 4000 is not used well: {tokens}");
    assert_eq!(usage["result_bytes"], output["result"].to_string().len());
}

fn a_result_within_the_budget_is_left_alone() {
    // Long enough to be counted, and not over it.
    let output = run("return 'word '.repeat(3000)", &[]);
    assert_eq!(output["truncated"], false);
    assert_eq!(output["result"], "word ".repeat(3000));
    let tokens = output["usage"]["result_tokens"].as_u64().unwrap();
    assert!((2900..=4000).contains(&tokens), "{tokens}");
}

fn without_json_the_summary_is_on_standard_output() {
    let ended = Toolgate::new(["run", "-", "--language", "js"]).stdin(ITEMS).end().with_status(0);
    let summary = ended.json();
    assert_eq!(summary["truncated"], true);
    let kept = summary["kept"].as_str().unwrap();
    ended.says(&["more than 4000 tokens", kept]);
}

fn a_summary_is_valid_json_whatever_the_result() {
    for script in [
        "return '😀\\n\"\\\\'.repeat(50000)",
        "let deep = 1; for (let i = 0; i < 300; i++) deep = { deep, pad: 'x'.repeat(100) }; return deep;",
        "return Object.fromEntries(Array.from({ length: 20000 }, (_, i) => ['key ' + i, i]))",
        "return Array.from({ length: 30000 }, (_, i) => i % 3 ? null : [i])",
    ] {
        let output = run(script, &[]);
        assert_eq!(output["truncated"], true, "{script}");
        assert!(output["usage"]["result_tokens"].as_u64().unwrap() <= 4000, "{script}");
        let kept = fs::read_to_string(output["result"]["kept"].as_str().unwrap()).unwrap();
        assert_eq!(output["result"]["bytes"], kept.len(), "{script}");
        serde_json::from_str::<Value>(&kept)
            .map_or_else(|error| assert!(error.to_string().contains("recursion"), "{error}"), drop);
    }
}

fn a_tight_budget_is_kept() {
    let output = run(ITEMS, &["--result-tokens", "100"]);
    assert!(output["usage"]["result_tokens"].as_u64().unwrap() <= 100, "{output}");
    assert_eq!(output["result"]["truncated"], true);
    assert!(output["result"]["bytes"].as_u64().unwrap() > 100_000, "{output}");
}

fn the_kept_file_is_its_owners_alone() {
    let caches = tempfile::tempdir().unwrap();
    let run = Toolgate::new(["run", "-", "--language", "js", "--json"]).stdin(ITEMS).cache_home(caches.path());
    let output = run.end().with_status(0).json();
    let kept = std::path::PathBuf::from(output["result"]["kept"].as_str().unwrap());
    assert!(kept.starts_with(caches.path()), "{}", kept.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for path in [kept.as_path(), kept.parent().unwrap()] {
            let mode = fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "others can use {}: {mode:o}", path.display());
        }
    }
}
