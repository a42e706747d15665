//! One run: its store, its limits, what the guest imports. Never knows a configuration file or a provider's kind.

pub(crate) mod bindings;
mod compiled;
mod guest;
mod imports;
mod limits;
mod outcome;
mod outside;
mod run;
mod state;
mod trap;
mod world;

pub use limits::Limits;
pub use outcome::{RunError, RunErrorKind, RunOutput};

pub(crate) use bindings::toolgate::tools::failure::ScriptError as LoadError;
pub(crate) use compiled::CompiledScripts;
pub(crate) use guest::{ScriptComponent, ScriptEngine, script_error};
pub(crate) use imports::log_level;
pub(crate) use outside::outside;
pub(crate) use run::{RunContext, bounded};
pub(crate) use state::MemoryLimit;
pub(crate) use trap::{LastWords, ending};
