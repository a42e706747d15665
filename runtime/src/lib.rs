//! Toolgate runs model-written tool scripts in a WebAssembly sandbox.
//!
//! A model writes one script instead of twenty tool calls; the script runs inside wasmtime, its calls run concurrently on
//! the host, and only what it returns comes out.
//!
//! ```text
//! script source ──► script ──► engine ──► sandbox ──► gate ──► provider ──► output ──► model
//!                       └────► plan ──────────────────►┘
//! ```

pub mod script;

pub mod plan;

pub mod engine;

pub mod sandbox;

pub mod compile;

pub mod gate;

pub mod provider;

pub mod catalog;

pub mod output;

pub mod trace;

pub mod config;

pub mod whole;

mod duration;
mod engines;
mod json;
mod runtime;

pub use duration::parse_duration;
pub use engines::{Compiling, EngineEvent, EngineObserver};
pub use json::Json;
pub use plan::PlanStream;
pub use runtime::{BuildError, Run, Runtime, RuntimeBuilder};
pub use sandbox::{Limits, RunError, RunErrorKind, RunOutput};
pub use script::{Language, Script, ScriptError};

/// The README's programs are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
