//! The runtime: built once, immutable, shared by all runs. What a run is, is in [`sandbox`](crate::sandbox).

use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::catalog::Catalog;
use crate::compile::{bake, engine_of};
use crate::engine::{EngineOptions, Wasm};
use crate::engines::{EngineObserver, Engines};
use crate::gate::{Explanation, Layers, Next, Policies, Policy, PolicyError, Stacks, ToolCall, ToolState};
use crate::json::Json;
use crate::output;
use crate::plan::{PlanStream, PreparedPlan};
use crate::provider::{CallError, CallResult, ComponentProvider, ComponentSource, Provider};
use crate::sandbox::{
    CompiledScripts, Limits, RunContext, RunError, RunErrorKind, RunOutput, ScriptComponent, ScriptEngine, bounded,
    outside,
};
use crate::script::{Language, Place, Prepared, Script, prepare};
use crate::trace::{
    EndedRun, Keep, LogLevel, LogObserver, LogSink, MAX_TRACED_ARGUMENTS, Metrics, RunObserver, Totals, Trace, Usage,
};

/// Why a runtime can't be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A provider is unusable: its name, its `.wasm`, a grant, a schema.
    #[error("provider {name}: {reason}")]
    Provider {
        /// The provider's name.
        name: String,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A policy can't be used, or contradicts another.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The sandbox can't be set up on this machine.
    #[error("the sandbox can't be set up: {reason}")]
    Engine {
        /// What went wrong.
        reason: String,
    },
}

/// Runs scripts. Immutable, `Send + Sync`, cheap to clone; runs share the engine and nothing else.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

struct Inner {
    stacks: Arc<Stacks>,
    limits: Limits,
    wasm: Wasm,
    engines: Engines,
    compiled: CompiledScripts,
    patience: Duration,
    totals: Totals,
    observers: Vec<RunObserver>,
}

/// Builds a [`Runtime`]. Without any setting: no tools, [`Limits::default`], 1,000 scripts and 256 plugin instances at once, 10 s
/// of waiting for a free sandbox, no cache of compiled code.
pub struct RuntimeBuilder {
    limits: Limits,
    providers: Vec<(String, Source)>,
    engine: EngineOptions,
    engine_observer: Option<EngineObserver>,
    patience: Duration,
    policies: Policies,
    layers: Layers,
    observers: Vec<RunObserver>,
}

enum Source {
    Provider(Arc<dyn Provider>),
    Component(ComponentSource),
}

impl RuntimeBuilder {
    /// The limits of runs that name no others. Default: [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds a provider; its tools are `NAME.TOOL`, and `tools.NAME.TOOL` in a script.
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>, provider: impl Provider) -> Self {
        self.providers.push((name.into(), Source::Provider(Arc::new(provider))));
        self
    }

    /// Adds a plugin: a component of world `plugin`, loaded when the runtime is built.
    #[must_use]
    pub fn component(mut self, name: impl Into<String>, source: ComponentSource) -> Self {
        self.providers.push((name.into(), Source::Component(source)));
        self
    }

    /// Adds a policy for the tools whose full names the glob `pattern` matches (`*` stands for any text), or for all of them where it
    /// is `default`. The most specific policy that sets a key decides it. Default: none, and every key has its default.
    #[must_use]
    pub fn policy(mut self, pattern: impl Into<String>, policy: Policy) -> Self {
        self.policies = self.policies.with(pattern, policy);
        self
    }

    /// Adds policies, such as those of a configuration.
    #[must_use]
    pub fn policies(mut self, policies: Policies) -> Self {
        self.policies = self.policies.and(policies);
        self
    }

    /// Adds a layer to the stacks of the tools whose full names the glob `pattern` matches. It stands within the call's deadline and
    /// before everything else that is spent on the call, and sees each call once, with arguments that satisfy the input schema. What is
    /// added first stands outermost. Default: none.
    #[must_use]
    pub fn layer<L>(mut self, pattern: impl Into<String>, layer: L) -> Self
    where
        L: tower::Layer<Next> + Send + Sync + 'static,
        L::Service: tower::Service<ToolCall, Response = Json, Error = CallError> + Clone + Send + Sync + 'static,
        <L::Service as tower::Service<ToolCall>>::Future: Send + 'static,
    {
        self.layers.add(pattern.into(), layer);
        self
    }

    /// Where compiled code is kept between processes: a folder that only its owner can write to; it is made where it is
    /// not there. At most 64 files. Default: nowhere.
    #[must_use]
    pub fn cache_dir(mut self, dir: Option<PathBuf>) -> Self {
        self.engine.cache_dir = dir;
        self
    }

    /// Sees when an engine, or a script that is a component, has to be compiled for this machine, which takes up to seconds.
    /// Default: nobody does.
    #[must_use]
    pub fn on_engine(mut self, observer: EngineObserver) -> Self {
        self.engine_observer = Some(observer);
        self
    }

    /// Sandboxes of scripts that exist at once; one more waits. Default 1,000.
    #[must_use]
    pub fn max_concurrent_runs(mut self, runs: usize) -> Self {
        self.engine.scripts = u32::try_from(runs.max(1)).unwrap_or(u32::MAX / 64);
        self
    }

    /// Instances of plugins that exist at once; a further call waits. Default 256.
    #[must_use]
    pub fn max_concurrent_plugins(mut self, instances: usize) -> Self {
        self.engine.plugins = u32::try_from(instances.max(1)).unwrap_or(u32::MAX / 64);
        self
    }

    /// How long a run may wait for a free sandbox. Default 10 s.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sees each run when it has ended, failed ones too; may be given several times. Default: nobody.
    #[must_use]
    pub fn on_end(mut self, observer: RunObserver) -> Self {
        self.observers.push(observer);
        self
    }

    /// Sets the sandbox up and loads the plugins. An engine is made ready by the first script that needs it, or by
    /// [`Runtime::warm`].
    ///
    /// # Errors
    /// The first provider or policy that is unusable, and why.
    pub async fn build(self) -> Result<Runtime, BuildError> {
        let engine = |error: anyhow::Error| BuildError::Engine { reason: format!("{error:#}") };
        let wasm = Wasm::new(&self.engine).map_err(engine)?;
        let engines = Engines::new(&wasm, self.engine.clone(), self.engine_observer);
        let mut catalog = Catalog::default();
        for (name, source) in self.providers {
            let failed = |reason: String| BuildError::Provider { name: name.clone(), reason };
            let provider: Arc<dyn Provider> = match source {
                Source::Provider(provider) => provider,
                Source::Component(source) => Arc::new(ComponentProvider::load(&wasm, source).await.map_err(failed)?),
            };
            catalog.add(&name, &provider).map_err(failed)?;
        }
        let stacks = Stacks::build(Arc::new(catalog), self.policies, &self.layers, fastrand::u64(..))?;
        let compiled = CompiledScripts::new();
        Ok(Runtime(Arc::new(Inner {
            stacks: Arc::new(stacks),
            limits: self.limits,
            wasm,
            engines,
            compiled,
            patience: self.patience,
            totals: Totals::new(),
            observers: self.observers,
        })))
    }
}

impl Runtime {
    /// A builder with the defaults.
    #[must_use]
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder {
            limits: Limits::default(),
            providers: Vec::new(),
            engine: EngineOptions {
                scripts: 1_000,
                plugins: 256,
                cache_dir: None,
                keep_resident: EngineOptions::KEEP_RESIDENT,
            },
            engine_observer: None,
            patience: Duration::from_secs(10),
            policies: Policies::new(),
            layers: Layers::default(),
            observers: Vec::new(),
        }
    }

    /// Makes the engine of a language ready, so that no script has to wait for it: JavaScript's takes about one second and Python's a
    /// few, where no earlier process left them compiled in the [`cache_dir`](RuntimeBuilder::cache_dir).
    ///
    /// # Errors
    /// This build does not have that language, or its engine does not work on this machine.
    pub async fn warm(&self, language: Language) -> Result<(), BuildError> {
        let ready = self.0.engines.get(language).await;
        ready.map(drop).map_err(|error| BuildError::Engine { reason: format!("{error:#}") })
    }

    /// Makes one script ready, so that its run does not wait for a compiler: its engine, or its own code where it is a component.
    /// Nothing of it is run.
    ///
    /// # Errors
    /// As of a run that ends before the script's first line.
    pub async fn prepare(&self, script: impl Into<Script>) -> Result<(), RunErrorKind> {
        ready(&self.0, &script.into(), &self.0.limits).await.map(drop)
    }

    /// The tools that scripts can call.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        self.0.stacks.catalog()
    }

    /// What the policies say of a tool's calls, and why.
    ///
    /// # Errors
    /// There is no such tool; the message and `data.nearest` offer the nearest names.
    pub fn explain(&self, tool: &str) -> Result<Explanation, CallError> {
        Ok(self.0.stacks.explain(self.catalog().get(tool)?))
    }

    /// What is odd about the policies but can be used: a glob that matches no tool.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        self.0.stacks.warnings()
    }

    /// Each tool at the gate now, over all runs: what is in flight and waits, its width, its breaker.
    #[must_use]
    pub fn tool_states(&self) -> Vec<ToolState> {
        self.0.stacks.states()
    }

    /// The limits of runs that name no others.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The figures of all runs that ended since the runtime was built, and of all calls by hand.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let mut metrics = self.0.totals.metrics();
        for state in self.tool_states().into_iter().filter(|state| state.breaker.is_some()) {
            if let Some(tool) = metrics.tools.iter_mut().find(|tool| tool.tool == state.tool) {
                tool.breaker = state.breaker;
            }
        }
        metrics
    }

    /// Runs a script once, in a sandbox of its own. Nothing happens before the value is awaited; dropping the future
    /// cancels the run and every call that it started.
    pub fn run(&self, script: impl Into<Script>, input: Json) -> Run {
        Run {
            runtime: self.clone(),
            script: script.into(),
            input,
            limits: self.0.limits.clone(),
            observer: None,
            keep: Keep::default(),
            cancelled: None,
            stream: None,
        }
    }

    /// Runs a plan while it is being written: each task starts as soon as its line has arrived and its inputs are there. The run's
    /// wall time begins when it is awaited, so it has to be long enough for the planner, too. See [`plan`](crate::plan).
    pub fn run_plan(&self, plan: PlanStream) -> Run {
        let script = Script::plan("").with_name(plan.name());
        Run { stream: Some(plan), ..self.run(script, Json::null()) }
    }

    /// Compiles a script to one file: a component of world `script`, its engine inside, which any runtime runs by
    /// [`Script::wasm`] with the same results and errors, and without that engine. It has a [`Record`](crate::compile::Record) of
    /// where it came from, the whole source included. Nothing of the script is run, and no tool is needed.
    ///
    /// # Errors
    /// As of a run that ends before the script's first line: a syntax error, a limit ([`Limits::source`], `memory`, `wall_time`).
    /// [`RunErrorKind::NotAScript`] where it is a component already.
    pub async fn compile(&self, script: impl Into<Script>) -> Result<Vec<u8>, RunErrorKind> {
        let script = script.into();
        let as_it_is = match script.component() {
            Some(_) => Some("it is a component already"),
            None => script.is_plan().then_some("it is a plan, which needs no engine"),
        };
        if let Some(reason) = as_it_is {
            let reason = format!("{reason}: run it as it is");
            return Err(RunErrorKind::NotAScript { script: script.name().to_owned(), reason });
        }
        let Inner { wasm, limits, patience, .. } = &*self.0;
        let prepared = prepare_off_thread(&script, limits.source).await?;
        bake(wasm, engine_of(prepared.language()), &script, &prepared, limits, *patience).await
    }

    /// Calls one tool by the way that a script's call takes.
    ///
    /// # Errors
    /// As a script would see them.
    pub async fn call(&self, tool: &str, arguments: Json) -> CallResult {
        self.call_logged(tool, arguments, None).await
    }

    /// The same; `observer` sees what the tool logs.
    ///
    /// # Errors
    /// As a script would see them.
    pub async fn call_logged(&self, tool: &str, arguments: Json, observer: Option<LogObserver>) -> CallResult {
        let log = LogSink::new(self.0.limits.log, observer);
        let context = RunContext::outside(Arc::clone(&self.0.stacks), &self.0.limits, log, Keep::default());
        let call = context.call(tool.to_owned(), arguments.as_str().to_owned(), 1, None, None);
        let ended = tokio::time::timeout(self.0.limits.wall_time, call).await;
        self.0.totals.add_calls(&context.recorder().finish(matches!(ended, Ok(Ok(Ok(_)))), |_| None));
        match ended {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => Err(crate::provider::CallError::failed(error.to_string())),
            Err(_) => {
                let limit = humantime::format_duration(self.0.limits.wall_time);
                let message = format!("{tool} took longer than {limit}: raise the limit `wall_time`");
                Err(crate::provider::CallError::new(crate::provider::CallErrorKind::TimedOut, message))
            }
        }
    }
}

/// A run that has not begun: await it.
#[must_use = "a run does nothing until it is awaited"]
pub struct Run {
    runtime: Runtime,
    script: Script,
    input: Json,
    limits: Limits,
    observer: Option<LogObserver>,
    keep: Keep,
    cancelled: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// In place of the script's text.
    stream: Option<PlanStream>,
}

impl Run {
    /// Other limits than the runtime's.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sees each line of the log as it arrives.
    pub fn on_log(mut self, observer: LogObserver) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Counts the tokens of what tools returned and of the result, after the run. Default: not.
    pub fn count_tokens(mut self, count: bool) -> Self {
        self.keep.results = count;
        self
    }

    /// Keeps the first `max_bytes` of each call's arguments in the trace, at most 64 KiB a call and 16 MiB a run, and what errors
    /// say of them. Default: nothing of them, since they may hold secrets.
    pub fn trace_arguments(mut self, max_bytes: usize) -> Self {
        self.keep.arguments = Some(max_bytes.min(MAX_TRACED_ARGUMENTS));
        self
    }

    /// Ends the run as [`RunErrorKind::Cancelled`] when that future completes: unlike dropping, this keeps the logs and the
    /// trace.
    pub fn cancel_on(mut self, cancelled: impl Future<Output = ()> + Send + 'static) -> Self {
        self.cancelled = Some(Box::pin(cancelled));
        self
    }

    async fn execute(mut self) -> Result<RunOutput, RunError> {
        let log = LogSink::new(self.limits.log, self.observer.take());
        let stacks = Arc::clone(&self.runtime.0.stacks);
        let context = Arc::new(RunContext::new(stacks, &self.limits, log, self.keep));
        let mut cancelled = self.cancelled.take().unwrap_or_else(|| Box::pin(std::future::pending()));
        // What is compiled first takes nothing of the run's time.
        let stream = self.stream.take();
        let ready = async {
            match stream {
                Some(plan) => Ok(Ready::Plan(PreparedPlan::stream(plan))),
                None => ready(&self.runtime.0, &self.script, &self.limits).await,
            }
        };
        let ready = match select(&mut cancelled, pin!(ready)).await {
            Either::Right((ready, _)) => ready,
            Either::Left(((), _)) => Err(RunErrorKind::Cancelled),
        };
        let ready = match ready {
            Ok(ready) => ready,
            Err(kind) => {
                let end = Ended::now(&self.runtime.0, &context, false, |_| None);
                end.tell(&self.runtime.0, &self.script, Some(&kind));
                return Err(end.error(kind));
            }
        };
        if let Some(note) = ready.note() {
            context.log().log(LogLevel::Warn, "toolgate", note);
        }
        let guest = guest(&self.runtime.0, &ready, &self.input, &self.limits, &context);
        let ended = bounded(guest, self.limits.wall_time, cancelled, &context).await;
        report_pending(&context, ended.is_ok());
        let position = |site| ready.position(site);
        let mut end = Ended::now(&self.runtime.0, &context, ended.is_ok(), position);
        end.tell(&self.runtime.0, &self.script, ended.as_ref().err());
        if self.keep.results {
            let kept = context.recorder().take_results();
            let count = move || kept.map(|all| all.iter().map(|json| output::count_tokens(json.as_str())).sum());
            end.usage.tool_tokens = tokio::task::spawn_blocking(count).await.unwrap_or(None);
        }
        match ended {
            Ok(result) => Ok(end.output(result, &self.limits, self.keep.results).await),
            Err(kind) => Err(end.error(kind)),
        }
    }
}

/// A longer source than this is parsed where a thread may block.
const LONG_SOURCE: usize = 32 << 10;

/// A script that can be run.
enum Ready<'a> {
    /// By the engine of its language.
    Source(&'a ScriptEngine, Prepared),
    /// By itself.
    Component(ScriptComponent),
    /// By the host.
    Plan(PreparedPlan),
}

impl Ready<'_> {
    /// Where in the script a call was made.
    fn position(&self, site: u32) -> Option<(u32, u32)> {
        let prepared = match self {
            Self::Source(_, prepared) => prepared,
            Self::Component(component) => component.origin().prepared.as_ref()?,
            Self::Plan(plan) => return plan.position(site),
        };
        prepared.original(Place::Site(site)).map(|at| (at.line, at.column))
    }

    /// What whoever runs it should know.
    fn note(&self) -> Option<&str> {
        match self {
            Self::Component(component) => component.origin().note.as_deref(),
            Self::Source(..) | Self::Plan(_) => None,
        }
    }
}

async fn ready<'a>(inner: &'a Inner, script: &Script, limits: &Limits) -> Result<Ready<'a>, RunErrorKind> {
    let Some(component) = script.component() else {
        if script.is_plan() {
            within_source(script, limits.source)?;
            let (stacks, calls) = (Arc::clone(&inner.stacks), limits.calls);
            let plan = off_thread(script, move |script| PreparedPlan::whole(script, stacks.catalog(), calls));
            return plan.await.map(Ready::Plan);
        }
        let prepared = prepare_off_thread(script, limits.source).await?;
        let engine = inner.engines.get(prepared.engine()).await;
        let engine = engine.map_err(|error| RunErrorKind::Host { message: format!("{error:#}") })?;
        return Ok(Ready::Source(engine, prepared));
    };
    let (limit, actual) = (limits.component, component.wasm().len());
    if actual > limit {
        return Err(RunErrorKind::ComponentSize { limit: limit as u64, actual: actual as u64 });
    }
    Ok(Ready::Component(inner.compiled.get(script.name(), component, &inner.engines).await?))
}

fn within_source(script: &Script, max_bytes: usize) -> Result<(), RunErrorKind> {
    let actual = script.source().len();
    if actual > max_bytes {
        return Err(RunErrorKind::SourceSize { limit: max_bytes as u64, actual: actual as u64 });
    }
    Ok(())
}

async fn prepare_off_thread(script: &Script, max_bytes: usize) -> Result<Prepared, RunErrorKind> {
    within_source(script, max_bytes)?;
    let prepare =
        move |script: &Script| prepare(script, max_bytes).map_err(|error| RunErrorKind::Script(Box::new(error)));
    off_thread(script, prepare).await
}

/// A long source is prepared where a thread may block.
async fn off_thread<T: Send + 'static>(
    script: &Script,
    prepare: impl FnOnce(&Script) -> Result<T, RunErrorKind> + Send + 'static,
) -> Result<T, RunErrorKind> {
    if script.source().len() <= LONG_SOURCE {
        return prepare(script);
    }
    let script = script.clone();
    let failed = |error| RunErrorKind::Host { message: format!("the script could not be prepared: {error}") };
    tokio::task::spawn_blocking(move || prepare(&script)).await.map_err(failed)?
}

async fn guest(
    inner: &Inner,
    script: &Ready<'_>,
    input: &Json,
    limits: &Limits,
    context: &Arc<RunContext>,
) -> Result<Json, RunErrorKind> {
    outside().await;
    let _slot = match script {
        // The host runs it itself, without a sandbox.
        Ready::Plan(_) => None,
        _ => {
            let slot = inner.wasm.admit_script(inner.patience).await;
            Some(slot.ok_or(RunErrorKind::Overloaded { waited: inner.patience })?)
        }
    };
    match script {
        Ready::Source(engine, prepared) => engine.run(prepared, input, limits, context).await,
        Ready::Component(component) => component.run(input, limits, context).await,
        Ready::Plan(plan) => plan.run(input, limits, context).await,
    }
}

impl IntoFuture for Run {
    type Output = Result<RunOutput, RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// A script that returned without waiting for its calls is told so: their outcome is nobody's result.
fn report_pending(context: &RunContext, returned: bool) {
    const MAX_NAMED: usize = 10;
    let pending = context.recorder().pending();
    if pending.is_empty() || !returned {
        return;
    }
    let named = pending.iter().take(MAX_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if pending.len() > MAX_NAMED { ", …" } else { "" };
    let message = format!(
        "{} still pending when the script returned, and cancelled: {named}{more}: await every call whose effect matters",
        if pending.len() == 1 { "one call was".to_owned() } else { format!("{} calls were", pending.len()) },
    );
    context.log().log(LogLevel::Warn, "toolgate", &message);
}

/// What is known of a run at its end.
struct Ended {
    logs: Vec<crate::trace::LogLine>,
    usage: Usage,
    trace: Trace,
}

impl Ended {
    fn now(inner: &Inner, context: &RunContext, returned: bool, position: impl Fn(u32) -> Option<(u32, u32)>) -> Self {
        let mut trace = context.recorder().finish(returned, position);
        trace.breakers = inner.stacks.breakers(&trace);
        inner.totals.add_run(&trace);
        let usage = Usage {
            calls: trace.own_calls().count() as u64,
            tool_bytes: context.recorder().tool_bytes(),
            wall_ms: trace.wall.as_secs_f64() * 1e3,
            peak_memory_bytes: context.peak_memory(),
            ..Usage::default()
        };
        Self { logs: context.log().take(), usage, trace }
    }

    fn tell(&self, inner: &Inner, script: &Script, error: Option<&RunErrorKind>) {
        let ended = EndedRun { script: script.name(), trace: &self.trace, error };
        inner.observers.iter().for_each(|observer| observer(&ended));
    }

    async fn output(mut self, full_result: Json, limits: &Limits, count: bool) -> RunOutput {
        let (whole, max_tokens) = (full_result.clone(), limits.result_tokens);
        let budgeted = if count || whole.as_str().len() as u64 > max_tokens {
            // Counting tokens is work for a thread that may block.
            let counted = tokio::task::spawn_blocking(move || {
                let mut budgeted = output::budget(whole, max_tokens, None);
                budgeted.tokens = budgeted.tokens.or_else(|| Some(output::count_tokens(budgeted.result.as_str())));
                budgeted
            });
            match counted.await {
                Ok(budgeted) => budgeted,
                // The thread pool is gone with its runtime: nobody is there to see this result either.
                Err(_) => output::budget(full_result.clone(), max_tokens, None),
            }
        } else {
            output::budget(whole, max_tokens, None)
        };
        self.usage.result_bytes = budgeted.result.as_str().len() as u64;
        self.usage.result_tokens = budgeted.tokens;
        RunOutput {
            result: budgeted.result,
            truncated: budgeted.truncated,
            full_result,
            logs: self.logs,
            usage: self.usage,
            trace: self.trace,
        }
    }

    fn error(self, kind: RunErrorKind) -> RunError {
        RunError { kind: Box::new(kind), logs: self.logs, usage: Box::new(self.usage), trace: Box::new(self.trace) }
    }
}
