//! Every limit in pairs: obeyed, and violated by one.

use std::time::{Duration, Instant};

use serde_json::json;
use toolgate::provider::{Native, Simulated, SimulatedTool};
use toolgate::{Json, Limits, RunError, RunErrorKind, RunOutput, Runtime};

use super::{block_on, builder, js, tool};

crate::tests![
    wall_time,
    wall_time_of_a_script_that_computes,
    memory,
    calls,
    tool_result,
    log,
    result,
    source,
    result_tokens,
    a_limit_of_the_run_goes_before_the_runtimes,
    peak_memory_is_measured,
];

async fn runtime() -> Runtime {
    let shop = Simulated::new()
        .tool(SimulatedTool::new("now").returns(json!(1)))
        .tool(SimulatedTool::new("slow").latency(Duration::from_secs(60)).returns(json!(1)));
    let big = tool("big", || std::future::ready(Ok(Json::from(json!("x".repeat(998))))));
    builder().provider("shop", shop).provider("t", Native::new().tool(big)).build().await.unwrap()
}

/// Runs a script with one limit changed.
fn run(script: &str, set: impl FnOnce(&mut Limits)) -> Result<RunOutput, RunError> {
    block_on(async {
        let mut limits = Limits::default();
        set(&mut limits);
        runtime().await.run(js(script), Json::null()).limits(limits).await
    })
}

/// The kind that a run failed with, which is a limit.
#[track_caller]
fn ended(outcome: Result<RunOutput, RunError>) -> RunErrorKind {
    let kind = *outcome.unwrap_err().kind;
    assert!(kind.is_limit(), "{kind}");
    kind
}

fn wall_time() {
    let started = Instant::now();
    let kind = ended(run("await tools.shop.slow()", |limits| limits.wall_time = Duration::from_millis(40)));
    assert!(matches!(kind, RunErrorKind::WallTime { limit } if limit == Duration::from_millis(40)), "{kind}");
    assert!(started.elapsed() < Duration::from_secs(10));
    run("await sleep(5)", |limits| limits.wall_time = Duration::from_secs(10)).unwrap();
}

fn wall_time_of_a_script_that_computes() {
    for script in [
        "while (true) {}",
        "for (;;) await null",
        "const again = () => queueMicrotask(again); again(); await new Promise(() => {})",
        "/(a+)+$/.exec('a'.repeat(40) + 'b')",
        "Array.from({ length: 2000000 }, (_, i) => -i).sort((a, b) => { while (true) {} })",
        "for (;;) await tools.shop.now().catch(() => {})",
        "setInterval(() => { while (true) {} }, 0); await sleep(100000)",
    ] {
        let kind = ended(run(script, |limits| {
            limits.wall_time = Duration::from_millis(100);
            limits.calls = u64::MAX;
        }));
        assert!(matches!(kind, RunErrorKind::WallTime { .. }), "{script}: {kind}");
    }
}

fn memory() {
    for script in [
        "const all = []; for (;;) all.push(new Uint8Array(1 << 20))",
        "const texts = []; for (;;) texts.push('x'.repeat(100000) + texts.length)",
        "const all = []; for (;;) all.push({ all })",
    ] {
        let kind = ended(run(script, |limits| limits.memory = 8 << 20));
        assert!(matches!(kind, RunErrorKind::Memory { limit } if limit == 8 << 20), "{script}: {kind}");
    }
    // One that catches its lack of memory and goes on is done.
    let caught = "try { new Uint8Array(32 << 20) } catch (error) { return 'caught' }";
    assert_eq!(run(caught, |limits| limits.memory = 16 << 20).unwrap().result.as_str(), "\"caught\"");
    run("return new Uint8Array(4 << 20).length", |limits| limits.memory = 16 << 20).unwrap();
}

fn calls() {
    let script = "for (let i = 0; i < 10; i++) await tools.shop.now(); return 'done'";
    run(script, |limits| limits.calls = 10).unwrap();
    let error = run(script, |limits| limits.calls = 9).unwrap_err();
    assert!(matches!(*error.kind, RunErrorKind::Calls { limit: 9 }), "{error}");
    assert_eq!(error.trace.calls.len(), 9);
    // Calls that are refused count as well.
    let unknown = "for (let i = 0; i < 10; i++) await tools.shop.nothing().catch(() => {})";
    run(unknown, |limits| limits.calls = 10).unwrap();
    assert!(matches!(ended(run(unknown, |limits| limits.calls = 9)), RunErrorKind::Calls { .. }));
}

fn tool_result() {
    let script = "return await tools.t.big().then((text) => text.length, (error) => [error.kind, error.data])";
    let output = run(script, |limits| limits.tool_result = 1000).unwrap();
    assert_eq!(output.result.to_value(), json!(998));
    let output = run(script, |limits| limits.tool_result = 999).unwrap();
    let data = json!({ "limit": "tool_result", "allowed": 999, "actual": 1000 });
    assert_eq!(output.result.to_value(), json!(["limit-exceeded", data]));
    assert_eq!(output.usage.tool_bytes, 0);
}

fn log() {
    let script = "for (let i = 0; i < 100; i++) console.log('line', i); return 'done'";
    let output = run(script, |_| {}).unwrap();
    assert_eq!(output.logs.len(), 100);
    let output = run(script, |limits| limits.log = 1000).unwrap();
    assert_eq!(output.result.as_str(), "\"done\"");
    let bytes: usize = output.logs.iter().map(|line| line.message.len()).sum();
    assert!(output.logs.len() > 5 && bytes < 1200, "{:?}", output.logs);
    let last = output.logs.last().unwrap();
    let dropped = 100 - (output.logs.len() - 1);
    assert!(last.source == "toolgate" && last.message.contains(&format!("{dropped} lines were dropped")), "{last:?}");
    // One line that is larger than everything.
    let output = run("console.log('x'.repeat(5000000)); return 'done'", |_| {}).unwrap();
    assert!(output.logs.iter().map(|line| line.message.len()).sum::<usize>() < 1 << 20);
}

fn result() {
    let script = "return 'x'.repeat(998)";
    run(script, |limits| limits.result = 1000).unwrap();
    let kind = ended(run(script, |limits| limits.result = 999));
    assert!(matches!(kind, RunErrorKind::ResultSize { limit: 999, actual: 1000 }), "{kind}");
}

fn source() {
    run("return 1", |limits| limits.source = 8).unwrap();
    let error = run("return 12", |limits| limits.source = 8).unwrap_err();
    assert!(error.to_string().contains("9 bytes, more than the limit of 8"), "{error}");
}

fn result_tokens() {
    let script = "return Array.from({ length: 1000 }, (_, n) => n)";
    let output = run(script, |limits| limits.result_tokens = 4000).unwrap();
    assert!(!output.truncated);
    assert_eq!(output.result, output.full_result);
    let output = run(script, |limits| limits.result_tokens = 200).unwrap();
    assert!(output.truncated && output.result.to_value()["truncated"] == true);
    assert_eq!(output.full_result.to::<Vec<u32>>().unwrap().len(), 1000);
    assert!(toolgate::output::count_tokens(output.result.as_str()) <= 200);
}

fn a_limit_of_the_run_goes_before_the_runtimes() {
    block_on(async {
        let mut strict = Limits::default();
        strict.calls = 0;
        let shop = Simulated::new().tool(SimulatedTool::new("now").returns(json!(1)));
        let runtime = builder().provider("shop", shop).limits(strict).build().await.unwrap();
        let script = "return await tools.shop.now()";
        let error = runtime.run(js(script), Json::null()).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Calls { limit: 0 }), "{error}");
        let output = runtime.run(js(script), Json::null()).limits(Limits::default()).await.unwrap();
        assert_eq!(output.result.as_str(), "1");
    });
}

fn peak_memory_is_measured() {
    let small = run("return 1", |_| {}).unwrap().usage.peak_memory_bytes;
    let large = run("return new Uint8Array(20 << 20).fill(1).length", |_| {}).unwrap().usage.peak_memory_bytes;
    assert!((1 << 20..16 << 20).contains(&small), "{small}");
    assert!(large >= small + (19 << 20) && large <= 64 << 20, "{small} {large}");
}
