//! `toolgate tools`: what a script would have, and a call by hand through the same gate.

use serde_json::json;

use super::file;
use crate::harness::{Ended, Toolgate, guest};

crate::tests![
    list_names_every_tool,
    describe_shows_schemas,
    describe_offers_the_nearest,
    call_prints_the_result,
    call_checks_the_arguments,
    call_of_a_failing_tool,
    call_of_a_plugin_that_traps,
    an_argument_from_a_file,
    there_are_no_tools,
];

const CONFIG: &str = r#"
[providers.shop]
kind = "simulated"

[[providers.shop.tools]]
name = "orders"
description = "Lists orders.\nNewest first."
returns = [{ id = 1, total = 12.5 }]
input_schema = { type = "object", properties = { limit = { type = "integer", minimum = 1 } }, additionalProperties = false }
annotations = { read_only = true }

[[providers.shop.tools]]
name = "fail"
error_rate = 1
error_message = "the shop is closed"
retryable = true
returns = 1
"#;

fn tools(args: &[&str]) -> Ended {
    let (_folder, config) = file("toolgate.toml", CONFIG);
    Toolgate::new(["tools"].iter().chain(args)).arg("--config").arg(config).end()
}

fn list_names_every_tool() {
    let ended = tools(&["list"]).with_status(0);
    for part in ["shop.orders", "Lists orders.", "shop.fail"] {
        assert!(ended.stdout.contains(part), "{}", ended.stdout);
    }
    assert!(!ended.stdout.contains("Newest"), "one line each: {}", ended.stdout);
    let all = tools(&["list", "--json"]).with_status(0).json();
    let names: Vec<_> = all.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["shop.fail", "shop.orders"]);
    assert_eq!(all[1]["annotations"], json!({ "readOnlyHint": true }));
}

fn describe_shows_schemas() {
    let ended = tools(&["describe", "shop.orders"]).with_status(0);
    assert!(ended.stdout.contains("Newest first.") && ended.stdout.contains("\"limit\""), "{}", ended.stdout);
    let tool = tools(&["describe", "shop.orders", "--json"]).with_status(0).json();
    assert_eq!(tool["inputSchema"]["properties"]["limit"]["minimum"], 1);
}

fn describe_offers_the_nearest() {
    tools(&["describe", "shop.oders"]).with_status(2).says(&["unknown-tool", "did you mean shop.orders"]);
}

fn call_prints_the_result() {
    assert_eq!(
        tools(&["call", "shop.orders", "{\"limit\": 3}"]).with_status(0).stdout,
        "[{\"id\":1,\"total\":12.5}]\n"
    );
    assert_eq!(
        tools(&["call", "shop.orders", "--json"]).with_status(0).json(),
        json!({ "result": [{ "id": 1, "total": 12.5 }] })
    );
}

fn call_checks_the_arguments() {
    tools(&["call", "shop.orders", "{\"limit\": 0}"]).with_status(2).says(&["invalid-arguments", "/limit", "minimum"]);
    tools(&["call", "shop.orders", "{limit}"]).with_status(2).says(&["the arguments can't be used", "not JSON"]);
}

fn call_of_a_failing_tool() {
    let error = tools(&["call", "shop.fail", "--json"]).with_status(1).json();
    let expected = json!({ "kind": "failed", "message": "the shop is closed", "data": null, "retryable": true });
    assert_eq!(error["error"], expected);
}

fn call_of_a_plugin_that_traps() {
    let plugin = format!("faulty={}", guest("faulty").display());
    let call = |tool: &str| Toolgate::new(["tools", "call", tool, "--plugin", &plugin]).end();
    call("faulty.trap").with_status(1).says(&["the plugin behind trap trapped"]);
    call("faulty.hog").with_status(3).says(&["hog needs more memory than"]);
}

fn an_argument_from_a_file() {
    let (_folder, path) = file("arguments.json", "{\"limit\": 1}");
    tools(&["call", "shop.orders", &format!("@{}", path.display())]).with_status(0);
}

fn there_are_no_tools() {
    let ended = Toolgate::new(["tools", "list", "--json"]).end().with_status(0);
    assert_eq!(ended.json(), json!([]));
}
