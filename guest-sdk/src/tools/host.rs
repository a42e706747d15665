//! Calls by the contract's `calls`. Translates, and decides nothing.

use std::cell::Cell;

use serde_json::Value;

use super::call::{Answering, Request};
use super::{ToolError, ToolErrorKind};
use crate::script::Waiting;
use crate::script::bindings::toolgate::tools::calls::{self, CallOptions};
use crate::script::bindings::toolgate::tools::types::{self, CallError};
use crate::{Annotations, ToolDefinition};

pub(super) fn answer(request: Request) -> Answering {
    Box::pin(async move {
        let Request { tool, arguments, timeout } = request;
        let timeout_ms = timeout.map(|timeout| {
            let whole = timeout.as_nanos().div_ceil(1_000_000);
            u64::try_from(whole).unwrap_or(u64::MAX)
        });
        let options = CallOptions { id: next_id(), timeout_ms, site: None };
        let _waiting = Waiting::begin();
        calls::call(tool.clone(), arguments, options).await.map_err(|error| tool_error(tool, error))
    })
}

fn next_id() -> u64 {
    thread_local! {
        static LAST: Cell<u64> = const { Cell::new(0) };
    }
    LAST.set(LAST.get() + 1);
    LAST.get()
}

pub(super) fn search(query: &str, limit: u32) -> Vec<ToolDefinition> {
    calls::search(query, limit).into_iter().map(definition).collect()
}

pub(super) fn describe(tool: &str) -> Result<ToolDefinition, ToolError> {
    calls::describe(tool).map(definition).map_err(|error| tool_error(tool.to_owned(), error))
}

fn tool_error(tool: String, error: CallError) -> ToolError {
    let (kind, problem) = match error {
        CallError::UnknownTool(problem) => (ToolErrorKind::UnknownTool, problem),
        CallError::InvalidArguments(problem) => (ToolErrorKind::InvalidArguments, problem),
        CallError::Denied(problem) => (ToolErrorKind::Denied, problem),
        CallError::TimedOut(problem) => (ToolErrorKind::TimedOut, problem),
        CallError::Unavailable(problem) => (ToolErrorKind::Unavailable, problem),
        CallError::Cancelled(problem) => (ToolErrorKind::Cancelled, problem),
        CallError::LimitExceeded(problem) => (ToolErrorKind::LimitExceeded, problem),
        CallError::InvalidResult(problem) => (ToolErrorKind::InvalidResult, problem),
        CallError::Failed(problem) => (ToolErrorKind::Failed, problem),
    };
    // Data that is not JSON is shown as the text that it is.
    let data = problem.data.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
    ToolError { tool: tool.into(), kind, message: problem.message, data, retryable: problem.retryable }
}

fn definition(tool: types::ToolDefinition) -> ToolDefinition {
    let schema = |text: &str| serde_json::from_str(text).unwrap_or_default();
    ToolDefinition {
        input_schema: schema(&tool.input_schema),
        output_schema: tool.output_schema.as_deref().map(schema),
        annotations: Annotations {
            read_only: tool.annotations.read_only_hint,
            destructive: tool.annotations.destructive_hint,
            idempotent: tool.annotations.idempotent_hint,
            open_world: tool.annotations.open_world_hint,
        },
        name: tool.name,
        title: tool.title,
        description: tool.description,
        timeout_ms: tool.timeout_ms,
    }
}
