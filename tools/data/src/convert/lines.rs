//! JSON Lines: one value a line. Empty lines are passed over.

use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::{self, Value};

use crate::failure::{invalid, kind, syntax};

pub(super) fn parse(text: &str) -> Result<Value, ToolFailure> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let values = lines.map(|(at, line)| {
        serde_json::from_str(line).map_err(|error| {
            let (line, column) = (at as u64 + 1, error.column().max(1) as u64);
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or_default();
            syntax(format!("line {line} is not JSON: {reason} (column {column})"), line, column)
        })
    });
    values.collect::<Result<Vec<Value>, _>>().map(Value::Array)
}

pub(super) fn write(value: &Value) -> Result<String, ToolFailure> {
    let Value::Array(items) = value else {
        return Err(invalid("/input", format!("JSON Lines are made of an array, and this is {}", kind(value))));
    };
    let mut text = String::new();
    for item in items {
        text.push_str(&serde_json::to_string(item)?);
        text.push('\n');
    }
    Ok(text)
}
