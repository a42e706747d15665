//! An engine, instantiated, loaded with a source, and kept as it is then. Knows no language: the engine is a parameter, and what
//! it is loaded with was prepared for it.

use std::time::Duration;

use wasmparser::{Parser, Payload};
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wizer::{WasmtimeWizerComponent, Wizer};

use crate::engine::{Loading, Wasm, joined, nothing};
use crate::engines::{Compiling, EngineObserver, compile_observed};
use crate::sandbox::{LastWords, Limits, LoadError, MemoryLimit, RunErrorKind, ending, script_error};
use crate::script::{EngineVersion, Language, Prepared, Record};

/// The function that takes the source.
const LOAD: &[u8] = b"load";

/// What it is called while it is there. wizer takes what has the name of the function that it calls from the exports of the
/// component, and of the core modules as well, from which the component has it; no core module exports anything of this name.
const LOADING: &str = "tg-l";

/// An engine that scripts are compiled with.
#[derive(Clone, Copy)]
pub(crate) struct Engine {
    /// What records call it.
    pub(crate) name: &'static str,
    /// What it runs; TypeScript is JavaScript by then.
    pub(crate) language: Language,
    /// Its component, pre-initialised.
    pub(crate) component: &'static [u8],
    /// Whether its own image does not count as a script's memory.
    pub(crate) large_image: bool,
}

/// Makes a component of world `script` of an engine and what it loads, with a record of where that is from.
///
/// # Errors
/// As of a run: the engine refuses the source, or needs more than a limit allows. [`RunErrorKind::Host`] where it can't be
/// snapshotted.
pub(crate) async fn bake(
    wasm: &Wasm,
    engine: Engine,
    prepared: &Prepared,
    record: impl FnOnce(EngineVersion) -> Record,
    limits: &Limits,
    patience: Duration,
    observer: Option<&EngineObserver>,
) -> Result<Vec<u8>, RunErrorKind> {
    if engine.component.is_empty() {
        let message = format!("this build has no engine for {0}: enable the feature `{0}`", engine.name);
        return Err(RunErrorKind::Host { message });
    }
    // Cranelift first, outside of the wall time and of a slot.
    let compiling = {
        let (wasm, observer) = (wasm.clone(), observer.cloned());
        move || Instrumented::new(&wasm, engine, observer.as_ref())
    };
    let instrumented = tokio::task::spawn_blocking(compiling).await.map_err(|error| host(&error))??;
    let Some(_slot) = wasm.admit_script(patience).await else {
        return Err(RunErrorKind::Overloaded { waited: patience });
    };
    let mut memory = MemoryLimit::new(limits.memory);
    if engine.large_image {
        memory.leave_image_out();
    }
    let loading = instrumented.load(wasm, prepared, limits, memory);
    let loaded = tokio::time::timeout(limits.wall_time, loading).await;
    let snapshot = loaded.unwrap_or(Err(RunErrorKind::WallTime { limit: limits.wall_time }))?;
    let version = EngineVersion::of(engine.name, engine.component);
    record(version).append(&snapshot).map_err(|error| host(&error))
}

/// An engine with the exports by which its memory is read.
struct Instrumented {
    /// The engine without them.
    engine: Vec<u8>,
    component: wasmtime::component::Component,
}

impl Instrumented {
    fn new(wasm: &Wasm, engine: Engine, observer: Option<&EngineObserver>) -> Result<Self, RunErrorKind> {
        let Engine { language, component, .. } = engine;
        let engine = renamed(component).map_err(|error| host(&error))?;
        let (_, instrumented) = wizer().instrument_component(&engine).map_err(|error| host(&error))?;
        let component = compile_observed(wasm, &instrumented, Compiling::Engine(language), observer);
        let component = component.map_err(|error| host(&error))?;
        Ok(Self { engine, component })
    }

    async fn load(
        &self,
        wasm: &Wasm,
        prepared: &Prepared,
        limits: &Limits,
        memory: MemoryLimit,
    ) -> Result<Vec<u8>, RunErrorKind> {
        let mut store = Store::new(wasm.engine(), Loading::new(memory));
        store.limiter(|loading| &mut loading.memory);
        store.set_epoch_deadline(1);
        // Gives way at each tick, so that the wall time can be noticed.
        store.epoch_deadline_callback(|_| Ok(UpdateDeadline::Yield(1)));
        // The whole memory is copied out at once.
        store.set_hostcall_fuel(usize::MAX);
        let _active = wasm.active();
        let loaded = self.instantiate(&mut store, prepared).await;
        let instance = match loaded {
            _ if store.data().memory.denied => return Err(RunErrorKind::Memory { limit: limits.memory }),
            Err(error) => return Err(ending(&error, LastWords::default(), limits)),
            Ok((_, Err(error))) => return Err(RunErrorKind::Script(Box::new(script_error(Some(prepared), error)))),
            Ok((instance, Ok(()))) => instance,
        };
        // The same component gives the same instrumentation.
        let wizer = wizer();
        let (context, _) = wizer.instrument_component(&self.engine).map_err(|error| host(&error))?;
        let mut loaded = WasmtimeWizerComponent { store: &mut store, instance };
        let snapshot = wizer.snapshot_component(&context, &mut loaded).await.map_err(|error| host(&error))?;
        joined(&snapshot).map_err(|error| host(&error))
    }

    async fn instantiate(
        &self,
        store: &mut Store<Loading>,
        prepared: &Prepared,
    ) -> wasmtime::Result<(wasmtime::component::Instance, Result<(), LoadError>)> {
        let instance = nothing(&self.component)?.instantiate_async(&mut *store, &self.component).await?;
        let load = instance.get_typed_func::<(&str,), (Result<(), LoadError>,)>(&mut *store, LOADING)?;
        let (loaded,) = load.call_async(&mut *store, (&prepared.code,)).await?;
        Ok((instance, loaded))
    }
}

/// The engine with its `load` under the other name, which is as long.
fn renamed(engine: &[u8]) -> anyhow::Result<Vec<u8>> {
    /// What stands before a name: how it is written, and its length.
    const BEFORE: usize = 2;
    let mut nested = 0;
    for payload in Parser::new(0).parse_all(engine) {
        match payload? {
            Payload::Version { .. } => nested += 1,
            Payload::End(_) => nested -= 1,
            Payload::ComponentExportSection(exports) if nested == 1 => {
                for export in exports.into_iter_with_offsets() {
                    let (at, export) = export?;
                    let place = at + BEFORE..at + BEFORE + LOADING.len();
                    if export.name.name.as_bytes() == LOAD && engine.get(place.clone()) == Some(LOAD) {
                        let mut renamed = engine.to_vec();
                        renamed[place].copy_from_slice(LOADING.as_bytes());
                        return Ok(renamed);
                    }
                }
            }
            _ => {}
        }
    }
    anyhow::bail!("the engine exports no function `load`")
}

fn wizer() -> Wizer {
    let mut wizer = Wizer::new();
    wizer.init_func(LOADING);
    wizer.keep_init_func(false);
    wizer
}

fn host(error: &dyn std::fmt::Display) -> RunErrorKind {
    RunErrorKind::Host { message: format!("the script could not be compiled: {error:#}") }
}
