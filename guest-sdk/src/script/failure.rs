//! How a script fails: the contract's `script-error`, made of whatever its function returned. Decides nothing.

use std::error::Error;
use std::fmt::{self, Display};

use serde_json::{Value, json};

use crate::tools::ToolError;

/// Why a script has no result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScriptFailure {
    /// Whose fault it is.
    pub kind: ScriptFailureKind,
    /// The error's class: the name of its type, `ToolError` where a call failed, `Error` where nothing is known.
    pub name: &'static str,
    /// What was wrong.
    pub message: String,
    /// For a failed call: `{"tool", "kind", "data", "retryable"}`.
    pub data: Option<Value>,
}

/// The cases of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScriptFailureKind {
    /// Its function returned an error, or can't take its input.
    Thrown,
    /// It awaits what can never be ready.
    Stuck,
    /// Its result can't be written as JSON.
    Result,
}

impl ScriptFailure {
    pub(crate) fn new(kind: ScriptFailureKind, name: &'static str, message: String) -> Self {
        Self { kind, name, message, data: None }
    }

    /// Of an error and its causes. A tool's error among them gives its data.
    pub(crate) fn of(name: &'static str, error: &(dyn Error + 'static)) -> Self {
        let mut message = error.to_string();
        for cause in causes(error).skip(1).map(ToString::to_string) {
            // An error that shows its cause itself, as many do, has said it.
            if !message.contains(&cause) {
                message.push_str(": ");
                message.push_str(&cause);
            }
        }
        let tool = causes(error).find_map(|cause| cause.downcast_ref::<ToolError>());
        let name = if tool.is_some() { "ToolError" } else { name };
        Self { data: tool.map(data), ..Self::new(ScriptFailureKind::Thrown, name, message) }
    }
}

/// Causes of one error that are looked at.
const MAX_CAUSES: usize = 32;

/// The error, what caused it, what caused that.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source()).take(MAX_CAUSES)
}

fn data(error: &ToolError) -> Value {
    json!({
        "tool": error.tool,
        "kind": error.kind.as_str(),
        "data": error.data,
        "retryable": error.retryable,
    })
}

impl Display for ScriptFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl Error for ScriptFailure {}

/// The name of an error's type without its path.
pub(crate) fn named_after<E>() -> &'static str {
    let path = std::any::type_name::<E>();
    let path = path.split('<').next().unwrap_or(path);
    let name = path.rsplit("::").next().unwrap_or(path);
    if name.starts_with(|first: char| first.is_ascii_uppercase()) { name } else { "Error" }
}
