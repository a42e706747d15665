//! What the expansion of `#[script]` names, by way of `__private`. Not for people.

use std::error::Error;
use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(target_family = "wasm")]
pub use super::component::Exported as ExportedScript;
use super::{ScriptFailure, ScriptFailureKind, named_after};

/// The input out of its JSON.
pub fn script_input<T: DeserializeOwned>(text: &str) -> Result<T, ScriptFailure> {
    serde_json::from_str(text).map_err(|error| {
        let message = format!("the input does not fit what the script takes: {error}");
        ScriptFailure::new(ScriptFailureKind::Thrown, "InputError", message)
    })
}

/// The result as JSON.
pub fn script_result<T: Serialize>(value: &T) -> Result<String, ScriptFailure> {
    serde_json::to_string(value).map_err(|error| {
        let message = format!("the result can't be written as JSON: {error}");
        ScriptFailure::new(ScriptFailureKind::Result, "ResultError", message)
    })
}

/// What a script may end with.
#[diagnostic::on_unimplemented(
    message = "a script can't end with the error `{Self}`",
    note = "a script returns `T` or `Result<T, E>`, where `E` implements `Display`: `ToolError`, `Box<dyn Error>`, `String`, …"
)]
pub trait EndsScript {}

impl<E: Display> EndsScript for E {}

/// Fails to compile, with a message that helps, where the error is none that a script may end with.
pub fn check_error<E: EndsScript>(_: &E) {}

/// An error that a script's function returned. Of the traits below, the compiler takes the first that knows the error: it looks
/// at `&&&Thrown` before `&&Thrown`.
pub struct Thrown<E>(pub E);

/// Errors that hold one of any type: `Box<dyn Error>`, `anyhow::Error` and their like.
pub trait ByContent {
    /// The failure.
    fn failure(&self) -> ScriptFailure;
}

impl<E: AsRef<dyn Error + 'static>> ByContent for &&Thrown<E> {
    fn failure(&self) -> ScriptFailure {
        ScriptFailure::of("Error", self.0.as_ref())
    }
}

/// Errors.
pub trait ByError {
    /// The failure.
    fn failure(&self) -> ScriptFailure;
}

impl<E: Error + 'static> ByError for &Thrown<E> {
    fn failure(&self) -> ScriptFailure {
        ScriptFailure::of(named_after::<E>(), &self.0)
    }
}

/// Whatever shows itself: text, say.
pub trait ByDisplay {
    /// The failure.
    fn failure(&self) -> ScriptFailure;
}

impl<E: Display> ByDisplay for Thrown<E> {
    fn failure(&self) -> ScriptFailure {
        ScriptFailure::new(ScriptFailureKind::Thrown, "Error", self.0.to_string())
    }
}
