//! Tools that only pretend: they wait, fail and answer as they were told, so that a script can be tried against realistic
//! delays before it meets the real tools. Never touches anything outside of the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::{Call, CallError, CallFuture, CallResult, Provider};
use crate::catalog::{ToolAnnotations, ToolDefinition};
use crate::json::Json;

/// A tool that only pretends. What its calls meet (jitter, failures) follows from its name, its seed and the number of the
/// call alone, so the same calls in the same order meet the same fate however they overlap.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedTool {
    definition: ToolDefinition,
    latency: Duration,
    jitter: Duration,
    error_rate: f64,
    error_message: Option<String>,
    retryable: bool,
    retry_after: Option<Duration>,
    seed: u64,
    answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Returns(Json),
    Echo,
}

impl SimulatedTool {
    /// A tool of that name that takes any object and returns `null` at once.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            definition: ToolDefinition::new(name),
            latency: Duration::ZERO,
            jitter: Duration::ZERO,
            error_rate: 0.0,
            error_message: None,
            retryable: false,
            retry_after: None,
            seed: 0,
            answer: Answer::Returns(Json::null()),
        }
    }

    /// What the tool says of itself.
    #[must_use]
    pub fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    /// A name for people. Default: none.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.definition.title = Some(title.into());
        self
    }

    /// What it does, for the model. Default: none.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.definition.description = Some(description.into());
        self
    }

    /// JSON Schema of the arguments. Default: any object.
    #[must_use]
    pub fn input_schema(mut self, schema: Value) -> Self {
        self.definition.input_schema = schema;
        self
    }

    /// JSON Schema of the result. Default: none.
    #[must_use]
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.definition.output_schema = Some(schema);
        self
    }

    /// What it says of its own behaviour. Default: nothing.
    #[must_use]
    pub fn annotations(mut self, annotations: ToolAnnotations) -> Self {
        self.definition.annotations = annotations;
        self
    }

    /// How long a call takes, a failing one too. Default 0.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// By how much at most a call takes longer or shorter, evenly spread; never shorter than 0. Default 0.
    #[must_use]
    pub fn jitter(mut self, jitter: Duration) -> Self {
        self.jitter = jitter;
        self
    }

    /// The share of calls that fail, from 0 (none) to 1 (all); outside of that it is taken as the nearer end. Default 0.
    #[must_use]
    pub fn error_rate(mut self, rate: f64) -> Self {
        self.error_rate = rate;
        self
    }

    /// What a failing call says. Default: that the failure is simulated.
    #[must_use]
    pub fn error_message(mut self, message: impl Into<String>) -> Self {
        self.error_message = Some(message.into());
        self
    }

    /// Whether failures say that the same call may succeed later. Default false.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    /// Failing calls are `unavailable` and say that the tool can be called again after that time. Default: they are `failed`.
    #[must_use]
    pub fn retry_after(mut self, time: Duration) -> Self {
        self.retry_after = Some(time);
        self
    }

    /// Chooses another sequence of jitter and failures. Default 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Answers every call with `result`. Default: `null`.
    #[must_use]
    pub fn returns(mut self, result: impl Into<Json>) -> Self {
        self.answer = Answer::Returns(result.into());
        self
    }

    /// Answers every call with its own arguments.
    #[must_use]
    pub fn echo(mut self) -> Self {
        self.answer = Answer::Echo;
        self
    }

    /// What the call of that number meets: how long it takes, and whether it fails.
    fn fate(&self, number: u64) -> Fate {
        let stream =
            self.definition.name.bytes().fold(self.seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
        let mut random = fastrand::Rng::with_seed(stream.wrapping_add(number.wrapping_mul(GOLDEN_RATIO)));
        let fails = random.f64() < self.error_rate;
        let swing = self.jitter.mul_f64(random.f64() * 2.0);
        Fate { takes: (self.latency + swing).saturating_sub(self.jitter), fails }
    }

    fn outcome(&self, fails: bool, arguments: Json) -> CallResult {
        if fails {
            let message = self.error_message.clone();
            let message =
                message.unwrap_or_else(|| format!("{} failed, as its `error_rate` asks", self.definition.name));
            return Err(match self.retry_after {
                // A time beyond 64 bits of milliseconds is as good as never.
                Some(time) => CallError::unavailable(message).with_data(
                    serde_json::json!({ "retry_after_ms": u64::try_from(time.as_millis()).unwrap_or(u64::MAX) }),
                ),
                None => CallError::failed(message).retryable(self.retryable),
            });
        }
        Ok(match &self.answer {
            Answer::Returns(result) => result.clone(),
            Answer::Echo => arguments,
        })
    }
}

/// Spread the bits of a tool's name and a call's number over the generator's seed.
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;

struct Fate {
    takes: Duration,
    fails: bool,
}

/// A provider of tools that only pretend.
///
/// ```
/// use std::time::Duration;
/// use toolgate::provider::{Simulated, SimulatedTool};
///
/// let shop = Simulated::new()
///     .tool(SimulatedTool::new("orders").latency(Duration::from_millis(300)).returns(serde_json::json!([{ "id": 1 }])))
///     .tool(SimulatedTool::new("say").echo());
/// ```
#[derive(Debug, Default)]
pub struct Simulated {
    definitions: Vec<ToolDefinition>,
    tools: Vec<Arc<Simulation>>,
}

#[derive(Debug)]
struct Simulation {
    tool: SimulatedTool,
    calls: AtomicU64,
}

impl Simulated {
    /// A provider without tools.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more tool.
    #[must_use]
    pub fn tool(mut self, tool: SimulatedTool) -> Self {
        self.definitions.push(tool.definition.clone());
        self.tools.push(Arc::new(Simulation { tool, calls: AtomicU64::new(0) }));
        self
    }
}

impl FromIterator<SimulatedTool> for Simulated {
    fn from_iter<T: IntoIterator<Item = SimulatedTool>>(tools: T) -> Self {
        tools.into_iter().fold(Self::new(), Self::tool)
    }
}

impl Provider for Simulated {
    fn tools(&self) -> &[ToolDefinition] {
        &self.definitions
    }

    fn call(&self, call: Call) -> CallFuture {
        let Some(simulation) = self.tools.iter().find(|simulation| simulation.tool.definition.name == *call.tool)
        else {
            let unknown = CallError::new(
                super::CallErrorKind::UnknownTool,
                format!("there is no simulated tool `{}`", call.tool),
            );
            return Box::pin(std::future::ready(Err(unknown)));
        };
        // The number is taken when the call is made: the order in which calls end doesn't matter.
        let number = simulation.calls.fetch_add(1, Ordering::Relaxed);
        let simulation = Arc::clone(simulation);
        Box::pin(async move {
            let fate = simulation.tool.fate(number);
            if !fate.takes.is_zero() {
                tokio::time::sleep(fate.takes).await;
            }
            simulation.tool.outcome(fate.fails, call.arguments)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures_util::FutureExt;
    use futures_util::future::join_all;
    use serde_json::json;

    use super::*;
    use crate::provider::CallErrorKind;
    use crate::trace::LogSink;

    fn call(tool: &str) -> Call {
        Call {
            tool: tool.into(),
            full_name: format!("shop.{tool}").into(),
            arguments: Json::from(json!({ "x": 1 })),
            id: 1,
            deadline: None,
            max_result_bytes: 1 << 20,
            log: LogSink::new(0, None),
        }
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
    }

    #[test]
    fn says_when_to_come_back() {
        let busy = SimulatedTool::new("orders").error_rate(1.0).retry_after(Duration::from_millis(1_500)).echo();
        let error = block_on(Simulated::new().tool(busy).call(call("orders"))).unwrap_err();
        assert_eq!((error.kind, error.retryable), (CallErrorKind::Unavailable, true));
        assert_eq!(error.data, Some(json!({ "retry_after_ms": 1500 })));
    }

    #[test]
    fn answers_after_its_latency() {
        let shop = Simulated::new()
            .tool(SimulatedTool::new("orders").latency(Duration::from_millis(30)).returns(json!([1])))
            .tool(SimulatedTool::new("say").echo());
        block_on(async {
            let echoed = shop.call(call("say")).now_or_never();
            assert_eq!(echoed, Some(Ok(Json::from(json!({ "x": 1 })))));
            let start = Instant::now();
            assert_eq!(shop.call(call("orders")).await, Ok(Json::from(json!([1]))));
            assert!(start.elapsed() >= Duration::from_millis(30));
        });
    }

    #[test]
    fn calls_overlap() {
        let slow = Simulated::new().tool(SimulatedTool::new("slow").latency(Duration::from_millis(30)));
        block_on(async {
            let start = Instant::now();
            join_all((0..1000).map(|_| slow.call(call("slow")))).await;
            // One after the other they would take 30 s.
            assert!(start.elapsed() < Duration::from_secs(10));
        });
    }

    #[test]
    fn the_same_seed_gives_the_same_run() {
        let tool = |seed| {
            SimulatedTool::new("flaky")
                .error_rate(0.3)
                .seed(seed)
                .latency(Duration::from_secs(1))
                .jitter(Duration::from_millis(500))
        };
        let fates =
            |seed| (0..10_000).map(|n| tool(seed).fate(n)).map(|fate| (fate.takes, fate.fails)).collect::<Vec<_>>();
        assert_eq!(fates(7), fates(7));
        assert_ne!(fates(7), fates(8));
        let failed = fates(7).iter().filter(|(_, fails)| *fails).count();
        assert!((2_800..3_200).contains(&failed), "{failed}");
        let bounds = Duration::from_millis(500)..=Duration::from_millis(1500);
        assert!(fates(7).iter().all(|(takes, _)| bounds.contains(takes)));
        let mean = fates(7).iter().map(|(takes, _)| takes.as_secs_f64()).sum::<f64>() / 10_000.0;
        assert!((0.98..1.02).contains(&mean), "{mean}");
    }

    #[test]
    fn completion_order_does_not_matter() {
        let make = || Simulated::new().tool(SimulatedTool::new("flaky").error_rate(0.5).retryable(true));
        let (forwards, backwards) = (make(), make());
        block_on(async {
            let one: Vec<_> = join_all((0..50).map(|_| forwards.call(call("flaky")))).await;
            let mut calls: Vec<_> = (0..50).map(|_| backwards.call(call("flaky"))).collect();
            let mut two = Vec::new();
            while let Some(last) = calls.pop() {
                two.push(last.await);
            }
            two.reverse();
            assert_eq!(one, two);
            let error = one.into_iter().find_map(Result::err).unwrap();
            assert!(error.retryable && error.kind == CallErrorKind::Failed, "{error}");
        });
    }

    #[test]
    fn jitter_never_goes_below_zero() {
        let tool = SimulatedTool::new("t").latency(Duration::from_millis(1)).jitter(Duration::from_secs(1));
        assert!((0..100).any(|n| tool.fate(n).takes.is_zero()));
    }
}
