//! The gate under a clock that stands still until everybody waits: what it does is exact, and the same each time.

mod breaker;
mod deadline;
mod figures;
mod leaks;
mod order;
mod retry;
mod sharing;
mod width;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Layers, Policies, Policy, Stacks};
use crate::catalog::{Catalog, ToolAnnotations, ToolDefinition};
use crate::json::Json;
use crate::provider::{Call, CallError, CallFuture, CallResult, Provider};
use crate::sandbox::{Limits, RunContext};
use crate::trace::{CallRecord, Keep, LogSink};

/// A provider whose tools do what the test says, and that knows how many calls it has.
struct Fake {
    tools: Vec<ToolDefinition>,
    behave: Box<dyn Fn(Call) -> CallFuture + Send + Sync>,
    gauge: Arc<Gauge>,
}

/// Calls that a provider has now, the most it ever had, and all that it got.
#[derive(Default)]
struct Gauge {
    now: AtomicUsize,
    peak: AtomicUsize,
    all: AtomicUsize,
    /// When each began.
    starts: Mutex<Vec<Instant>>,
}

impl Gauge {
    fn all(&self) -> usize {
        self.all.load(Ordering::SeqCst)
    }

    fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }

    fn now(&self) -> usize {
        self.now.load(Ordering::SeqCst)
    }
}

struct Present(Arc<Gauge>);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Provider for Fake {
    fn tools(&self) -> &[ToolDefinition] {
        &self.tools
    }

    fn call(&self, call: Call) -> CallFuture {
        let gauge = Arc::clone(&self.gauge);
        gauge.all.fetch_add(1, Ordering::SeqCst);
        gauge.starts.lock().unwrap().push(Instant::now());
        gauge.peak.fetch_max(gauge.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let present = Present(gauge);
        let work = (self.behave)(call);
        Box::pin(async move {
            let _present = present;
            work.await
        })
    }
}

/// A runtime's gate without its sandbox.
#[derive(Clone)]
struct World {
    stacks: Arc<Stacks>,
    gauge: Arc<Gauge>,
    limits: Limits,
}

/// Tools of provider `t`: `read` is read-only, `put` idempotent, `write` neither, `plain` says nothing.
fn tools() -> Vec<ToolDefinition> {
    let tool = |name: &str, read_only, idempotent| ToolDefinition {
        annotations: ToolAnnotations { read_only_hint: read_only, idempotent_hint: idempotent, ..Default::default() },
        ..ToolDefinition::new(name)
    };
    vec![
        tool("read", Some(true), None),
        tool("put", Some(false), Some(true)),
        tool("write", Some(false), None),
        tool("plain", None, None),
    ]
}

/// The gate of one provider `t` whose tools all do what `behave` says.
fn world<F, Fut>(policies: &[(&str, Policy)], behave: F) -> World
where
    F: Fn(Call) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = CallResult> + Send + 'static,
{
    world_of(tools(), policies, behave)
}

fn world_of<F, Fut>(tools: Vec<ToolDefinition>, policies: &[(&str, Policy)], behave: F) -> World
where
    F: Fn(Call) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = CallResult> + Send + 'static,
{
    let gauge = Arc::new(Gauge::default());
    let fake = Fake { tools, behave: Box::new(move |call| Box::pin(behave(call))), gauge: Arc::clone(&gauge) };
    let provider: Arc<dyn Provider> = Arc::new(fake);
    let mut catalog = Catalog::default();
    catalog.add("t", &provider).unwrap();
    let policies = policies.iter().fold(Policies::new(), |all, (pattern, policy)| all.with(*pattern, policy.clone()));
    let stacks = Stacks::build(Arc::new(catalog), policies, &Layers::default(), 7).unwrap();
    let wall_time = Duration::from_secs(100 * 3600);
    let limits = Limits { wall_time, calls: 1_000_000, calls_in_flight: 1_000_000, ..Limits::default() };
    World { stacks: Arc::new(stacks), gauge, limits }
}

impl World {
    fn run(&self) -> Run {
        let log = LogSink::new(0, None);
        Run(Arc::new(RunContext::outside(Arc::clone(&self.stacks), &self.limits, log, Keep::default())))
    }
}

/// A run whose calls the test makes.
#[derive(Clone)]
struct Run(Arc<RunContext>);

impl Run {
    async fn call(&self, tool: &str, arguments: Value) -> CallResult {
        self.call_within(tool, arguments, None).await
    }

    async fn call_within(&self, tool: &str, arguments: Value, timeout_ms: Option<u64>) -> CallResult {
        self.0.call(format!("t.{tool}"), arguments.to_string(), 0, timeout_ms, None).await.unwrap()
    }

    /// Calls with different arguments, made at once.
    async fn calls(&self, tool: &str, number: usize) -> Vec<CallResult> {
        join_all((0..number).map(|n| self.call(tool, json!({ "n": n })))).await
    }

    fn records(&self) -> Vec<CallRecord> {
        self.0.recorder().finish(false, |_| None).calls
    }

    #[track_caller]
    fn assert_idle(&self) {
        assert_eq!(self.0.gate().left_behind(), None);
    }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Answers with its arguments after a time.
async fn answer(call: Call, after: Duration) -> CallResult {
    tokio::time::sleep(after).await;
    Ok(call.arguments)
}

fn busy() -> CallError {
    CallError::unavailable("busy")
}

/// The clock's time in milliseconds.
fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap()
}

/// Everything that a policy can ask for, with nothing to do.
fn everything() -> Policy {
    Policy::new()
        .timeout(Duration::from_secs(3600))
        .attempt_timeout(Duration::from_secs(3600))
        .safe_to_repeat(true)
        .retries(3)
        .width(100_000)
        .provider_width(100_000)
        .rate(super::Rate::new(1_000_000, Duration::from_secs(1)))
        .cache(super::Cache::new(Duration::from_secs(60)))
        .hedge(super::Hedge::P95)
        .breaker(super::Breaker::default())
        .serialize_by(super::Resource::Pointer("/n".to_owned()))
}
