//! The failures of these tools, in the shapes that the contract gives each kind. Decides nothing.

use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::json;

use crate::MAX_TEXT;

/// An argument makes no sense; `pointer` is the JSON Pointer of it.
pub(crate) fn invalid(pointer: &str, message: impl Into<String>) -> ToolFailure {
    let message = message.into();
    let data = json!({"violations": [{"pointer": pointer, "message": message}]});
    ToolFailure::invalid_arguments(message).with_data(data)
}

/// A bound of this plugin is passed.
pub(crate) fn limit(name: &str, allowed: usize, actual: usize, message: impl Into<String>) -> ToolFailure {
    ToolFailure::limit_exceeded(message).with_data(json!({"limit": name, "allowed": allowed, "actual": actual}))
}

/// Fails where a text is too long to work on.
pub(crate) fn check_length(name: &str, text: &str) -> Result<(), ToolFailure> {
    if text.len() <= MAX_TEXT {
        return Ok(());
    }
    let message = format!("`{name}` has {} bytes, and {MAX_TEXT} are allowed: pass it in parts", text.len());
    Err(limit(name, MAX_TEXT, text.len(), message))
}
