//! What is wrong with a plan, while its place is still a byte of its text: the seed of a [`ScriptError`], or of a task's error.

use std::ops::Range;

use serde_json::{Value, json};

use super::path;
use crate::provider::{CallError, CallErrorKind};
use crate::script::{ScriptError, syntax_error_at};

/// A mistake.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    /// Its place in a plan of JSON.
    pub(super) pointer: Option<String>,
    /// As a call's error, where it is a task's.
    pub(super) error: Box<CallError>,
    /// The task's tool, as it was written.
    pub(super) tool: Option<String>,
}

/// The most mistakes that one error tells of.
const MAX_TOLD: usize = 5;

impl Fault {
    /// The plan can't be read.
    pub(super) fn unreadable(at: usize, message: impl Into<String>) -> Self {
        Self::of(at, CallError::new(CallErrorKind::InvalidArguments, message))
    }

    /// A task can't be called.
    pub(super) fn of(at: usize, error: CallError) -> Self {
        Self { at, pointer: None, error: Box::new(error), tool: None }
    }

    pub(super) fn in_json(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    pub(super) fn of_tool(mut self, tool: &str) -> Self {
        self.tool = Some(tool.to_owned());
        self
    }

    fn message(&self) -> String {
        match self.pointer.as_deref() {
            None => self.error.message.clone(),
            Some("") => format!("at the top: {}", self.error.message),
            Some(pointer) => format!("{pointer}: {}", self.error.message),
        }
    }

    /// Where it is in the text; the nearest thing around it, where it is that something is missing.
    fn place(&self, text: &str, json: Option<&Range<usize>>) -> usize {
        let (Some(range), Some(pointer)) = (json, &self.pointer) else { return self.at };
        let mut steps = path::pointer(pointer).unwrap_or_default();
        loop {
            if let Some(part) = path::find(&text[range.clone()], &steps) {
                return path::offset(text, part);
            }
            if steps.pop().is_none() {
                return range.start;
            }
        }
    }
}

/// The error that a plan ends with: the first mistake's, with what the next few are. `json` is where the plan is, where it is JSON.
pub(super) fn explain(text: &str, json: Option<Range<usize>>, faults: Vec<Fault>) -> ScriptError {
    let place = |fault: &Fault| fault.place(text, json.as_ref());
    let all = faults.len();
    let mut faults = faults.into_iter();
    let Some(first) = faults.next() else { return syntax_error_at(text, 0, "the plan can't be read".to_owned()) };
    let mut message = first.message();
    for other in faults.take(MAX_TOLD - 1) {
        let error = syntax_error_at(text, place(&other), other.message());
        let (line, column) = (error.line.unwrap_or(1), error.column.unwrap_or(1));
        message.push_str(&format!("; also line {line}, column {column}: {}", error.message));
    }
    if all > MAX_TOLD {
        message.push_str(&format!("; and {} more", all - MAX_TOLD));
    }
    let mut error = syntax_error_at(text, place(&first), message);
    error.data = data(&first);
    error
}

fn data(fault: &Fault) -> Option<Value> {
    let mut data = json!({});
    if let Some(pointer) = &fault.pointer {
        data["pointer"] = json!(pointer);
    }
    if let Some(tool) = &fault.tool {
        data["tool"] = json!(tool);
        data["kind"] = json!(fault.error.kind);
        data["data"] = json!(fault.error.data);
    }
    data.as_object().is_some_and(|object| !object.is_empty()).then_some(data)
}
