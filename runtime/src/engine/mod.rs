//! wasmtime, set up once: configuration, compiled code and its cache, the pool, the clock that interrupts guests. Never
//! knows a script's language, a tool or a run.

mod cache;
mod config;
mod immortal;
mod preinit;
mod segments;
mod ticker;

pub(crate) use preinit::{Loading, nothing};
pub use preinit::{componentize, preinitialize};
pub(crate) use segments::joined;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::Component;

use cache::Cache;
pub(crate) use ticker::Active;
use ticker::Ticker;

/// The JavaScript engine's component, pre-initialised.
#[cfg(feature = "javascript")]
pub(crate) const JAVASCRIPT: &[u8] = include_bytes!(env!("TOOLGATE_ENGINE_JAVASCRIPT"));

/// A build without the engine can only make engines.
#[cfg(not(feature = "javascript"))]
pub(crate) const JAVASCRIPT: &[u8] = &[];

/// The Python engine's component, pre-initialised. Another one than JavaScript's, and compiled only when it is needed.
#[cfg(feature = "python")]
pub(crate) const PYTHON: &[u8] = include_bytes!(env!("TOOLGATE_ENGINE_PYTHON"));

/// A build without the engine can't run Python.
#[cfg(not(feature = "python"))]
pub(crate) const PYTHON: &[u8] = &[];

/// What the pool is made for.
#[derive(Debug, Clone)]
pub(crate) struct EngineOptions {
    /// Sandboxes of scripts that exist at once.
    pub(crate) scripts: u32,
    /// Instances of plugins that exist at once.
    pub(crate) plugins: u32,
    /// Where compiled code is kept; `None`: nowhere.
    pub(crate) cache_dir: Option<PathBuf>,
    /// How much of a slot's memory stays mapped between runs, in bytes.
    pub(crate) keep_resident: usize,
}

impl EngineOptions {
    /// A page fault costs more than clearing a page, and few pages are ever written to.
    pub(crate) const KEEP_RESIDENT: usize = 1 << 20;
    /// The same for CPython, which writes to many.
    pub(crate) const PYTHON_KEEP_RESIDENT: usize = 12 << 20;
}

/// The engine that all runs of a runtime share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Wasm {
    engine: wasmtime::Engine,
    cache: Option<Arc<Cache>>,
    ticker: Arc<Ticker>,
    /// Scripts that wait for plugins hold slots of the pool, so each kind has its own admission and the pool is their sum:
    /// no script can starve the plugin that it waits for.
    scripts: Arc<Semaphore>,
    plugins: Arc<Semaphore>,
}

impl Wasm {
    pub(crate) fn new(options: &EngineOptions) -> Result<Self> {
        let engine = wasmtime::Engine::new(&config::wasmtime_config(options))
            .map_err(anyhow::Error::from)
            .context("setting wasmtime up")?;
        let cache = options.cache_dir.as_deref().map(|dir| Cache::open(dir, &engine)).transpose()?;
        Ok(Self {
            ticker: Arc::new(Ticker::start(&engine)?),
            engine,
            cache: cache.map(Arc::new),
            scripts: Arc::new(Semaphore::new(options.scripts as usize)),
            plugins: Arc::new(Semaphore::new(options.plugins as usize)),
        })
    }

    /// One that differs in how much its slots keep, with a pool of its own; what is admitted is admitted to both together.
    /// It has no room for plugins.
    pub(crate) fn beside(&self, options: &EngineOptions) -> Result<Self> {
        let mut beside = Self::new(&EngineOptions { plugins: 0, ..options.clone() })?;
        beside.scripts = Arc::clone(&self.scripts);
        Ok(beside)
    }

    /// Whether an earlier process left that component compiled.
    pub(crate) fn is_compiled(&self, component: &[u8]) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.has(component))
    }

    pub(crate) fn engine(&self) -> &wasmtime::Engine {
        &self.engine
    }

    /// Compiles a component, or takes what an earlier process compiled. Blocks for as long as Cranelift needs.
    pub(crate) fn compile(&self, component: &[u8]) -> Result<Component> {
        match &self.cache {
            Some(cache) => cache.get_or_compile(&self.engine, component),
            None => Ok(Component::new(&self.engine, component)?),
        }
    }

    /// A slot for a script's sandbox.
    pub(crate) async fn admit_script(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        admit(&self.scripts, patience).await
    }

    /// A slot for a plugin's instance.
    pub(crate) async fn admit_plugin(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        admit(&self.plugins, patience).await
    }

    /// Keeps the epoch moving for as long as the value lives.
    pub(crate) fn active(&self) -> Active {
        self.ticker.active()
    }
}

async fn admit(slots: &Arc<Semaphore>, patience: Duration) -> Option<OwnedSemaphorePermit> {
    if let Ok(permit) = Arc::clone(slots).try_acquire_owned() {
        return Some(permit);
    }
    tokio::time::timeout(patience, Arc::clone(slots).acquire_owned()).await.ok()?.ok()
}
