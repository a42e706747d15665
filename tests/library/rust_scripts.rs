//! Scripts in Rust: the same runs, limits and ends as of any other, by a component instead of a source.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::watch;
use toolgate::catalog::{ToolAnnotations, ToolDefinition};
use toolgate::provider::{CallErrorKind, Native, NativeTool, Simulated, SimulatedTool};
use toolgate::script::ScriptErrorKind;
use toolgate::trace::CallOutcome;
use toolgate::{Json, Limits, RunError, RunErrorKind, RunOutput, Runtime, Script, ScriptError};

use super::{block_on, builder, tool};
use crate::harness::guest;

crate::tests![
    input_and_result_are_json,
    concurrent_calls_take_as_long_as_one,
    every_combinator_gets_its_own_results,
    an_error_that_is_caught,
    an_error_that_nobody_catches,
    an_error_within_another,
    errors_of_other_kinds,
    a_result_of_another_type,
    a_call_that_is_dropped_is_cancelled,
    the_slower_one_of_a_race_is_cancelled,
    a_call_with_too_little_time,
    sleeping_and_the_clocks,
    log_lines_are_the_scripts,
    search_and_describe,
    input_that_does_not_fit,
    a_result_that_is_no_json,
    a_panic_says_why,
    there_is_no_process_and_no_thread,
    a_script_that_waits_for_nothing,
    an_endless_loop_ends_by_the_wall_time,
    a_hog_ends_by_the_memory_limit,
    recursion_without_an_end,
    calls_are_limited,
    the_component_has_a_limit,
    what_is_no_script,
    many_runs_of_one_component,
    cancelled_while_it_runs,
    wasip2_runs_as_well,
];

fn unruly() -> Script {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    Script::wasm(BYTES.get_or_init(|| std::fs::read(guest("unruly")).unwrap()).clone()).with_name("unruly.wasm")
}

/// A tool that gives back its arguments, after a turn of the executor.
fn echo() -> NativeTool {
    NativeTool::raw(ToolDefinition::new("echo"), |call| async move {
        tokio::task::yield_now().await;
        Ok(call.arguments)
    })
}

async fn runtime() -> Runtime {
    let annotations = ToolAnnotations { read_only_hint: Some(true), ..ToolAnnotations::default() };
    let shop = Simulated::new()
        .tool(SimulatedTool::new("slow").latency(Duration::from_millis(300)).returns(json!("slow")))
        .tool(SimulatedTool::new("endless").latency(Duration::from_secs(60)).returns(json!("never")))
        .tool(SimulatedTool::new("look").latency(Duration::from_secs(60)).annotations(annotations))
        .tool(SimulatedTool::new("fail").error_rate(1.0))
        .tool(SimulatedTool::new("now").returns(json!({ "a": 1 })));
    builder().provider("shop", shop).provider("t", Native::new().tool(echo())).build().await.unwrap()
}

fn limited(act: Value, set: impl FnOnce(&mut Limits)) -> Result<RunOutput, RunError> {
    block_on(async {
        let mut limits = Limits::default();
        set(&mut limits);
        runtime().await.run(unruly(), Json::from(act)).limits(limits).await
    })
}

#[track_caller]
fn run(act: Value) -> RunOutput {
    limited(act, |_| {}).unwrap_or_else(|error| panic!("{error}: {:?}", error.logs))
}

#[track_caller]
fn result(act: Value) -> Value {
    run(act).result.to_value()
}

/// The script's own failure.
#[track_caller]
fn failure(act: Value) -> ScriptError {
    match *limited(act, |_| {}).unwrap_err().kind {
        RunErrorKind::Script(error) => *error,
        other => panic!("{other}"),
    }
}

fn outcomes(output: &RunOutput) -> Vec<CallOutcome> {
    output.trace.calls.iter().map(|call| call.outcome).collect()
}

fn input_and_result_are_json() {
    let value = json!({ "a": [1, 2.5, "ü\u{0}", null, true], "b": {} });
    assert_eq!(result(json!({ "return": value })), value);
}

fn concurrent_calls_take_as_long_as_one() {
    block_on(async {
        let runtime = runtime().await;
        let act = json!({ "concurrent": { "tool": "shop.slow", "times": 4 } });
        // Not the compilation.
        runtime.run(unruly(), Json::from(json!({ "return": 1 }))).await.unwrap();
        let output = runtime.run(unruly(), Json::from(act)).await.unwrap();
        assert_eq!(output.result.to_value(), json!(["slow", "slow", "slow", "slow"]));
        let first_end = output.trace.calls.iter().map(|call| call.ended).min().unwrap();
        assert!(output.trace.calls.iter().all(|call| call.started < Some(first_end)), "{:?}", output.trace);
        assert!((300.0..900.0).contains(&output.usage.wall_ms), "{:?}", output.usage);
        assert!(output.trace.calls.iter().all(|call| call.at.is_none()));
    });
}

fn every_combinator_gets_its_own_results() {
    let rows: Vec<Value> = (0..100).map(|n| json!({ "n": n })).collect();
    assert_eq!(result(json!({ "buffered": { "tool": "t.echo", "times": 100, "width": 7 } })), json!(rows));
    let mut seen = result(json!({ "unordered": { "times": 50 } }));
    seen.as_array_mut().unwrap().sort_by_key(Value::as_u64);
    assert_eq!(seen, json!((0..50).collect::<Vec<_>>()));
}

fn an_error_that_is_caught() {
    let caught = |tool: &str| result(json!({ "catch": { "tool": tool, "arguments": {}, "timeout_ms": null } }));
    let unknown = caught("shop.slo");
    assert_eq!((&unknown["tool"], &unknown["kind"]), (&json!("shop.slo"), &json!("unknown-tool")), "{unknown}");
    assert_eq!(unknown["data"]["nearest"][0], "shop.slow", "{unknown}");
    assert_eq!(caught("shop.fail")["kind"], "failed");
    assert_eq!(caught("shop.now"), json!({ "result": { "a": 1 } }));
}

fn an_error_that_nobody_catches() {
    let error = failure(json!({ "throw": { "tool": "shop.slo", "arguments": {} } }));
    assert_eq!((error.kind, error.name.as_str()), (ScriptErrorKind::Thrown, "ToolError"));
    assert!(error.message.starts_with("shop.slo: unknown-tool: "), "{error}");
    let data = error.data.unwrap();
    assert_eq!((&data["tool"], &data["kind"]), (&json!("shop.slo"), &json!("unknown-tool")));
    assert_eq!((&data["retryable"], &data["data"]["nearest"][0]), (&json!(false), &json!("shop.slow")));
    assert_eq!((error.line, error.column, error.frame, error.stack.len()), (None, None, None, 0));
}

fn an_error_within_another() {
    let error = failure(json!({ "throw-within": { "tool": "shop.fail" } }));
    assert_eq!(error.name, "ToolError");
    assert!(error.message.starts_with("the report is not there: shop.fail: failed: "), "{error}");
    assert_eq!(error.data.unwrap()["kind"], "failed");
}

fn errors_of_other_kinds() {
    let error = failure(json!({ "fail": "there is nothing to report" }));
    assert_eq!((error.name.as_str(), error.message.as_str()), ("Error", "there is nothing to report"));
    assert_eq!(error.data, None);
    assert_eq!(failure(json!({ "fail-parsing": "x" })).message, "invalid digit found in string");
}

fn a_result_of_another_type() {
    let error = failure(json!({ "expect": { "tool": "shop.now" } }));
    assert_eq!(error.data.as_ref().unwrap()["kind"], "invalid-result");
    for part in ["shop.now: invalid-result: ", "not what the script expects", "expected a sequence", "{\"a\":1}"] {
        assert!(error.message.contains(part), "{part}: {error}");
    }
}

fn a_call_that_is_dropped_is_cancelled() {
    let output = run(json!({ "drop": { "tool": "shop.look" } }));
    // The third was never polled, so it was never made.
    assert_eq!(outcomes(&output), [CallOutcome::Cancelled, CallOutcome::Cancelled, CallOutcome::Done]);
    let echo = output.trace.calls[2].ended;
    assert!(output.trace.calls[..2].iter().all(|call| call.ended <= echo), "{:?}", output.trace);
    assert_eq!(output.logs, [], "what the script dropped is not pending");
    let output = run(json!({ "drop": { "tool": "shop.endless" } }));
    assert_eq!(outcomes(&output)[..2], [CallOutcome::OutcomeUnknown; 2]);

    // The tool itself is gone while the script goes on.
    struct Guard(watch::Sender<usize>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.send_modify(|dropped| *dropped += 1);
        }
    }
    block_on(async {
        let dropped = watch::Sender::new(0);
        let counted = dropped.clone();
        let endless = tool("endless", move || {
            let guard = Guard(counted.clone());
            async move {
                let _guard = guard;
                std::future::pending().await
            }
        });
        let mut seen = dropped.subscribe();
        let echo = tool("echo", move || {
            let mut seen = seen.clone();
            async move {
                seen.wait_for(|dropped| *dropped == 2).await.unwrap();
                Ok(Json::null())
            }
        });
        seen = dropped.subscribe();
        let tools = Native::new().tool(endless).tool(echo);
        let runtime = builder().provider("t", tools).build().await.unwrap();
        runtime.run(unruly(), Json::from(json!({ "drop": { "tool": "t.endless" } }))).await.unwrap();
        assert_eq!(*seen.borrow_and_update(), 2);
    });
}

fn the_slower_one_of_a_race_is_cancelled() {
    let output = run(json!({ "race": { "slow": "shop.look", "quick": "shop.now" } }));
    assert_eq!(output.result.to_value(), json!({ "quick": { "a": 1 } }));
    let mut outcomes = outcomes(&output);
    // Which of the two `select!` polls first is its own choice: the slower one may never have been made.
    outcomes.retain(|outcome| *outcome != CallOutcome::Done);
    assert!(outcomes.iter().all(|outcome| *outcome == CallOutcome::Cancelled), "{:?}", output.trace);
}

fn a_call_with_too_little_time() {
    let late = result(json!({ "catch": { "tool": "shop.endless", "arguments": {}, "timeout_ms": 20 } }));
    assert_eq!((&late["kind"], &late["tool"]), (&json!("timed-out"), &json!("shop.endless")), "{late}");
    let error = failure(json!({ "within": { "tool": "shop.look", "ms": 20 } }));
    assert_eq!((error.name.as_str(), error.message.as_str()), ("Error", "it took longer than 20ms"));
    assert_eq!(result(json!({ "within": { "tool": "shop.now", "ms": 10_000 } })), json!({ "a": 1 }));
}

fn sleeping_and_the_clocks() {
    let slept = result(json!({ "sleep": { "times": 100, "ms": 30 } }));
    let ms = slept["slept_ms"].as_u64().unwrap();
    assert!((30..2_000).contains(&ms), "{slept}");
    assert!(slept["day"].as_u64().unwrap() > 20_000, "{slept}");
}

fn log_lines_are_the_scripts() {
    let output = run(json!("log"));
    let lines: Vec<String> = output.logs.iter().map(|line| format!("{:?} {}", line.level, line.message)).collect();
    assert_eq!(lines, ["Debug a detail", "Info a remark", "Warn a warning"]);
    assert!(output.logs.iter().all(|line| line.source == "console"), "{:?}", output.logs);
}

fn search_and_describe() {
    let found = result(json!({ "search": "echo" }));
    assert_eq!(found[0], "t.echo", "{found}");
    assert_eq!(result(json!({ "describe": "t.echo" }))["type"], "object");
    assert_eq!(failure(json!({ "describe": "t.eco" })).data.unwrap()["kind"], "unknown-tool");
}

fn input_that_does_not_fit() {
    for (input, part) in [
        (json!({ "concurrent": { "tool": "shop.now" } }), "missing field `times`"),
        (json!({ "nothing": 1 }), "unknown variant `nothing`"),
        (Value::Null, "expected value"),
    ] {
        let error = failure(input);
        assert_eq!((error.kind, error.name.as_str()), (ScriptErrorKind::Thrown, "InputError"));
        assert!(error.message.starts_with("the input does not fit what the script takes: "), "{error}");
        assert!(error.message.contains(part), "{part}: {error}");
    }
}

fn a_result_that_is_no_json() {
    let error = failure(json!("bad-result"));
    assert_eq!((error.kind, error.name.as_str()), (ScriptErrorKind::Result, "ResultError"));
    assert!(error.message.contains("key must be a string"), "{error}");
}

fn a_panic_says_why() {
    let error = limited(json!("panic"), |_| {}).unwrap_err();
    let RunErrorKind::Script(panic) = &*error.kind else { panic!("{error}") };
    assert_eq!((panic.kind, panic.name.as_str()), (ScriptErrorKind::Thrown, "Panic"));
    assert!(panic.message.starts_with("on purpose: 7 (") && panic.message.contains("src/lib.rs:"), "{panic}");
    let line = error.logs.last().unwrap();
    assert_eq!((line.source.as_str(), &line.message), ("panic", &panic.message));
}

fn there_is_no_process_and_no_thread() {
    let error = limited(json!("exit"), |_| {}).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::Trap { .. }), "{error}");
    let error = failure(json!("thread"));
    assert!(error.message.contains("unsupported"), "{error}");
    // The host goes on.
    assert_eq!(result(json!({ "return": 1 })), 1);
}

fn a_script_that_waits_for_nothing() {
    for after in [0, 2] {
        let error = failure(json!({ "stuck": { "after": after } }));
        assert_eq!((error.kind, error.name.as_str()), (ScriptErrorKind::Stuck, "StuckError"), "{error}");
    }
}

fn an_endless_loop_ends_by_the_wall_time() {
    let started = Instant::now();
    let error = limited(json!("spin"), |limits| limits.wall_time = Duration::from_millis(100)).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::WallTime { .. }), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
    let error = limited(json!({ "concurrent": { "tool": "shop.endless", "times": 3 } }), |limits| {
        limits.wall_time = Duration::from_millis(100);
    });
    let error = error.unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::WallTime { .. }), "{error}");
    let outcomes: Vec<_> = error.trace.calls.iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [CallOutcome::OutcomeUnknown; 3]);
}

fn a_hog_ends_by_the_memory_limit() {
    let error = limited(json!("hog"), |limits| limits.memory = 8 << 20).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::Memory { limit } if limit == 8 << 20), "{error}");
    assert!((4 << 20..=8 << 20).contains(&error.usage.peak_memory_bytes), "{:?}", error.usage);
}

fn recursion_without_an_end() {
    // Two fill the stack in linear memory, one of them by instructions that fill and copy, the third WebAssembly's own.
    for act in ["recurse", "recurse-wide", "recurse-lean"] {
        let error = limited(json!(act), |_| {}).unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Stack), "{act}: {error}");
    }
}

fn calls_are_limited() {
    let act = || json!({ "concurrent": { "tool": "shop.now", "times": 10 } });
    limited(act(), |limits| limits.calls = 10).unwrap();
    let error = limited(act(), |limits| limits.calls = 9).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::Calls { limit: 9 }), "{error}");
    let big = json!({ "return": "x".repeat(1_000) });
    let error = limited(big, |limits| limits.result = 1_001).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::ResultSize { limit: 1_001, actual: 1_002 }), "{error}");
}

fn the_component_has_a_limit() {
    limited(json!("log"), |limits| limits.source = 1_000).unwrap();
    let error = limited(json!("log"), |limits| limits.component = 1_000).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::ComponentSize { limit: 1_000, actual } if actual > 50_000), "{error}");
}

fn what_is_no_script() {
    block_on(async {
        let runtime = runtime().await;
        let file = |name: &str| std::fs::read(guest(name)).unwrap();
        let mut damaged = file("unruly");
        let middle = damaged.len() / 2;
        damaged[middle..middle + 4096].fill(0xff);
        for (bytes, part) in [
            (file("shipping"), "it is a plugin"),
            (file("javascript"), "it is a script engine that has no source yet"),
            (b"\0asm\x0d\0\x01\0".to_vec(), "it exports nothing): build it for world `script`"),
            (b"\0asm\x01\0\0\0".to_vec(), "it is a core module that names no world"),
            (b"return 1".to_vec(), "it is not WebAssembly"),
            (Vec::new(), "it is empty"),
            (damaged, "it is not a valid component"),
        ] {
            let script = Script::wasm(bytes).with_name("x.wasm");
            let error = runtime.run(script, Json::null()).await.unwrap_err();
            assert_eq!(error.kind.name(), "usage", "{error}");
            let said = error.to_string();
            assert!(said.starts_with("x.wasm is not a script: ") && said.contains(part), "{part}: {said}");
            assert!(said.len() < 600, "{said}");
        }
        // And the next one runs.
        runtime.run(unruly(), Json::from(json!("log"))).await.unwrap();
    });
}

fn many_runs_of_one_component() {
    block_on(async {
        let runtime = runtime().await;
        let runs = (0..200).map(|n| {
            let run = runtime.run(unruly(), Json::from(json!({ "return": n })));
            async move { run.await.unwrap().result.to_value() }
        });
        assert_eq!(join_all(runs).await, (0..200).map(|n| json!(n)).collect::<Vec<_>>());
        // It is compiled by now: what a run takes is far below what Cranelift would.
        let started = Instant::now();
        for _ in 0..20 {
            runtime.run(unruly(), Json::from(json!({ "return": 1 }))).await.unwrap();
        }
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    });
}

fn cancelled_while_it_runs() {
    block_on(async {
        let started = watch::Sender::new(false);
        let seen = started.subscribe();
        let started = Arc::new(started);
        let endless = tool("endless", move || {
            started.send_replace(true);
            std::future::pending()
        });
        let runtime = builder().provider("t", Native::new().tool(endless)).build().await.unwrap();
        let act = json!({ "concurrent": { "tool": "t.endless", "times": 1 } });
        let mut seen = seen;
        let run = runtime.run(unruly(), Json::from(act)).cancel_on(async move {
            seen.wait_for(|started| *started).await.unwrap();
        });
        let error = run.await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Cancelled), "{error}");
        assert_eq!(error.trace.calls.len(), 1);
    });
}

fn wasip2_runs_as_well() {
    block_on(async {
        let script = Script::wasm(std::fs::read(guest("orders-script-wasip2")).unwrap());
        let shop = Simulated::new()
            .tool(SimulatedTool::new("customers").returns(json!([{ "id": 1, "name": "Ada" }])))
            .tool(SimulatedTool::new("orders").error_rate(1.0));
        let runtime = builder().provider("shop", shop).build().await.unwrap();
        let error = runtime.run(script, Json::from(json!({ "days": 7 }))).await.unwrap_err();
        let RunErrorKind::Script(error) = &*error.kind else { panic!("{error}") };
        assert_eq!(error.data.as_ref().unwrap()["tool"], "shop.orders");
        assert_eq!(error.data.as_ref().unwrap()["kind"], json!(CallErrorKind::Failed));
    });
}
