//! Whether the tool may be called at all. Never looks at arguments.

use super::call::{ToolCall, refuse, service};
use crate::provider::{CallError, CallFuture};

/// In the place of everything else, where the policy forbids the tool.
#[derive(Clone)]
pub(super) struct Authorise;

impl Authorise {
    fn run(&self, call: ToolCall) -> CallFuture {
        refuse(CallError::denied(format!("the policy does not allow {}", call.tool())))
    }
}

service!(Authorise);
