//! The standard library of scripts, in Rust under a host, and beside what the same names do in JavaScript: the same results, and what
//! they cancel is cancelled on the host.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};
use toolgate::catalog::{ToolAnnotations, ToolDefinition};
use toolgate::provider::{CallError, CallErrorKind, Native, NativeTool, Simulated, SimulatedTool};
use toolgate::trace::CallOutcome::{self, Cancelled, Done};
use toolgate::{Json, Limits, RunOutput, Runtime, Script};

use super::{block_on, builder, js};
use crate::harness::guest;

crate::tests![
    a_map_is_bounded_and_in_order,
    a_map_ends_with_its_first_failure,
    a_batch_makes_few_calls,
    first_cancels_the_others,
    a_race_cancels_the_loser,
    a_majority_cancels_who_is_not_needed,
    a_retry_waits_as_long_as_the_tool_says,
    deadlines_cancel_on_the_host,
    a_race_with_a_sleep_cancels_all_that_is_nested,
    results_and_errors_are_those_of_javascript,
];

const FAILED: CallOutcome = CallOutcome::Error(CallErrorKind::Failed);
const BUSY: CallOutcome = CallOutcome::Error(CallErrorKind::Unavailable);

fn flow() -> Script {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    Script::wasm(BYTES.get_or_init(|| std::fs::read(guest("flow")).unwrap()).clone()).with_name("flow.wasm")
}

/// Fails twice, and then wants to be left alone for as long as it says.
fn flaky() -> NativeTool {
    NativeTool::raw(ToolDefinition::new("flaky"), |call| async move {
        let arguments = call.arguments.to_value();
        match arguments["n"].as_u64() {
            Some(attempt) if attempt < 3 => {
                Err(CallError::unavailable("busy").with_data(json!({ "retry_after_ms": 40 })))
            }
            _ => Ok(Json::from(json!("at last"))),
        }
    })
}

async fn runtime() -> Runtime {
    let ms = Duration::from_millis;
    let read_only = || ToolAnnotations { read_only_hint: Some(true), ..ToolAnnotations::default() };
    let offer = |name: &str, latency: u64, price: u32, confidence: f64| {
        let returns = json!({ "price": price, "confidence": confidence });
        SimulatedTool::new(name).latency(ms(latency)).returns(returns).annotations(read_only())
    };
    let sources = Simulated::new()
        .tool(offer("fast", 5, 10, 0.4))
        .tool(offer("slow", 30, 12, 0.3))
        .tool(offer("slower", 60, 12, 0.3))
        .tool(offer("never", 3_600_000, 0, 0.0))
        .tool(SimulatedTool::new("down").error_rate(1.0).error_message("the source is down"))
        .tool(SimulatedTool::new("echo").latency(ms(10)).echo().annotations(read_only()));
    builder().provider("src", sources).provider("t", Native::new().tool(flaky())).build().await.unwrap()
}

/// So many calls at a time are all that the run may have in flight: what is not cancelled is in the way of what comes after.
#[track_caller]
fn run_in(in_flight: usize, script: Script, act: &Value) -> RunOutput {
    block_on(async {
        let mut limits = Limits::default();
        limits.calls_in_flight = in_flight;
        let run = runtime().await.run(script, Json::from(act.clone())).limits(limits).await;
        run.unwrap_or_else(|error| panic!("{error}: {:?}", error.logs))
    })
}

#[track_caller]
fn run(in_flight: usize, act: &Value) -> RunOutput {
    let output = run_in(in_flight, flow(), act);
    assert_eq!(output.result.to_value()["after"], json!({ "after": true }));
    assert_eq!(output.logs, [], "no call was pending at the end");
    output
}

#[track_caller]
fn came(act: &Value) -> Value {
    run(64, act).result.to_value()["came"].take()
}

/// Of the calls that the function itself made.
fn outcomes(output: &RunOutput) -> Vec<CallOutcome> {
    let calls = &output.trace.calls;
    calls[..calls.len() - 1].iter().map(|call| call.outcome).collect()
}

fn a_map_is_bounded_and_in_order() {
    let numbers: Vec<u64> = (0..20).collect();
    let act = json!({ "map": { "tool": "src.echo", "numbers": numbers, "width": 4, "errors": "throw" } });
    let output = run(64, &act);
    let rows: Vec<Value> = numbers.iter().map(|n| json!({ "n": n })).collect();
    assert_eq!(output.result.to_value()["came"], json!(rows));
    assert_eq!(output.trace.profile().peak_width, 4);
    // They were begun in order: a call's number is when it was made.
    assert!(output.trace.calls.is_sorted_by_key(|call| call.started), "{:?}", output.trace);
}

fn a_map_ends_with_its_first_failure() {
    let act = |tool: &str, errors: &str| json!({ "map": { "tool": tool, "numbers": (0..100).collect::<Vec<_>>(), "width": 5, "errors": errors } });
    let output = run(64, &act("src.down", "throw"));
    assert_eq!(output.result.to_value()["came"]["message"], "the source is down");
    let outcomes = outcomes(&output);
    assert!(outcomes.len() <= 5 && outcomes.contains(&FAILED), "{outcomes:?}");

    let kept = came(&act("src.down", "keep"));
    assert_eq!(kept.as_array().unwrap().len(), 100);
    assert_eq!(came(&act("src.down", "skip")), json!([]));
    let partial = came(&act("src.echo", "partial"));
    assert_eq!((partial["results"].as_array().unwrap().len(), &partial["error"]), (100, &Value::Null));
}

fn a_batch_makes_few_calls() {
    let numbers: Vec<u64> = (0..25).collect();
    let output = run(64, &json!({ "batch": { "tool": "src.echo", "numbers": numbers, "size": 10 } }));
    assert_eq!(output.result.to_value()["came"], json!(numbers));
    assert_eq!(outcomes(&output), [Done, Done, Done]);
}

fn first_cancels_the_others() {
    let output = run(4, &json!({ "first": ["src.down", "src.never", "src.fast", "src.never"] }));
    assert_eq!(output.result.to_value()["came"]["price"], 10);
    assert_eq!(outcomes(&output), [FAILED, Cancelled, Done, Cancelled]);
    let failed = came(&json!({ "first": ["src.down", "src.down"] }));
    let text = "src.down: failed: the source is down";
    assert_eq!((&failed["tool"], &failed["data"]), (&json!("first"), &json!({ "errors": [text, text] })), "{failed}");
    assert_eq!(came(&json!({ "first": ["src.down"] }))["tool"], "src.down");
}

fn a_race_cancels_the_loser() {
    // Both places are taken until the loser is gone.
    let output = run(2, &json!({ "race": ["src.never", "src.fast"] }));
    assert_eq!(outcomes(&output), [Cancelled, Done]);
    let ended = &output.trace.calls;
    assert!(ended[0].ended <= ended[2].started.unwrap(), "{:?}", output.trace);
    let lost = came(&json!({ "race": ["src.slow", "src.down"] }));
    assert_eq!((&lost["tool"], &lost["kind"]), (&json!("src.down"), &json!("failed")));
}

fn a_majority_cancels_who_is_not_needed() {
    let sources = ["src.slow", "src.never", "src.slower"];
    let output = run(3, &json!({ "majority": { "sources": sources, "key": "price", "quorum": null } }));
    let agreed = &output.result.to_value()["came"];
    assert_eq!((&agreed["value"]["price"], &agreed["votes"], &agreed["of"]), (&json!(12), &json!(2), &json!(3)));
    assert_eq!(outcomes(&output), [Done, Cancelled, Done]);
}

fn a_retry_waits_as_long_as_the_tool_says() {
    let output = run(64, &json!({ "retry": { "tool": "t.flaky", "times": 3, "delay": 0 } }));
    assert_eq!(output.result.to_value()["came"], "at last");
    assert_eq!(outcomes(&output), [BUSY, BUSY, Done]);
    for pair in output.trace.calls[..3].windows(2) {
        let waited = pair[1].started.unwrap().saturating_sub(pair[0].ended);
        assert!(waited >= Duration::from_millis(40), "{waited:?}");
    }
    assert_eq!(came(&json!({ "retry": { "tool": "t.flaky", "times": 2, "delay": 0 } }))["message"], "busy");
    assert_eq!(outcomes(&run(64, &json!({ "retry": { "tool": "src.down", "times": 9, "delay": 0 } }))), [FAILED]);
}

fn deadlines_cancel_on_the_host() {
    let never = ["src.never", "src.never"];
    for (name, act, calls) in [
        ("map", json!({ "map": { "tool": "src.never", "numbers": [1, 2, 3], "width": 2, "errors": "throw" } }), 2),
        ("batch", json!({ "batch": { "tool": "src.never", "numbers": [1, 2, 3], "size": 2 } }), 2),
        ("first", json!({ "first": never }), 2),
        ("race", json!({ "race": never }), 2),
        ("majority", json!({ "majority": { "sources": never, "key": null, "quorum": null } }), 2),
        ("weighted", json!({ "weighted": { "sources": never, "weights": null, "quorum": null } }), 2),
        ("retry", json!({ "retry": { "tool": "src.never", "times": 3, "delay": 0 } }), 1),
    ] {
        let output = run(2, &json!({ "within": [20, act] }));
        let late = json!({
            "tool": name, "kind": "timed-out", "message": format!("{name} took longer than its 20 ms"),
            "data": null, "retryable": true,
        });
        assert_eq!(output.result.to_value()["came"], late);
        assert_eq!(outcomes(&output), vec![Cancelled; calls], "{name}");
    }
    // In the middle of a wait as well.
    let waits = json!({ "within": [20, { "retry": { "tool": "t.flaky", "times": 3, "delay": 0 } }] });
    let output = run(1, &waits);
    assert_eq!(output.result.to_value()["came"]["tool"], "retry");
    assert_eq!(outcomes(&output), [BUSY]);
}

fn a_race_with_a_sleep_cancels_all_that_is_nested() {
    let output = run(3, &json!({ "nested": { "tool": "src.never", "sleep": 20 } }));
    assert_eq!(output.result.to_value()["came"], json!({ "Err": "it took longer than 20ms" }));
    assert_eq!(outcomes(&output), [Cancelled; 3]);
}

/// In front of each of the sources in JavaScript.
const CALLS: &str = "
    const call = (tool, n) => tools.src[tool]({ n });
    const calls = (...names) => names.map(call);
    const shown = ({ tool, kind, message, data, retryable }) => ({ tool, kind, message, data: data ?? null, retryable });
";

fn results_and_errors_are_those_of_javascript() {
    let sources = |names: &[&str]| names.iter().map(|name| format!("src.{name}")).collect::<Vec<_>>();
    let majority = |names: &[&str], key: Option<&str>, quorum: Option<usize>| json!({ "majority": { "sources": sources(names), "key": key, "quorum": quorum } });
    let weighted = |names: &[&str], weights: Option<&[f64]>, quorum: Option<f64>| json!({ "weighted": { "sources": sources(names), "weights": weights, "quorum": quorum } });
    let map = |tool: &str, width: usize, errors: &str| json!({ "map": { "tool": tool, "numbers": [1, 2, 3], "width": width, "errors": errors } });
    let all = ["fast", "slow", "slower"];
    for (source, act) in [
        ("map([1, 2, 3], (n) => call('echo', n), { width: 2 })", map("src.echo", 2, "throw")),
        ("map([1, 2, 3], (n) => call('down', n))", map("src.down", 16, "throw")),
        ("map([1, 2, 3], (n) => call('down', n), { errors: 'skip' })", map("src.down", 16, "skip")),
        (
            "map([1, 2, 3], (n) => call('down', n), { errors: 'keep' }).then((all) => all.map(shown))",
            map("src.down", 2, "keep"),
        ),
        ("first(calls('down', 'slow', 'fast'))", json!({ "first": sources(&["down", "slow", "fast"]) })),
        ("race(calls('slow', 'fast'))", json!({ "race": sources(&["slow", "fast"]) })),
        ("race(calls('slow', 'down'))", json!({ "race": sources(&["slow", "down"]) })),
        (
            "race(calls('never', 'never'), { timeout: 15 })",
            json!({ "within": [15, { "race": sources(&["never", "never"]) }] }),
        ),
        ("majority(calls('fast', 'slow', 'slower'))", majority(&all, None, None)),
        (
            "majority(calls('fast', 'slow', 'slower'), { key: (offer) => offer.price })",
            majority(&all, Some("price"), None),
        ),
        ("majority(calls('fast', 'slow', 'slower'), { quorum: 3 })", majority(&all, None, Some(3))),
        ("majority(calls('fast', 'slow', 'slower'), { quorum: 1 })", majority(&all, None, Some(1))),
        (
            "majority(calls('slow', 'fast', 'fast', 'slower'), { quorum: 2 })",
            majority(&["slow", "fast", "fast", "slower"], None, Some(2)),
        ),
        ("weighted(calls('fast', 'slow', 'slower'))", weighted(&all, None, None)),
        ("weighted(calls('fast', 'slow'), { weight: [1, 3] })", weighted(&["fast", "slow"], Some(&[1.0, 3.0]), None)),
        ("weighted(calls('fast', 'slow'), { quorum: 0.5 })", weighted(&["fast", "slow"], None, Some(0.5))),
        (
            "weighted(calls('fast', 'slow'), { weight: [-1, -2] })",
            weighted(&["fast", "slow"], Some(&[-1.0, -2.0]), None),
        ),
    ] {
        let script = js(&format!("{CALLS} return await {source}.catch(shown);"));
        let theirs = run_in(64, script, &Value::Null).result.to_value();
        assert_eq!(alike(came(&act)), alike(theirs), "{source}");
    }
}

/// Without what the SDK's documentation says is different.
fn alike(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(alike).collect(),
        Value::Object(mut fields) => {
            fields.remove("share");
            // What is a `TypeError` there.
            if fields.get("kind").is_none_or(|kind| *kind == json!("invalid-arguments"))
                && fields.contains_key("message")
            {
                fields.retain(|name, _| name == "message");
            }
            if let Some(groups) = fields.get_mut("data").and_then(|data| data.get_mut("groups")?.as_array_mut()) {
                groups.iter_mut().for_each(|group| drop(group.as_object_mut().unwrap().remove("value")));
            }
            fields.into_iter().map(|(name, field)| (name, alike(field))).collect()
        }
        other => other,
    }
}
