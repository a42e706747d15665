//! The most that a call may take, all of its attempts and waits included. What is left of it goes down with the call.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::call::{Next, ToolCall, service};
use super::policy::TimeoutOf;
use crate::provider::{CallError, CallErrorKind, CallFuture, CallResult};

/// A shorter timeout that only the script asked for is the script's affair: a tool that misses it is neither broken nor overloaded.
const FAIR: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Deadline(Arc<Inner>);

struct Inner {
    limit: Option<(Duration, TimeoutOf)>,
    next: Next,
}

impl Deadline {
    pub(super) fn new(limit: Option<(Duration, TimeoutOf)>, next: Next) -> Self {
        Self(Arc::new(Inner { limit, next }))
    }

    fn run(&self, mut call: ToolCall) -> CallFuture {
        let own = self.0.limit.map(|(time, of)| {
            let whose = match of {
                TimeoutOf::Policy => "its policy allows",
                TimeoutOf::Tool => "it suggests itself",
            };
            (time, whose)
        });
        let scripts = call.timeout.take().map(|time| (time, "the script gave it"));
        let shortest = [own, scripts].into_iter().flatten().min_by_key(|(time, _)| *time);
        // What is beyond the clock's end is no limit.
        let limit = shortest.and_then(|(time, whose)| Some((Instant::now().checked_add(time)?, time, whose)));
        let Some((at, time, whose)) = limit else { return self.0.next.go(call) };
        call.hurried = scripts.is_some_and(|(scripts, _)| scripts < FAIR && own.is_none_or(|(own, _)| scripts < own));
        call.call.deadline = Some(call.call.deadline.map_or(at, |known| known.min(at)));
        let (name, trace) = (Arc::clone(&call.call.full_name), call.trace.clone());
        let inner = self.0.next.go(call);
        Box::pin(async move {
            let ended = tokio::time::timeout_at(at, inner).await;
            // What had its turn when its time was over was refused below, which does not know whose time that was.
            let refused = |result: &CallResult| {
                let timed_out = result.as_ref().is_err_and(|error| error.kind == CallErrorKind::TimedOut);
                timed_out && trace.attempts() == 0 && Instant::now() >= at
            };
            let is_refused = ended.as_ref().is_ok_and(refused);
            if let Ok(result) = ended
                && !is_refused
            {
                return result;
            }
            let time = humantime::format_duration(time);
            let waited = match trace.waiting_for() {
                Some(reason) => format!(": it never started, and waited for {reason}"),
                None if is_refused => ": it never started".to_owned(),
                None => String::new(),
            };
            let message = format!("{name} took longer than the {time} that {whose}{waited}");
            Err(CallError::new(CallErrorKind::TimedOut, message).retryable(true))
        })
    }
}

service!(Deadline);
