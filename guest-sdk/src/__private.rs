//! What the macros' expansions name. Not for people: it changes whenever the macros do.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{FailureKind, ToolFailure};

#[cfg(target_family = "wasm")]
pub use crate::component::Exported;
#[cfg(feature = "script")]
pub use crate::script::expanded::*;

/// A `Result` that a tool may return, under whatever alias it goes.
#[diagnostic::on_unimplemented(
    message = "a tool can't return `{Self}`",
    note = "a tool returns `T` or `Result<T, E>`, where `E` is `ToolFailure` or anything that implements `Display`"
)]
pub trait Outcome {
    /// What it holds when all went well.
    type Value;

    /// The same with the one error that there is.
    fn outcome(self) -> Result<Self::Value, ToolFailure>;
}

impl<T, E: Into<ToolFailure>> Outcome for Result<T, E> {
    type Value = T;

    fn outcome(self) -> Result<T, ToolFailure> {
        self.map_err(Into::into)
    }
}

/// The schema of a tool's arguments.
pub fn input_schema<T: JsonSchema>() -> Value {
    crate::definition::input_schema::<T>()
}

/// The schema of a tool's result.
pub fn output_schema<T: JsonSchema>() -> Option<Value> {
    crate::definition::output_schema::<T>()
}

/// The schema of a plugin's settings.
pub fn settings_schema<T: JsonSchema>() -> Value {
    crate::definition::settings_schema::<T>()
}

/// The arguments out of their JSON.
pub fn arguments<T: DeserializeOwned>(text: &str) -> Result<T, ToolFailure> {
    serde_json::from_str(text).map_err(|error| misfit(&error))
}

fn misfit(error: &serde_json::Error) -> ToolFailure {
    let message = error.to_string();
    ToolFailure::invalid_arguments(format!("the arguments do not fit: {message}"))
        .with_data(json!({"violations": [{"pointer": "", "message": message}]}))
}

/// The result as JSON.
pub fn result<T: Serialize>(value: &T) -> Result<String, ToolFailure> {
    serde_json::to_string(value).map_err(|error| {
        ToolFailure::new(FailureKind::InvalidResult, format!("the result can't be written as JSON: {error}"))
    })
}

/// The failure of a call by a name that no tool has.
pub fn unknown_tool(name: &str, names: &[&str]) -> ToolFailure {
    let message = format!("the plugin has no tool `{name}`: it has {}", names.join(", "));
    ToolFailure::new(FailureKind::UnknownTool, message).with_data(json!({"nearest": names}))
}

/// Fails to compile where two tools have one name.
pub const fn check_names(names: &[&str]) {
    let mut one = 0;
    while one < names.len() {
        let mut other = one + 1;
        while other < names.len() {
            assert!(
                !same(names[one].as_bytes(), names[other].as_bytes()),
                "two tools of this plugin have the same name"
            );
            other += 1;
        }
        one += 1;
    }
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
