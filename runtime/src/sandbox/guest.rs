//! The guest's side of a run: an engine that is linked once, and for each run a fresh store in which it is loaded and run.

use std::sync::Arc;

use wasmtime::component::{Component, Linker};
use wasmtime::{Store, Trap};

use super::bindings::toolgate::tools::failure as wit;
use super::bindings::{Engine as EngineWorld, EnginePre};
use super::run::{RunContext, TooManyCalls};
use super::state::{MemoryLimit, ScriptState};
use super::{Limits, RunErrorKind, imports};
use crate::engine::Wasm;
use crate::json::Json;
use crate::script::{Place, Position, Prepared, ScriptError, ScriptErrorKind, StackFrame};

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
        imports::link(&mut linker)?;
        let kind = component.component_type();
        let with_wasi = kind.imports(wasm.engine()).any(|(name, _)| name.starts_with("wasi:cli/"));
        if with_wasi {
            imports::link_empty_wasi(&mut linker)?;
        }
        let pre = EnginePre::new(linker.instantiate_pre(component)?)?;
        Ok(Self { pre, wasm: wasm.clone(), large_image: with_wasi })
    }

    /// Loads and runs a script in a sandbox of its own. Dropping the future drops the sandbox and cancels its calls.
    pub(crate) async fn run(
        &self,
        script: &Prepared,
        input: &Json,
        limits: &Limits,
        run: &Arc<RunContext>,
    ) -> Result<Json, RunErrorKind> {
        let _active = self.wasm.active();
        let memory =
            if self.large_image { MemoryLimit::beyond_image(limits.memory) } else { MemoryLimit::new(limits.memory) };
        let state = ScriptState::new(Arc::clone(run), memory);
        let mut store = Store::new(self.wasm.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(1);
        // A guest that computes gives way to the executor at each tick, so that its deadline can be noticed.
        store.epoch_deadline_async_yield_and_update(1);
        // Over one call's largest result, and over a script's source, there is nothing to copy at once.
        let largest = limits.tool_result.max(limits.result).max(limits.source as u64);
        store.set_hostcall_fuel(usize::try_from(largest.saturating_mul(2)).unwrap_or(usize::MAX));
        let ended = self.drive(&mut store, script, input).await;
        let memory = &store.data().memory;
        let ended = match ended {
            Ok(Ok(text)) => return result(text, limits),
            // A script that caught its own lack of memory and returned is done. One that did not return ended for that reason,
            // whatever became of the exception on the way.
            _ if memory.denied => RunErrorKind::Memory { limit: limits.memory },
            Ok(Err(error)) => RunErrorKind::Script(Box::new(script_error(script, error))),
            Err(error) => ending(&error, limits),
        };
        Err(ended)
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

fn result(text: String, limits: &Limits) -> Result<Json, RunErrorKind> {
    let actual = text.len() as u64;
    if actual > limits.result {
        return Err(RunErrorKind::ResultSize { limit: limits.result, actual });
    }
    Json::parse(text)
        .map_err(|error| RunErrorKind::Trap { message: format!("the engine returned what is not JSON: {error}") })
}

/// The guest's error with its places as the author knows them.
fn script_error(script: &Prepared, error: wit::ScriptError) -> ScriptError {
    let stack = stack(script, error.stack);
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
        frame: place.map(|at| script.frame(at)),
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

/// The most steps of a stack that are shown, bytes of a message, and of a name; a guest may send any number.
const MAX_FRAMES: usize = 20;
const MAX_MESSAGE: usize = 8 << 10;
const MAX_NAME: usize = 200;

fn shortened(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let all = text.len();
        text.truncate(text.floor_char_boundary(bytes));
        text.push_str(&format!("… ({all} bytes in all)"));
    }
    text
}

fn ending(error: &wasmtime::Error, limits: &Limits) -> RunErrorKind {
    if error.downcast_ref::<TooManyCalls>().is_some() {
        return RunErrorKind::Calls { limit: limits.calls };
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => RunErrorKind::Stack,
        Some(trap) => RunErrorKind::Trap { message: trap.to_string() },
        None => RunErrorKind::Trap { message: error.root_cause().to_string() },
    }
}
