//! The trace: one record for each call, with its place, its time, its size and its end.

use std::time::Duration;

use serde_json::json;
use toolgate::catalog::ToolAnnotations;
use toolgate::provider::{CallError, CallErrorKind, Native, NativeTool, Simulated, SimulatedTool};
use toolgate::trace::{CallOutcome, CallRecord, LogLevel};
use toolgate::{Json, RunOutput};

use super::{block_on, builder, js};

crate::tests![
    each_call_is_recorded,
    a_call_that_the_script_cancels_is_recorded_as_that,
    calls_overlap_in_the_trace,
    places_are_the_scripts_own,
    tokens_are_counted_on_demand,
    a_native_tool_logs_into_the_run,
    a_record_has_a_form_in_json,
];

const READ_ONLY: ToolAnnotations = ToolAnnotations {
    read_only_hint: Some(true),
    destructive_hint: None,
    idempotent_hint: None,
    open_world_hint: None,
};

fn run(script: &str) -> RunOutput {
    let shop = Simulated::new()
        .tool(SimulatedTool::new("echo").echo())
        .tool(SimulatedTool::new("slow").latency(Duration::from_millis(30)).returns(json!("slow")))
        .tool(SimulatedTool::new("look").latency(Duration::from_secs(60)).annotations(READ_ONLY))
        .tool(SimulatedTool::new("fail").error_rate(1.0));
    let talks = NativeTool::raw(toolgate::catalog::ToolDefinition::new("talks"), |call| async move {
        call.log.log(LogLevel::Debug, &format!("t.talks#{}", call.id), "working on it");
        Err::<Json, _>(CallError::denied("not today"))
    });
    block_on(async {
        let runtime = builder().provider("shop", shop).provider("t", Native::new().tool(talks)).build().await.unwrap();
        runtime.run(js(script), Json::null()).count_tokens(script.contains("count")).await.unwrap()
    })
}

fn each_call_is_recorded() {
    let output = run("await tools.shop.echo({ a: 1 });
        await tools.shop.fail().catch(() => {});
        await tools.shop.nothing().catch(() => {});
        await tools.t.talks().catch(() => {});
        tools.shop.slow();
        return 1");
    let outcomes: Vec<_> = output.trace.calls.iter().map(|call| (call.id, call.tool.as_str(), call.outcome)).collect();
    let expected = [
        (1, "shop.echo", CallOutcome::Done),
        (2, "shop.fail", CallOutcome::Error(CallErrorKind::Failed)),
        (3, "shop.nothing", CallOutcome::Error(CallErrorKind::UnknownTool)),
        (4, "t.talks", CallOutcome::Error(CallErrorKind::Denied)),
        (5, "shop.slow", CallOutcome::OutcomeUnknown),
    ];
    assert_eq!(outcomes, expected);
    let echo = &output.trace.calls[0];
    assert_eq!((echo.argument_bytes, echo.result_bytes), (7, 7));
    assert_eq!(output.usage.calls, 5);
    assert_eq!(output.usage.tool_bytes, 7);
}

fn a_call_that_the_script_cancels_is_recorded_as_that() {
    let abort = "const controller = new AbortController();
        const pending = [tools.shop.slow({}, controller), tools.shop.look({}, controller), tools.shop.echo({}, controller)];
        controller.abort();
        await Promise.allSettled(pending);";
    let expected = [CallOutcome::OutcomeUnknown, CallOutcome::Cancelled, CallOutcome::Done];
    for after in ["return 1", "await sleep(5); return 1"] {
        let output = run(&format!("{abort} {after}"));
        assert_eq!(output.trace.calls.iter().map(|call| call.outcome).collect::<Vec<_>>(), expected, "{after}");
        assert_eq!(output.logs, [], "{after}: what the script cancelled is not pending");
    }
}

fn calls_overlap_in_the_trace() {
    let output = run("await Promise.all([tools.shop.slow(), tools.shop.slow()]); await tools.shop.slow(); return 1");
    let [first, second, third] = &*output.trace.calls else { panic!("{:?}", output.trace) };
    assert!(second.queued < first.ended && third.queued >= first.ended.min(second.ended), "{:?}", output.trace);
    for call in [first, second, third] {
        assert!(call.latency() >= Duration::from_millis(29), "{call:?}");
    }
    assert!(
        output.usage.wall_ms >= 59.0 && output.usage.wall_ms >= third.ended.as_secs_f64() * 1e3,
        "{:?}",
        output.usage
    );
}

fn places_are_the_scripts_own() {
    let output = run(
        "const one = 'ü😀'; await tools.shop.echo({ one });\n\n  const get = () => tools.shop.echo({});\n  await get();\nreturn 1",
    );
    let places: Vec<_> = output.trace.calls.iter().map(|call| call.at).collect();
    assert_eq!(places, [Some((1, 25)), Some((3, 21))]);
}

fn tokens_are_counted_on_demand() {
    let script = "await tools.shop.echo({ text: 'hello world '.repeat(100) }); return 'x'";
    assert_eq!(run(script).usage.tool_tokens, None);
    let counted = run(&format!("// count\n{script}")).usage;
    assert!((200..=210).contains(&counted.tool_tokens.unwrap()), "{counted:?}");
    assert_eq!(counted.result_tokens, Some(toolgate::output::count_tokens("\"x\"")));
}

fn a_native_tool_logs_into_the_run() {
    let output = run("console.log('first'); await tools.t.talks().catch(() => {}); return 1");
    let lines: Vec<_> =
        output.logs.iter().map(|line| (line.level, line.source.as_str(), line.message.as_str())).collect();
    assert_eq!(lines, [(LogLevel::Info, "console", "first"), (LogLevel::Debug, "t.talks#1", "working on it")]);
}

fn a_record_has_a_form_in_json() {
    let output = run("await tools.shop.echo(); await tools.shop.fail().catch(() => {}); return 1");
    let calls = serde_json::to_value(&output.trace.calls).unwrap();
    let call = &calls[0];
    assert_eq!((&call["tool"], &call["at"], &call["id"]), (&json!("shop.echo"), &json!([1, 7]), &json!(1)));
    assert!(call["queued_ns"].is_u64() && call["started_ns"].is_u64() && call["ended_ns"].is_u64(), "{call}");
    assert_eq!((&call["outcome"], &call["answered_by"]), (&json!("done"), &json!("provider")));
    assert_eq!((&calls[1]["outcome"], &calls[1]["kind"]), (&json!("error"), &json!("failed")));
    let read: Vec<CallRecord> = serde_json::from_value(calls).unwrap();
    assert_eq!(read, output.trace.calls);
}
