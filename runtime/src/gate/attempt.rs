//! The last stage: one attempt at the provider. Its panics become errors here, so that every layer above sees them; its result is
//! checked here, so that every layer above can trust it. Never waits for anything but the provider.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::call::{ToolCall, service};
use super::validate;
use crate::catalog::Tool;
use crate::provider::{CallError, CallErrorKind, CallFuture};
use crate::trace::CallTrace;

#[derive(Clone)]
pub(super) struct Attempt(Arc<Tool>);

impl Attempt {
    pub(super) fn new(tool: Arc<Tool>) -> Self {
        Self(tool)
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let tool = Arc::clone(&self.0);
        Box::pin(async move {
            let ToolCall { call, trace, reason, all_noted, .. } = call;
            let max_bytes = call.max_result_bytes;
            let now = Instant::now();
            if call.deadline.is_some_and(|at| now >= at) {
                return Err(too_late(&tool, &trace));
            }
            let attempt = trace.attempt(reason, now, all_noted);
            let called = AssertUnwindSafe(async { tool.provider().call(call).await }).catch_unwind().await;
            let has_panicked = called.is_err();
            let mut result = called.unwrap_or_else(|_| Err(panicked(tool.full_name())));
            if let Ok(json) = &result
                && let Err(error) = validate::result(&tool, json, max_bytes)
            {
                if error.kind == CallErrorKind::InvalidResult {
                    trace.keep_invalid(json);
                }
                result = Err(error);
            }
            attempt.end(&result, has_panicked);
            result
        })
    }
}

service!(Attempt);

/// A call whose turn came when its time was over: nothing is begun that nobody waits for.
fn too_late(tool: &Tool, trace: &CallTrace) -> CallError {
    let waited = trace.waiting_for().map(|reason| format!(": it waited for {reason}")).unwrap_or_default();
    let message = format!("{} did not start in time{waited}", tool.full_name());
    CallError::new(CallErrorKind::TimedOut, message).retryable(true)
}

/// A tool that panicked.
pub(crate) fn panicked(tool: &str) -> CallError {
    CallError::failed(format!("{tool} panicked on the host: report this to whoever provides it"))
}
