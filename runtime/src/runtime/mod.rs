//! The runtime: built once, immutable, shared by all runs. What a run is, is in [`sandbox`](crate::sandbox).

mod ended;
mod ready;
mod run;

pub use run::Run;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ready::{compile_plan, prepare_off_thread, ready};

use crate::catalog::Catalog;
use crate::compile::{Record, bake, engine_of};
use crate::engine::{EngineOptions, Wasm};
use crate::engines::{EngineObserver, Engines};
use crate::gate::{Explanation, Layers, Next, Policies, Policy, PolicyError, Stacks, ToolCall, ToolState};
use crate::json::Json;
use crate::plan::{CompiledPlan, PlanStream};
use crate::provider::{CallError, CallErrorKind, CallResult, ComponentProvider, ComponentSource, Provider};
use crate::sandbox::{CompiledScripts, Limits, RunContext, RunErrorKind};
use crate::script::{Language, Script};
use crate::trace::{Keep, LogObserver, LogSink, Metrics, RunObserver, Totals};

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
    /// not there. At most 64 files and 1 GiB; what was not used for the longest goes first. Default: nowhere.
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
    /// [`Script::wasm`] with the same results and errors, and without that engine. It has a [`Record`] of where it came from, the
    /// whole source included. Nothing of the script is run. No tool is needed but by a [`plan`](crate::plan), whose tasks are bound to
    /// this runtime's tools and checked against their schemas; what runs it then is the engine of JavaScript.
    ///
    /// # Errors
    /// As of a run that ends before the script's first line: a syntax error, a limit ([`Limits::source`], `memory`, `wall_time`; of a
    /// plan `calls`). [`RunErrorKind::NotAScript`] where it is a component already.
    pub async fn compile(&self, script: impl Into<Script>) -> Result<Vec<u8>, RunErrorKind> {
        let script = script.into();
        if script.component().is_some() {
            let reason = "it is a component already: run it as it is".to_owned();
            return Err(RunErrorKind::NotAScript { script: script.name().to_owned(), reason });
        }
        let Inner { wasm, limits, patience, engines, .. } = &*self.0;
        let observer = engines.observer();
        if script.is_plan() {
            let CompiledPlan { script: code, tools, tasks } = compile_plan(&self.0, &script).await?;
            let prepared = prepare_off_thread(&code, usize::MAX).await?;
            let record = |engine| Record::of_plan(&script, &prepared, tools, tasks, engine);
            return bake(wasm, engine_of(Language::Plan), &prepared, record, limits, *patience, observer).await;
        }
        let prepared = prepare_off_thread(&script, limits.source).await?;
        let record = |engine| Record::of_source(&script, &prepared, engine);
        bake(wasm, engine_of(prepared.language()), &prepared, record, limits, *patience, observer).await
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
            Ok(Err(error)) => Err(CallError::failed(error.to_string())),
            Err(_) => {
                let limit = humantime::format_duration(self.0.limits.wall_time);
                let message = format!("{tool} took longer than {limit}: raise the limit `wall_time`");
                Err(CallError::new(CallErrorKind::TimedOut, message))
            }
        }
    }
}
