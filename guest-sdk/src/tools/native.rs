//! Calls of a script that runs natively: they go to the fakes of the [`testing::Tools`](crate::testing::Tools) that run it.

use std::cell::RefCell;
use std::rc::Rc;

use super::call::{Answering, Request};
use super::{ToolError, ToolErrorKind};
use crate::ToolDefinition;

/// Who answers.
pub(crate) trait Serve {
    fn answer(&self, request: Request) -> Answering;
    fn search(&self, query: &str, limit: u32) -> Vec<ToolDefinition>;
    fn describe(&self, tool: &str) -> Result<ToolDefinition, ToolError>;
}

thread_local! {
    static SERVING: RefCell<Option<Rc<dyn Serve>>> = const { RefCell::new(None) };
}

/// Those tools serve this thread until the value is dropped.
pub(crate) struct Serving(Option<Rc<dyn Serve>>);

pub(crate) fn serve(tools: Rc<dyn Serve>) -> Serving {
    Serving(SERVING.replace(Some(tools)))
}

impl Drop for Serving {
    fn drop(&mut self) {
        SERVING.set(self.0.take());
    }
}

fn serving(tool: &str) -> Result<Rc<dyn Serve>, ToolError> {
    let message = "there are no tools here: run the script by `testing::Tools`, or in its sandbox";
    SERVING
        .with_borrow(Option::clone)
        .ok_or_else(|| ToolError::new(tool, ToolErrorKind::Unavailable, message.to_owned()))
}

pub(super) fn answer(request: Request) -> Answering {
    match serving(&request.tool) {
        Ok(tools) => tools.answer(request),
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

pub(super) fn search(query: &str, limit: u32) -> Vec<ToolDefinition> {
    serving("").map(|tools| tools.search(query, limit)).unwrap_or_default()
}

pub(super) fn describe(tool: &str) -> Result<ToolDefinition, ToolError> {
    serving(tool)?.describe(tool)
}
