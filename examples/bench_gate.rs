//! What the gate costs: calls of tools that answer at once, with no policy and with every layer on and nothing to do; and how long
//! 10,000 calls of 10 ms take at width 64. A benchmark and not a test: it prints and never fails.

use std::time::{Duration, Instant};

use anyhow::Result;
use toolgate::catalog::{ToolAnnotations, ToolDefinition};
use toolgate::gate::{Breaker, Cache, Hedge, Policy, Rate, Resource};
use toolgate::provider::{Native, NativeTool};
use toolgate::{Json, Limits, Runtime, Script};

/// Short runs, so that the quietest of many is one that nothing else came between.
const CALLS: u32 = 100;
const SAMPLES: usize = 500;

#[tokio::main]
async fn main() -> Result<()> {
    // On a worker, as a server would.
    tokio::spawn(bench()).await?
}

/// Everything that a policy can ask for, so wide that nothing is ever held up.
fn everything() -> Policy {
    Policy::new()
        .timeout(Duration::from_secs(3600))
        .attempt_timeout(Duration::from_secs(3600))
        .safe_to_repeat(true)
        .width(10_000)
        .provider_width(100_000)
        .rate(Rate::new(1_000_000, Duration::from_millis(10)))
        .hedge(Hedge::P95)
        .breaker(Breaker::default().slow(Duration::from_secs(60)))
        .serialize_by(Resource::Tool)
        .cache(Cache::new(Duration::from_secs(60)))
}

async fn bench() -> Result<()> {
    let checkout = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tool = |name: &str, read_only| {
        let annotations = ToolAnnotations { read_only_hint: read_only, ..Default::default() };
        let definition = ToolDefinition { annotations, ..ToolDefinition::new(name) };
        NativeTool::raw(definition, |call| async move { Ok(call.arguments) })
    };
    let all = || Native::new().tool(tool("read", Some(true))).tool(tool("write", None));
    let slow = NativeTool::raw(ToolDefinition::new("slow"), |call| async move {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok(call.arguments)
    });
    let mut limits = Limits::default();
    limits.calls = 100_000;
    limits.calls_in_flight = 10_000;
    let runtime = Runtime::builder()
        .provider("bare", all())
        .provider("layered", all())
        .provider("wide", Native::new().tool(slow))
        .policy("layered.*", everything())
        .policy("wide.*", Policy::new().width(64))
        .limits(limits)
        .cache_dir(Some(checkout.join("target/toolgate-cache")))
        .build()
        .await?;

    println!("{:44}  {:>9}  {:>9}  {:>8}", "a call: the quietest of 500 runs of 100", "no policy", "all on", "adds");
    let rows = [
        ("one after the other, a tool with effects", "write", false),
        ("one after the other, a read-only tool", "read", false),
        ("at once, a read-only tool", "read", true),
    ];
    for (what, tool, at_once) in rows {
        let (bare, layered) = both(&runtime, tool, at_once).await?;
        let adds = layered.as_secs_f64() - bare.as_secs_f64();
        println!("{what:44}  {}  {}  {:>+5.2} µs", micros(bare), micros(layered), adds * 1e6);
    }

    let start = Instant::now();
    let source = "await Promise.all(Array.from({ length: 10000 }, (_, n) => tools.wide.slow({ n }))); return 1";
    result(&runtime, source).await?;
    let plain = Instant::now();
    let width = std::sync::Arc::new(tokio::sync::Semaphore::new(64));
    let each = |_| {
        let width = std::sync::Arc::clone(&width);
        tokio::spawn(async move {
            let _turn = width.acquire().await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        })
    };
    for call in (0..10_000).map(each).collect::<Vec<_>>() {
        call.await?;
    }
    let (ours, theirs) = (plain - start, plain.elapsed());
    println!("10,000 calls of 10 ms at width 64: {ours:.2?}; plain tokio: {theirs:.2?}");
    Ok(())
}

/// A call's time without a policy and with every layer, taken in turns so that the machine's moods fall on both.
async fn both(runtime: &Runtime, tool: &str, at_once: bool) -> Result<(Duration, Duration)> {
    let source = |provider: &str| {
        let call = format!("tools.{provider}.{tool}({{ i, key: Math.random() }})");
        if at_once {
            format!("await Promise.all(Array.from({{ length: {CALLS} }}, (_, i) => {call})); return 1")
        } else {
            format!("for (let i = 0; i < {CALLS}; i++) await {call}; return 1")
        }
    };
    let (bare, layered) = (source("bare"), source("layered"));
    let mut times = (Vec::new(), Vec::new());
    let mut empty = Vec::new();
    for _ in 0..SAMPLES {
        empty.push(result(runtime, "return 1").await?);
        times.0.push(result(runtime, &bare).await?);
        times.1.push(result(runtime, &layered).await?);
    }
    let empty = quietest(empty);
    let each = |times| quietest(times).saturating_sub(empty) / CALLS;
    Ok((each(times.0), each(times.1)))
}

async fn result(runtime: &Runtime, source: &str) -> Result<Duration> {
    let start = Instant::now();
    runtime.run(Script::javascript(source), Json::null()).await?;
    Ok(start.elapsed())
}

/// What a call costs when nothing else is on the machine: a difference of two medians would be the neighbours'.
fn quietest(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

fn micros(duration: Duration) -> String {
    format!("{:>6.2} µs", duration.as_secs_f64() * 1e6)
}
