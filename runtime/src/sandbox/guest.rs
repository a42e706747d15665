//! The guest's side of a run: an engine that is linked once, and for each run a fresh store in which it is loaded and run.

use std::sync::Arc;

use wasmtime::component::{Component, ComponentExportIndex, InstancePre, Linker};
use wasmtime::{Store, UpdateDeadline};

use super::bindings::toolgate::tools::failure as wit;
use super::bindings::{Engine as EngineWorld, EnginePre};
use super::run::RunContext;
use super::state::ScriptState;
use super::trap::{MAX_MESSAGE, MAX_NAME, ending, shortened};
use super::{Limits, RunErrorKind, world};
use crate::engine::{Active, Wasm};
use crate::json::Json;
use crate::script::{Language, Place, Position, Prepared, ScriptError, ScriptErrorKind, StackFrame};

/// A script engine, linked and ready to be instantiated.
#[derive(Clone)]
pub(crate) struct ScriptEngine {
    pre: EnginePre<ScriptState>,
    wasm: Wasm,
    /// Whether its own image does not count as a script's memory.
    large_image: bool,
}

impl ScriptEngine {
    pub(crate) fn new(wasm: &Wasm, component: &Component) -> wasmtime::Result<Self> {
        let mut linker = Linker::new(wasm.engine());
        world::link(&mut linker, wasm, component)?;
        let pre = EnginePre::new(linker.instantiate_pre(component)?)?;
        Ok(Self { pre, wasm: wasm.clone(), large_image: false })
    }

    /// Says that its own image is large, and does not count as a script's memory.
    pub(crate) fn with_large_image(mut self) -> Self {
        self.large_image = true;
        self
    }

    /// Loads and runs a script in a sandbox of its own. Dropping the future drops the sandbox and cancels its calls.
    pub(crate) async fn run(
        &self,
        script: &Prepared,
        input: &Json,
        limits: &Limits,
        run: &Arc<RunContext>,
    ) -> Result<Json, RunErrorKind> {
        let mut sandbox = Sandbox::new(&self.wasm, limits, run);
        if self.large_image {
            sandbox.store.data_mut().memory.leave_image_out();
        }
        let ended = self.drive(&mut sandbox.store, script, input).await;
        sandbox.end(ended, Some(script), limits)
    }

    async fn drive(
        &self,
        store: &mut Store<ScriptState>,
        script: &Prepared,
        input: &Json,
    ) -> wasmtime::Result<Result<String, wit::ScriptError>> {
        let guest: EngineWorld = self.pre.instantiate_async(&mut *store).await?;
        if let Err(error) = guest.call_load(&mut *store, &script.code).await? {
            return Ok(Err(error));
        }
        let input = input.as_str().to_owned();
        store.run_concurrent(async |accessor| guest.call_run(accessor, input).await).await?
    }
}

/// A script that is a component, linked and ready to be instantiated. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ScriptComponent {
    pre: InstancePre<ScriptState>,
    run: ComponentExportIndex,
    wasm: Wasm,
    origin: Arc<Origin>,
}

/// Where a component came from.
#[derive(Default)]
pub(crate) struct Origin {
    /// The source, where it is known.
    pub(crate) prepared: Option<Prepared>,
    /// Where the tasks are, where that is a plan.
    pub(crate) tasks: Option<Vec<(u32, u32)>>,
    /// What whoever runs it should know.
    pub(crate) note: Option<String>,
    /// The engine that is inside, by its language.
    pub(crate) engine: Option<Language>,
}

impl Origin {
    /// Where in the source a call was made.
    pub(crate) fn position(&self, site: u32) -> Option<(u32, u32)> {
        if let Some(tasks) = &self.tasks {
            return tasks.get(site as usize).copied();
        }
        self.prepared.as_ref()?.original(Place::Site(site)).map(|at| (at.line, at.column))
    }
}

impl ScriptComponent {
    /// # Errors
    /// It is no script, and what it is instead.
    pub(crate) fn new(wasm: &Wasm, component: &Component, origin: Origin) -> Result<Self, String> {
        let mut linker = Linker::new(wasm.engine());
        let linked = world::check(wasm, component).and_then(|()| {
            world::link(&mut linker, wasm, component).map_err(|error| format!("it can't be linked: {error}"))
        });
        linked?;
        let pre = linker.instantiate_pre(component).map_err(|error| world::not_linked(&error))?;
        // Found once: a run has no time to look for it by name.
        let run = component.get_export_index(None, world::RUN).ok_or_else(|| world::no_run(&[]))?;
        Ok(Self { pre, run, wasm: wasm.clone(), origin: Arc::new(origin) })
    }

    /// Where it came from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Runs it in a sandbox of its own. Dropping the future drops the sandbox and cancels its calls.
    pub(crate) async fn run(&self, input: &Json, limits: &Limits, run: &Arc<RunContext>) -> Result<Json, RunErrorKind> {
        let mut sandbox = Sandbox::new(&self.wasm, limits, run);
        let prepared = self.origin.prepared.as_ref();
        // As when a source is loaded.
        if self.origin.engine == Some(Language::Python) {
            sandbox.store.data_mut().memory.leave_image_out();
        }
        let ended = self.drive(&mut sandbox.store, input).await;
        sandbox.end(ended, prepared, limits)
    }

    async fn drive(
        &self,
        store: &mut Store<ScriptState>,
        input: &Json,
    ) -> wasmtime::Result<Result<String, wit::ScriptError>> {
        let guest = self.pre.instantiate_async(&mut *store).await?;
        let run = guest.get_typed_func::<(String,), (Result<String, wit::ScriptError>,)>(&mut *store, &self.run)?;
        let input = (input.as_str().to_owned(),);
        let (ended,) = store.run_concurrent(async |accessor| run.call_concurrent(accessor, input).await).await??;
        Ok(ended)
    }
}

/// What a guest may have open at once beside its calls (timers, logs), and wasmtime's default. A call has at most four: itself, its
/// cancellation, and those until each is collected.
const HANDLES: u64 = 100_000;

/// A fresh store, within the run's limits.
struct Sandbox {
    store: Store<ScriptState>,
    run: Arc<RunContext>,
    _active: Active,
}

impl Sandbox {
    fn new(wasm: &Wasm, limits: &Limits, run: &Arc<RunContext>) -> Self {
        let mut store = Store::new(wasm.engine(), ScriptState::new(run, limits.memory));
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(1);
        // A guest that computes gives way to the executor at each tick, so that its deadline can be noticed.
        store.epoch_deadline_callback(|store| {
            store.data().run.gate().turn().interrupt();
            Ok(UpdateDeadline::Yield(1))
        });
        // Over one call's largest result, and over a script's source, there is nothing to copy at once.
        let largest = limits.tool_result.max(limits.result).max(limits.source as u64);
        store.set_hostcall_fuel(usize::try_from(largest.saturating_mul(2)).unwrap_or(usize::MAX));
        store.set_max_component_handles(
            usize::try_from(limits.calls.saturating_mul(4).saturating_add(HANDLES)).unwrap_or(usize::MAX),
        );
        Self { store, run: Arc::clone(run), _active: wasm.active() }
    }

    /// What the guest's end is to the run. `script` is what it was loaded with, where that is known.
    fn end(
        mut self,
        ended: wasmtime::Result<Result<String, wit::ScriptError>>,
        script: Option<&Prepared>,
        limits: &Limits,
    ) -> Result<Json, RunErrorKind> {
        let state = self.store.data_mut();
        self.run.recorder().script_returned();
        match ended {
            Ok(Ok(text)) => result(text, limits),
            // A script that caught its own lack of memory and returned is done. One that did not return ended for that reason,
            // whatever became of the exception on the way.
            _ if state.memory.denied => Err(RunErrorKind::Memory { limit: limits.memory }),
            Ok(Err(error)) => Err(RunErrorKind::Script(Box::new(script_error(script, error)))),
            Err(error) => Err(ending(&error, state.last_words(), limits)),
        }
    }
}

fn result(text: String, limits: &Limits) -> Result<Json, RunErrorKind> {
    let actual = text.len() as u64;
    if actual > limits.result {
        return Err(RunErrorKind::ResultSize { limit: limits.result, actual });
    }
    Json::parse(text)
        .map_err(|error| RunErrorKind::Trap { message: format!("the engine returned what is not JSON: {error}") })
}

/// The guest's error with its places as the author knows them.
pub(crate) fn script_error(script: Option<&Prepared>, error: wit::ScriptError) -> ScriptError {
    // Where the author of a component wrote something, nobody knows who has no source.
    let stack = script.map(|script| stack(script, error.stack)).unwrap_or_default();
    let place = stack.first().map(|frame| Position { line: frame.line, column: frame.column });
    ScriptError {
        kind: match error.kind {
            wit::ScriptErrorKind::Syntax => ScriptErrorKind::Syntax,
            wit::ScriptErrorKind::Thrown => ScriptErrorKind::Thrown,
            wit::ScriptErrorKind::Stuck => ScriptErrorKind::Stuck,
            wit::ScriptErrorKind::Result => ScriptErrorKind::Result,
        },
        name: shortened(error.name, MAX_NAME),
        message: shortened(error.message, MAX_MESSAGE),
        line: place.map(|at| at.line),
        column: place.map(|at| at.column),
        frame: place.zip(script).map(|(at, script)| script.frame(at)),
        stack,
        // What a tool said may be as large as a result.
        data: error.data.filter(|text| text.len() <= MAX_MESSAGE).and_then(|text| serde_json::from_str(&text).ok()),
    }
}

/// The steps whose place is the script's own, no two alike in a row.
fn stack(script: &Prepared, frames: Vec<wit::StackFrame>) -> Vec<StackFrame> {
    let mut stack: Vec<StackFrame> = Vec::new();
    let mut after_site = false;
    for frame in frames.into_iter().take(MAX_FRAMES) {
        let (place, is_site) = match frame.at {
            wit::Place::Position((line, column)) => (Place::Position { line, column }, false),
            wit::Place::Site(site) => (Place::Site(site), true),
        };
        let Some(at) = script.original(place) else { continue };
        let function = frame.function.map(|name| shortened(name, MAX_NAME));
        match stack.last_mut() {
            Some(last) if (last.line, last.column) == (at.line, at.column) => {}
            // The await around what failed says nothing new.
            Some(last) if is_site && last.line == at.line => {}
            // A site says where a call stands; the engine's step for the same call knows the function it is in.
            Some(last) if after_site && last.line == at.line => last.function = function,
            _ => stack.push(StackFrame { function, line: at.line, column: at.column }),
        }
        after_site = is_site;
    }
    stack
}

/// The most steps of a stack that are shown; a guest may send any number.
const MAX_FRAMES: usize = 20;
