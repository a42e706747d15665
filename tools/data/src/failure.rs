//! The failures of these tools, in the shapes that the contract gives each kind. Decides nothing.

use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::{Value, json};

/// An argument makes no sense; `pointer` is the JSON Pointer of it.
pub(crate) fn invalid(pointer: &str, message: impl Into<String>) -> ToolFailure {
    let message = message.into();
    let data = json!({"violations": [{"pointer": pointer, "message": message}]});
    ToolFailure::invalid_arguments(message).with_data(data)
}

/// A bound of this plugin is passed.
pub(crate) fn limit(name: &str, allowed: u64, actual: u64, message: impl Into<String>) -> ToolFailure {
    ToolFailure::limit_exceeded(message).with_data(json!({"limit": name, "allowed": allowed, "actual": actual}))
}

/// A text is not what it should be, at a line and column that count from 1.
pub(crate) fn syntax(message: impl Into<String>, line: u64, column: u64) -> ToolFailure {
    ToolFailure::failed(message).with_data(json!({"code": "syntax", "line": line, "column": column}))
}

/// What a value is called in a message.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
