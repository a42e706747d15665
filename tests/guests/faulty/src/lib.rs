//! A plugin whose every tool does something wrong: what a host must survive. Reaches nothing, and is never shipped.

mod bindings;

use std::hint::black_box;

use bindings::exports::toolgate::tools::provider::{CallError, Guest, ToolDefinition};
use bindings::toolgate::tools::types::{Problem, ToolAnnotations};
use bindings::wasi::logging::logging::{Level, log};

/// The tools by name, what each does, and an output schema where it has one.
const TOOLS: [(&str, &str, Option<&str>); 18] = [
    ("not_json", "Answers with what is not JSON.", None),
    (
        "breaks_schema",
        "Answers with what its own output schema forbids.",
        Some(r#"{"type":"object","required":["id"]}"#),
    ),
    ("big", "Answers with a string of 20 MiB.", None),
    ("trap", "Aborts.", None),
    ("panic", "Panics.", None),
    ("spin", "Computes and never ends.", None),
    ("hog", "Allocates and never ends.", None),
    ("recurse", "Calls itself and never ends.", None),
    ("log", "Logs a line of each level and answers null.", None),
    ("data", "Fails with data, and may be tried again.", None),
    ("bad_data", "Fails with data that is not JSON.", None),
    ("fail_unknown_tool", "Fails in that way.", None),
    ("fail_invalid_arguments", "Fails in that way.", None),
    ("fail_denied", "Fails in that way.", None),
    ("fail_timed_out", "Fails in that way.", None),
    ("fail_unavailable", "Fails in that way.", None),
    ("fail_limit_exceeded", "Fails in that way.", None),
    ("fail_invalid_result", "Fails in that way.", None),
];

struct Faulty;

impl Guest for Faulty {
    fn list_tools() -> Vec<ToolDefinition> {
        TOOLS.into_iter().map(|(name, description, output)| definition(name, description, output)).collect()
    }

    fn settings_schema() -> Option<String> {
        None
    }

    async fn call_tool(name: String, _arguments: String) -> Result<String, CallError> {
        match name.as_str() {
            "not_json" => Ok("{\"id\": 1,}".to_owned()),
            "breaks_schema" => Ok("{\"name\": \"no id\"}".to_owned()),
            "big" => Ok(big()),
            "trap" => std::process::abort(),
            "panic" => panic!("on purpose"),
            "spin" => spin(),
            "hog" => hog(),
            "recurse" => Ok(recurse(0).to_string()),
            "log" => Ok(log_each_level()),
            "data" => Err(CallError::Failed(problem(Some(r#"{"code":7,"parts":["a","b"]}"#), true))),
            "bad_data" => Err(CallError::Failed(problem(Some("not { json"), false))),
            "fail_unknown_tool" => Err(CallError::UnknownTool(problem(None, false))),
            "fail_invalid_arguments" => Err(CallError::InvalidArguments(problem(None, false))),
            "fail_denied" => Err(CallError::Denied(problem(None, false))),
            "fail_timed_out" => Err(CallError::TimedOut(problem(None, true))),
            "fail_unavailable" => Err(CallError::Unavailable(problem(None, true))),
            "fail_limit_exceeded" => Err(CallError::LimitExceeded(problem(None, false))),
            "fail_invalid_result" => Err(CallError::InvalidResult(problem(None, false))),
            _ => Err(CallError::UnknownTool(problem(None, false))),
        }
    }
}

fn definition(name: &str, description: &str, output_schema: Option<&str>) -> ToolDefinition {
    ToolDefinition {
        name: name.to_owned(),
        title: None,
        description: Some(description.to_owned()),
        input_schema: r#"{"type":"object"}"#.to_owned(),
        output_schema: output_schema.map(str::to_owned),
        annotations: ToolAnnotations {
            read_only_hint: None,
            destructive_hint: None,
            idempotent_hint: None,
            open_world_hint: None,
        },
        timeout_ms: None,
    }
}

fn problem(data: Option<&str>, retryable: bool) -> Problem {
    Problem { message: "as it was asked to".to_owned(), data: data.map(str::to_owned), retryable }
}

/// Made in one piece, so that memory for it suffices.
fn big() -> String {
    const BYTES: usize = 20 << 20;
    let mut json = String::with_capacity(BYTES + 2);
    json.push('"');
    json.extend(std::iter::repeat_n('x', BYTES));
    json.push('"');
    json
}

fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn hog() -> ! {
    let mut kept = Vec::new();
    loop {
        kept.push(black_box(vec![1_u8; 1 << 20]));
    }
}

#[expect(unconditional_recursion, reason = "that is what it is for")]
fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 16]);
    recurse(black_box(depth + 1)) + frame[0]
}

fn log_each_level() -> String {
    for (level, message) in [
        (Level::Trace, "a trace"),
        (Level::Debug, "a detail"),
        (Level::Info, "a remark"),
        (Level::Warn, "a warning"),
        (Level::Error, "an error"),
        (Level::Critical, "an emergency"),
    ] {
        log(level, "", message);
    }
    "null".to_owned()
}
