//! `toolgate run script.wasm`: a script in Rust beside its twin in TypeScript, and files that are no scripts.

use std::fs;

use serde_json::{Value, json};

use super::file;
use crate::harness::{Ended, Toolgate, guest};

crate::tests![
    the_example_says_what_its_twin_says,
    calls_take_as_long_as_the_slowest,
    a_failed_call_is_told_in_full,
    an_unfit_input_is_told,
    standard_input_may_be_a_component,
    a_component_has_no_language,
    a_plugin_is_no_script,
    an_engine_is_no_script,
    a_text_is_no_component,
    limits_end_it,
    a_panic_is_told,
    one_tool_is_small,
];

fn orders(args: &[&str]) -> Ended {
    let script = guest("orders-script");
    Toolgate::new(["run", "--config", "../examples/toolgate.toml"].iter().chain(args)).arg(script).end()
}

fn unruly(act: &str, args: &[&str]) -> Ended {
    Toolgate::new(["run", "--json", "--input", act].iter().chain(args)).arg(guest("unruly")).end()
}

fn the_example_says_what_its_twin_says() {
    let ended = orders(&["--input", "{\"days\": 7}"]).with_status(0);
    let twin = ["run", "../examples/orders.ts", "--config", "../examples/toolgate.toml", "--input", "{\"days\": 7}"];
    assert_eq!(ended.stdout, Toolgate::new(twin).end().with_status(0).stdout);
    assert_eq!(ended.stderr, "");
}

fn calls_take_as_long_as_the_slowest() {
    let output = orders(&["--input", "{\"days\": 7}", "--json"]).with_status(0).json();
    assert_eq!(output["usage"]["calls"], 4);
    // Two rounds of 300 ms, of which one has up to 50 ms of jitter; one after the other they would take 1.2 s.
    let wall = output["usage"]["wall_ms"].as_f64().unwrap();
    assert!((600.0..1_190.0).contains(&wall), "{output}");
}

fn a_failed_call_is_told_in_full() {
    let ended = Toolgate::new(["run", "--json", "--input", "{\"days\": 7}"]).arg(guest("orders-script")).end();
    let error = ended.with_status(1).json()["error"].clone();
    assert_eq!((&error["kind"], &error["name"]), (&json!("thrown"), &json!("ToolError")), "{error}");
    assert!(error["message"].as_str().unwrap().starts_with("shop.customers: unknown-tool: "), "{error}");
    assert_eq!(error["data"]["tool"], "shop.customers");
    assert_eq!((&error["line"], &error["frame"]), (&Value::Null, &Value::Null));
    let plain = Toolgate::new(["run", "--input", "{\"days\": 7}"]).arg(guest("orders-script")).end();
    plain.with_status(1).says(&["error: ToolError: shop.customers: unknown-tool: "]);
}

fn an_unfit_input_is_told() {
    orders(&["--input", "{\"day\": 7}"])
        .with_status(1)
        .says(&["InputError: the input does not fit", "missing field `days`"]);
}

fn standard_input_may_be_a_component() {
    let bytes = fs::read(guest("unruly")).unwrap();
    let ended = Toolgate::new(["run", "-", "--input", "{\"return\": [1, 2]}"]).stdin(bytes).end();
    assert_eq!(ended.with_status(0).stdout, "[1,2]\n");
}

fn a_component_has_no_language() {
    let ended = Toolgate::new(["run", "--language", "js"]).arg(guest("unruly")).end();
    ended.with_status(2).says(&["unruly.wasm is WebAssembly", "drop --language"]);
}

#[track_caller]
fn refused(ended: Ended, parts: &[&str]) {
    let ended = ended.with_status(2);
    assert!(ended.stderr.lines().count() <= 2 && ended.stderr.len() < 1_000, "{}", ended.stderr);
    ended.says(parts);
}

fn a_plugin_is_no_script() {
    let plugin = guest("shipping");
    refused(Toolgate::new(["run"]).arg(&plugin).end(), &["shipping.wasm is not a script: it is a plugin"]);
    let error = Toolgate::new(["run", "--json"]).arg(&plugin).end().with_status(2).json();
    assert_eq!(error["error"]["kind"], "usage");
}

fn an_engine_is_no_script() {
    refused(
        Toolgate::new(["run"]).arg(guest("javascript")).end(),
        &["javascript.wasm is not a script: it is a script engine"],
    );
}

fn a_text_is_no_component() {
    let (_folder, path) = file("script.wasm", "return 1");
    refused(Toolgate::new(["run"]).arg(path).end(), &["script.wasm is not a script: it is not WebAssembly"]);
    let (_folder, path) = file("script.wasm", "");
    refused(Toolgate::new(["run"]).arg(path).end(), &["script.wasm is not a script: it is empty"]);
}

fn limits_end_it() {
    let kind = |ended: Ended| ended.with_status(3).json()["error"]["kind"].clone();
    assert_eq!(kind(unruly("\"spin\"", &["--wall-time", "100ms"])), "wall-time");
    assert_eq!(kind(unruly("\"hog\"", &["--memory", "8MiB"])), "memory");
    assert_eq!(kind(unruly("\"recurse-lean\"", &[])), "stack");
    assert_eq!(kind(unruly("\"log\"", &["--component", "1KiB"])), "component-size");
}

fn a_panic_is_told() {
    let error = unruly("\"panic\"", &[]).with_status(1).json()["error"].clone();
    assert_eq!((&error["kind"], &error["name"]), (&json!("thrown"), &json!("Panic")), "{error}");
    assert!(error["message"].as_str().unwrap().starts_with("on purpose: 7"), "{error}");
}

/// The README's plugin, of one tool, as a release component.
fn one_tool_is_small() {
    const MAX_BYTES: u64 = 150_000;
    let greet = guest("greet");
    let bytes = fs::metadata(&greet).unwrap().len();
    assert!(bytes <= MAX_BYTES, "a plugin of one tool has {bytes} bytes, more than {MAX_BYTES}");
    let plugin = format!("greet={}", greet.display());
    let ended = Toolgate::new(["tools", "call", "greet.greet", "{\"name\": \"Ada\"}", "--plugin", &plugin]).end();
    assert_eq!(ended.with_status(0).stdout, "\"Hello, Ada!\"\n");
}
