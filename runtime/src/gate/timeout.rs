//! The most that one attempt may take, its waits excluded. Never ends the call: a further attempt may be quicker.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::call::{Next, ToolCall, service};
use crate::provider::{CallError, CallErrorKind, CallFuture};

#[derive(Clone)]
pub(super) struct AttemptTimeout(Arc<(Duration, Next)>);

impl AttemptTimeout {
    pub(super) fn new(limit: Duration, next: Next) -> Self {
        Self(Arc::new((limit, next)))
    }

    fn run(&self, mut call: ToolCall) -> CallFuture {
        let (limit, next) = &*self.0;
        let (limit, name) = (*limit, Arc::clone(&call.call.full_name));
        // Bounded when the policy was checked: no clock overflows.
        let at = Instant::now() + limit;
        call.call.deadline = Some(call.call.deadline.map_or(at, |known| known.min(at)));
        let inner = next.go(call);
        Box::pin(async move {
            tokio::time::timeout_at(at, inner).await.unwrap_or_else(|_| {
                let limit = humantime::format_duration(limit);
                let message = format!("an attempt of {name} took longer than the {limit} that its policy allows");
                Err(CallError::new(CallErrorKind::TimedOut, message).retryable(true))
            })
        })
    }
}

service!(AttemptTimeout);
