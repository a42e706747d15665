//! The script engines of a runtime, by language. JavaScript's is there from the beginning; Python's is compiled, or loaded from
//! the cache, for the first script that needs it, and takes nothing until then.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::OnceCell;

use crate::engine::{EngineOptions, JAVASCRIPT, PYTHON, Wasm};
use crate::sandbox::ScriptEngine;
use crate::script::Language;

/// Something about an engine that takes a while.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineEvent {
    /// It is being compiled, which takes seconds; with a folder for the cache, once for all processes.
    Compiling {
        /// Its language.
        language: Language,
    },
    /// It is compiled.
    Compiled {
        /// Its language.
        language: Language,
        /// How long that took.
        took: Duration,
    },
}

/// Sees what happens to engines. Called from any thread; it should return at once.
pub type EngineObserver = Arc<dyn Fn(&EngineEvent) + Send + Sync>;

pub(crate) struct Engines {
    javascript: Option<ScriptEngine>,
    python: OnceCell<ScriptEngine>,
    wasm: Wasm,
    options: EngineOptions,
    observer: Option<EngineObserver>,
}

impl Engines {
    /// Compiles JavaScript's.
    pub(crate) fn new(wasm: &Wasm, options: EngineOptions, observer: Option<EngineObserver>) -> Result<Self> {
        ensure!(
            !JAVASCRIPT.is_empty() || !PYTHON.is_empty(),
            "this build has no script engine: enable the feature `javascript` or `python`"
        );
        let javascript = match JAVASCRIPT {
            [] => None,
            component => Some(ScriptEngine::new(wasm, &wasm.compile(component)?)?),
        };
        Ok(Self { javascript, python: OnceCell::new(), wasm: wasm.clone(), options, observer })
    }

    /// The engine of a language, made ready where it is not.
    pub(crate) async fn get(&self, language: Language) -> Result<&ScriptEngine> {
        match language {
            Language::Python => self.python.get_or_try_init(|| self.start_python()).await,
            _ => self.javascript.as_ref().context("this build has no JavaScript: enable the feature `javascript`"),
        }
    }

    /// On a thread that may block: Cranelift needs seconds.
    async fn start_python(&self) -> Result<ScriptEngine> {
        ensure!(!PYTHON.is_empty(), "this build has no Python: enable the feature `python`");
        let (wasm, options, observer) = (self.wasm.clone(), self.options.clone(), self.observer.clone());
        let start = move || {
            let keep_resident = EngineOptions::PYTHON_KEEP_RESIDENT;
            let wasm = wasm.beside(&EngineOptions { keep_resident, ..options })?;
            let tell = |event: EngineEvent| {
                if let Some(observer) = &observer {
                    observer(&event);
                }
            };
            let (language, compiled) = (Language::Python, wasm.is_compiled(PYTHON));
            if !compiled {
                tell(EngineEvent::Compiling { language });
            }
            let started = Instant::now();
            let component = wasm.compile(PYTHON)?;
            if !compiled {
                tell(EngineEvent::Compiled { language, took: started.elapsed() });
            }
            Ok(ScriptEngine::new(&wasm, &component)?.with_large_image())
        };
        tokio::task::spawn_blocking(start).await.context("the engine could not be compiled")?
    }
}
