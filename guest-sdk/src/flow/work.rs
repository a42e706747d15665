//! Futures that belong together: polled at once, numbered, and dropped together, which cancels their calls. Never knows what
//! their results mean.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::future::{Join, Ready, join, ready};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::failure::late;
use crate::time::{Sleep, sleep};
use crate::tools::ToolError;

/// The futures under way, and the time that all of them have together.
pub(super) struct Work<Fut: Future> {
    /// The function's name, for its errors.
    pub(super) name: &'static str,
    running: FuturesUnordered<Join<Ready<usize>, Fut>>,
    limit: TimeLimit,
}

impl<Fut: Future> Work<Fut> {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, running: FuturesUnordered::new(), limit: TimeLimit::default() }
    }

    pub(super) fn set_timeout(&mut self, timeout: Duration) {
        self.limit.timeout = Some(timeout);
    }

    /// Adds one, which is first polled with the next [`poll_next`](Self::poll_next), after those that were added before.
    pub(super) fn start(&mut self, number: usize, future: Fut) {
        self.running.push(join(ready(number), future));
    }

    /// How many are under way.
    pub(super) fn running(&self) -> usize {
        self.running.len()
    }

    /// The next that is done, by its number; `None` where none is under way.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<(usize, Fut::Output)>> {
        self.running.poll_next_unpin(context)
    }

    /// Whether the time is up.
    pub(super) fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<ToolError> {
        self.limit.poll(self.name, context)
    }

    /// That it has not ended yet.
    pub(super) fn check(&self) {
        self.limit.check(self.name);
    }

    /// Drops what still runs.
    pub(super) fn end(&mut self) {
        self.running.clear();
        self.limit.end();
    }
}

/// How long something may take, from its first poll.
#[derive(Default)]
pub(super) struct TimeLimit {
    pub(super) timeout: Option<Duration>,
    timer: Option<Sleep>,
    ended: bool,
}

impl TimeLimit {
    pub(super) fn poll(&mut self, name: &str, context: &mut Context<'_>) -> Poll<ToolError> {
        let Some(timeout) = self.timeout else { return Poll::Pending };
        let timer = self.timer.get_or_insert_with(|| sleep(timeout));
        ready!(Pin::new(timer).poll(context));
        Poll::Ready(late(name, timeout))
    }

    /// # Panics
    ///
    /// After the end.
    pub(super) fn check(&self, name: &str) {
        assert!(!self.ended, "{name} was polled after its end");
    }

    pub(super) fn end(&mut self) {
        self.timer = None;
        self.ended = true;
    }
}
