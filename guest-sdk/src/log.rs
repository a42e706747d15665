//! Lines for the run's log, by `wasi:logging`. The host decides what becomes of them and how many there may be; natively they go
//! to the standard error stream.
//!
//! ```
//! use toolgate_guest::log;
//!
//! log::info("reading the price list");
//! log::warn(format_args!("{} prices have no currency", 3));
//! ```

use std::fmt::Display;

/// How much a line matters, by WASI's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What only its author wants to see.
    Trace,
    /// What helps to find a mistake.
    Debug,
    /// What happened.
    Info,
    /// What should not have happened.
    Warn,
    /// What went wrong.
    Error,
    /// What ends everything.
    Critical,
}

/// Logs at [`Level::Debug`].
pub fn debug(message: impl Display) {
    log(Level::Debug, "", &message.to_string());
}

/// Logs at [`Level::Info`].
pub fn info(message: impl Display) {
    log(Level::Info, "", &message.to_string());
}

/// Logs at [`Level::Warn`].
pub fn warn(message: impl Display) {
    log(Level::Warn, "", &message.to_string());
}

/// Logs at [`Level::Error`].
pub fn error(message: impl Display) {
    log(Level::Error, "", &message.to_string());
}

/// Logs a line. `context` says which part of the plugin it comes from, and may be empty.
#[cfg(target_family = "wasm")]
pub fn log(level: Level, context: &str, message: &str) {
    use crate::bindings::wasi::logging::logging;

    let level = match level {
        Level::Trace => logging::Level::Trace,
        Level::Debug => logging::Level::Debug,
        Level::Info => logging::Level::Info,
        Level::Warn => logging::Level::Warn,
        Level::Error => logging::Level::Error,
        Level::Critical => logging::Level::Critical,
    };
    logging::log(level, context, message);
}

/// Logs a line. `context` says which part of the plugin it comes from, and may be empty.
#[cfg(not(target_family = "wasm"))]
pub fn log(level: Level, context: &str, message: &str) {
    let separator = if context.is_empty() { "" } else { " " };
    eprintln!("{level:?} {context}{separator}{message}");
}
