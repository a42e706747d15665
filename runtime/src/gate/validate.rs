//! Arguments against the tool's input schema, before anything is spent on the call. Results are checked where they arrive, in
//! `attempt`. Never changes either.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::{Next, ToolCall, refuse, service};
use crate::catalog::{Schema, Tool, Violation, describe};
use crate::json::Json;
use crate::provider::{CallError, CallErrorKind, CallFuture};

#[derive(Clone)]
pub(super) struct Validate(Arc<(Arc<Tool>, Next)>);

impl Validate {
    pub(super) fn new(tool: Arc<Tool>, next: Next) -> Self {
        Self(Arc::new((tool, next)))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let (tool, next) = &*self.0;
        match arguments(tool, call.arguments()) {
            Ok(()) => next.go(call),
            Err(error) => refuse(error),
        }
    }
}

service!(Validate);

fn arguments(tool: &Tool, arguments: &Json) -> Result<(), CallError> {
    check(tool.input(), arguments, |text, data| {
        let message = format!("the arguments of {} break its input schema: {text}", tool.full_name());
        CallError::new(CallErrorKind::InvalidArguments, message).with_data(data)
    })
}

/// A result's size and schema.
pub(super) fn result(tool: &Tool, result: &Json, max_bytes: u64) -> Result<(), CallError> {
    let name = tool.full_name();
    let actual = result.as_str().len() as u64;
    if actual > max_bytes {
        return Err(result_too_large(name, max_bytes, actual));
    }
    let Some(schema) = tool.output() else { return Ok(()) };
    check(schema, result, |text, data| {
        CallError::invalid_result(format!("the result of {name} breaks its own output schema: {text}")).with_data(data)
    })
}

/// A result that is over the limit `tool_result`.
pub(crate) fn result_too_large(name: &str, allowed: u64, actual: u64) -> CallError {
    let message = format!(
        "the result of {name} has {actual} bytes, more than the {allowed} that the limit `tool_result` allows: ask for less"
    );
    CallError::limit("tool_result", allowed, actual, message)
}

fn check(schema: &Schema, json: &Json, error: impl FnOnce(String, Value) -> CallError) -> Result<(), CallError> {
    schema.check(json).map_err(|violations| {
        let all: Vec<Value> = violations.iter().map(Violation::to_json).collect();
        error(describe(&violations), json!({ "violations": all }))
    })
}
