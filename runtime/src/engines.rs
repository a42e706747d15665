//! The script engines of a runtime, by language. Each is compiled, or loaded from the cache, for the first script that needs it, and
//! takes nothing until then: a compiled script and a plan need none.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::OnceCell;
use wasmtime::component::Component;

use crate::engine::{EngineOptions, JAVASCRIPT, PYTHON, Wasm};
use crate::sandbox::ScriptEngine;
use crate::script::Language;

/// Something about compiling that takes a while.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineEvent {
    /// It is being compiled for this machine, which takes up to seconds; with a folder for the cache, once for all processes.
    Compiling {
        /// What.
        what: Compiling,
    },
    /// It is compiled.
    Compiled {
        /// What.
        what: Compiling,
        /// How long that took.
        took: Duration,
    },
}

/// What is compiled for this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compiling {
    /// The engine of a language.
    Engine(Language),
    /// A script that is a component, by its name.
    Script(String),
}

/// Sees what happens to engines. Called from any thread; it should return at once.
pub type EngineObserver = Arc<dyn Fn(&EngineEvent) + Send + Sync>;

/// Compiles a component, or takes what an earlier process compiled, and tells whoever observes it. Blocks.
pub(crate) fn compile_observed(
    wasm: &Wasm,
    component: &[u8],
    what: Compiling,
    observer: Option<&EngineObserver>,
) -> Result<Component> {
    let observer = observer.filter(|_| !wasm.is_compiled(component));
    let tell = |event: EngineEvent| observer.into_iter().for_each(|observer| observer(&event));
    tell(EngineEvent::Compiling { what: what.clone() });
    let started = Instant::now();
    let compiled = wasm.compile(component)?;
    tell(EngineEvent::Compiled { what, took: started.elapsed() });
    Ok(compiled)
}

pub(crate) struct Engines {
    javascript: OnceCell<ScriptEngine>,
    python: OnceCell<ScriptEngine>,
    wasm: Wasm,
    /// A pool for what has CPython inside.
    python_pool: OnceCell<Wasm>,
    options: EngineOptions,
    observer: Option<EngineObserver>,
}

impl Engines {
    pub(crate) fn new(wasm: &Wasm, options: EngineOptions, observer: Option<EngineObserver>) -> Self {
        Self {
            javascript: OnceCell::new(),
            python: OnceCell::new(),
            wasm: wasm.clone(),
            python_pool: OnceCell::new(),
            options,
            observer,
        }
    }

    pub(crate) fn observer(&self) -> Option<&EngineObserver> {
        self.observer.as_ref()
    }

    /// The engine of a language, made ready where it is not.
    pub(crate) async fn get(&self, language: Language) -> Result<&ScriptEngine> {
        match language {
            Language::Python => self.python.get_or_try_init(|| self.start(Language::Python, PYTHON)).await,
            // TypeScript has none of its own.
            _ => self.javascript.get_or_try_init(|| self.start(Language::JavaScript, JAVASCRIPT)).await,
        }
    }

    /// The pool in which what has the engine of a language inside is run.
    pub(crate) async fn pool(&self, language: Language) -> Result<&Wasm> {
        if language != Language::Python {
            return Ok(&self.wasm);
        }
        let make = || async {
            let (wasm, options) = (self.wasm.clone(), self.options.clone());
            let keep_resident = EngineOptions::PYTHON_KEEP_RESIDENT;
            blocking(move || wasm.beside(&EngineOptions { keep_resident, ..options })).await
        };
        self.python_pool.get_or_try_init(make).await
    }

    async fn start(&self, language: Language, engine: &'static [u8]) -> Result<ScriptEngine> {
        ensure!(!engine.is_empty(), "this build has no engine for {language}: enable the feature `{language}`");
        let (wasm, observer) = (self.pool(language).await?.clone(), self.observer.clone());
        blocking(move || {
            let component = compile_observed(&wasm, engine, Compiling::Engine(language), observer.as_ref())?;
            let engine = ScriptEngine::new(&wasm, &component)?;
            Ok(if language == Language::Python { engine.with_large_image() } else { engine })
        })
        .await
    }
}

/// On a thread that may block: Cranelift needs seconds.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("the engine could not be compiled")?
}
