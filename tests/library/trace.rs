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
    arguments_are_kept_on_demand,
    calls_that_wait_in_line_are_queued,
    the_critical_path_of_known_shapes,
    a_nested_run_belongs_to_the_call_that_started_it,
    a_run_has_figures,
    a_runtime_has_figures_of_its_life,
    whoever_asks_sees_each_run_that_ends,
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

fn arguments_are_kept_on_demand() {
    let shop = Simulated::new().tool(SimulatedTool::new("echo").echo());
    block_on(async {
        let runtime = builder().provider("shop", shop).build().await.unwrap();
        let run = || runtime.run(js("await tools.shop.echo({ a: 'äöü' }); return 1"), Json::null());
        assert_eq!(run().await.unwrap().trace.calls[0].arguments, None);
        let kept = |bytes| async move {
            let call = run().trace_arguments(bytes).await.unwrap().trace.calls.remove(0);
            call.arguments.map(|kept| (kept.text, kept.whole))
        };
        assert_eq!(kept(100).await, Some(("{\"a\":\"äöü\"}".to_owned(), true)));
        assert_eq!(kept(7).await, Some(("{\"a\":\"".to_owned(), false)), "never half of a character");
        assert_eq!(kept(0).await, Some((String::new(), false)));
    });
}

fn calls_that_wait_in_line_are_queued() {
    let slow = SimulatedTool::new("slow").latency(Duration::from_millis(150));
    block_on(async {
        let runtime = builder().provider("shop", Simulated::new().tool(slow)).build().await.unwrap();
        let limits = {
            let mut limits = toolgate::Limits::default();
            limits.calls_in_flight = 1;
            limits
        };
        let script = "await Promise.all([1, 2, 3].map(() => tools.shop.slow({}))); return 1";
        let output = runtime.run(js(script), Json::null()).limits(limits).await.unwrap();
        let mut calls = output.trace.calls.clone();
        calls.sort_unstable_by_key(|call| call.started);
        for pair in calls.windows(2) {
            assert!(pair[1].started >= Some(pair[0].attempts[0].ended), "{pair:?}");
            assert!(pair[1].waited() > pair[0].waited(), "{pair:?}");
        }
        let profile = output.trace.profile();
        assert_eq!((profile.peak_width, profile.peak_queue), (1, 2));
        assert!(profile.utilisation() < 1e-9 && profile.speed_up() < 1.01, "{profile:?}");
        for call in &output.trace.calls {
            let [attempt] = &*call.attempts else { panic!("{call:?}") };
            assert_eq!(call.started, Some(attempt.started));
            assert!(call.queued <= attempt.started && attempt.ended <= call.ended, "{call:?}");
        }
    });
}

/// The shapes of LLMCompiler's benchmarks, with latencies that leave no doubt.
fn the_critical_path_of_known_shapes() {
    let tools = [("ms20", 20), ("ms60", 60), ("ms120", 120), ("minute", 60_000)];
    let shop = tools.map(|(name, ms)| SimulatedTool::new(name).latency(Duration::from_millis(ms))).into_iter();
    let shapes = [
        ("two in parallel, then a join", "await Promise.all([t.ms20({}), t.ms120({})]); await t.ms60({});", vec![2, 3]),
        (
            "eight in parallel, then a join",
            "await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => t.ms20({})).concat([t.ms120({})])); await t.ms20({});",
            vec![8, 9],
        ),
        (
            "chains of different depth",
            "await Promise.all([(async () => { await t.ms20({}); await t.ms20({}); })(), (async () => { await t.ms60({}); await t.ms120({}); })()]); await t.ms20({});",
            vec![2, 4, 5],
        ),
        ("a race", "await Promise.race([t.ms20({}), t.minute({})]); await t.ms60({});", vec![1, 3]),
    ];
    block_on(async {
        let runtime = builder().provider("t", shop.collect::<Simulated>()).build().await.unwrap();
        for (name, script, expected) in shapes {
            let script = format!("const t = tools.t; {script} return 1");
            let output = runtime.run(js(&script), Json::null()).await.unwrap();
            let profile = output.trace.profile();
            let path: Vec<u64> = profile.critical_path.iter().map(|step| step.call).collect();
            // Which of the eight is numbered first is the script's business: what counts is its time.
            if name.starts_with("eight") {
                assert_eq!((path.len(), path[1]), (2, 9), "{name}: {path:?}");
                assert_eq!(output.trace.calls[path[0] as usize - 1].tool, "t.ms120", "{name}");
            } else {
                assert_eq!(path, expected, "{name}");
            }
            let sum: Duration = profile.critical_path.iter().map(|step| step.script + step.took).sum();
            assert_eq!(sum + profile.tail, profile.wall, "{name}");
        }
    });
}

fn a_nested_run_belongs_to_the_call_that_started_it() {
    block_on(async {
        let shop = Simulated::new().tool(SimulatedTool::new("slow").latency(Duration::from_millis(10)));
        let inner = builder().provider("shop", shop).build().await.unwrap();
        let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let traces = std::sync::Arc::clone(&kept);
        let nested = NativeTool::raw(toolgate::catalog::ToolDefinition::new("nested"), move |_| {
            let (inner, traces) = (inner.clone(), std::sync::Arc::clone(&traces));
            async move {
                let script = "await tools.shop.slow({}); await tools.shop.slow({}); return 1";
                let output = inner.run(js(script), Json::null()).await.unwrap();
                traces.lock().unwrap().push(output.trace);
                inner.call("shop.slow", Json::from(json!({}))).await
            }
        });
        let outer = builder().provider("t", Native::new().tool(nested)).build().await.unwrap();
        let script = "await tools.t.nested({}); await tools.t.nested({}); return 1";
        let output = outer.run(js(script), Json::null()).await.unwrap();
        let trace = &output.trace;
        let calls: Vec<_> = trace.calls.iter().map(|call| (call.id, call.parent, call.tool.as_str())).collect();
        let nested = |id, parent| (id, Some(parent), "shop.slow");
        let expected = [
            (1, None, "t.nested"),
            (2, None, "t.nested"),
            nested(3, 1),
            nested(4, 1),
            nested(5, 1),
            nested(6, 2),
            nested(7, 2),
            nested(8, 2),
        ];
        assert_eq!(calls, expected);
        assert_eq!((output.usage.calls, trace.own_calls().count(), trace.nested_dropped), (2, 2, 0));
        for call in &trace.calls[2..] {
            let parent = &trace.calls[call.parent.unwrap() as usize - 1];
            assert!(parent.queued <= call.queued && call.ended <= parent.ended, "{call:?} {parent:?}");
        }
        let kept = kept.lock().unwrap();
        assert_eq!(kept[1].parent.map(|call| (call.run, call.call)), Some((trace.run, 2)));
        assert_eq!(kept[1].calls.len(), 2);
        let path: Vec<u64> = trace.profile().critical_path.iter().map(|step| step.call).collect();
        assert_eq!(path, [1, 2], "what is nested is part of its call");
    });
}

fn a_run_has_figures() {
    let output = run("for (let i = 0; i < 10; i++) await tools.shop.echo({ i });
        await Promise.allSettled([tools.shop.fail(), tools.shop.fail(), tools.no.such(), tools.shop.slow()]);
        return 1");
    let metrics = output.metrics();
    let tool = |name: &str| {
        metrics.tools.iter().find(|tool| tool.tool == name).unwrap_or_else(|| panic!("{name}: {metrics:?}"))
    };
    let echo = tool("shop.echo");
    assert_eq!((echo.calls, echo.done, echo.attempts, echo.argument_bytes), (10, 10, 10, 70));
    assert!(
        echo.latency.p50 <= echo.latency.p95 && echo.latency.p95 <= echo.latency.max && !echo.latency.p50.is_zero()
    );
    assert!((echo.completion_rate() - 1.0).abs() < 1e-9 && echo.per_second > 0.0);
    let fail = tool("shop.fail");
    assert_eq!(fail.errors.get("failed"), Some(&2));
    assert!((fail.error_rate() - 1.0).abs() < 1e-9);
    assert_eq!(tool("(unknown)").errors.get("unknown-tool"), Some(&1));
    assert!(tool("shop.slow").latency.p99 >= Duration::from_millis(29));
    assert!(metrics.tools.iter().all(|tool| tool.breaker.is_none()));
}

fn a_runtime_has_figures_of_its_life() {
    block_on(async {
        let shop = Simulated::new().tool(SimulatedTool::new("echo").echo());
        let runtime = builder().provider("shop", shop).build().await.unwrap();
        for n in 0..20 {
            let name = format!("tools.shop.nothing{n}({{}}).catch(() => {{}})");
            let run = runtime.run(js(&format!("await tools.shop.echo({{}}); await {name}; return 1")), Json::null());
            run.await.unwrap();
        }
        drop(runtime.run(js("throw 1"), Json::null()).await);
        runtime.call("shop.echo", Json::from(json!({}))).await.unwrap();
        let metrics = runtime.metrics();
        assert_eq!((metrics.runs, metrics.returned), (21, 20));
        let tools: Vec<_> = metrics.tools.iter().map(|tool| (tool.tool.as_str(), tool.calls)).collect();
        assert_eq!(tools, [("(unknown)", 20), ("shop.echo", 21)], "a script can't make it grow");
        assert!(!metrics.tools[1].latency.p99.is_zero());
    });
}

fn whoever_asks_sees_each_run_that_ends() {
    use std::sync::{Arc, Mutex};
    block_on(async {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let observer: toolgate::trace::RunObserver = Arc::new(move |ended| {
            let error = ended.error.map(|error| error.name());
            log.lock().unwrap().push((ended.script.to_owned(), ended.trace.calls.len(), error));
        });
        let shop = Simulated::new().tool(SimulatedTool::new("echo").echo());
        let runtime = builder().provider("shop", shop).on_end(observer).build().await.unwrap();
        for script in ["await tools.shop.echo({}); return 1", "throw 1", "return ("] {
            drop(runtime.run(js(script).with_name(script), Json::null()).await);
        }
        let seen = seen.lock().unwrap();
        let seen: Vec<_> = seen.iter().map(|(_, calls, error)| (*calls, *error)).collect();
        assert_eq!(seen, [(1, None), (0, Some("thrown")), (0, Some("syntax"))]);
    });
}
