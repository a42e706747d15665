//! A second attempt beside one that is slow: the first answer wins, and the other attempt is cancelled. It waits for no width and is
//! paid from the budget of repeats, so that a tool that is slow for everybody is not asked twice as often.
//!
//! tower's own hedge takes an error for an answer, and its histograms would cost more than the rest of the stack.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::call::{Next, ToolCall, service};
use super::policy;
use super::retry::Budget;
use crate::provider::{CallFuture, CallResult};
use crate::trace::{AnsweredBy, AttemptReason};

#[derive(Clone)]
pub(super) struct Hedge(Arc<Inner>);

struct Inner {
    policy: policy::Hedge,
    latencies: Mutex<Latencies>,
    budget: Arc<Budget>,
    /// Whether no layer above pays into the budget.
    pays: bool,
    next: Next,
}

impl Hedge {
    pub(super) fn new(policy: policy::Hedge, budget: Arc<Budget>, pays: bool, next: Next) -> Self {
        Self(Arc::new(Inner { policy, latencies: Mutex::new(Latencies::new()), budget, pays, next }))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            if this.pays {
                this.budget.deposit();
            }
            let started = Instant::now();
            let first = this.next.go(call.clone());
            let result = match this.delay() {
                None => first.await,
                Some(delay) => this.hedged(first, call, started, delay).await,
            };
            if result.is_ok() {
                this.latencies.lock().unwrap_or_else(PoisonError::into_inner).add(started.elapsed());
            }
            result
        })
    }
}

service!(Hedge);

impl Inner {
    fn delay(&self) -> Option<Duration> {
        match self.policy {
            policy::Hedge::After(delay) => Some(delay),
            policy::Hedge::P95 => self.latencies.lock().unwrap_or_else(PoisonError::into_inner).p95,
        }
    }

    async fn hedged(&self, mut first: CallFuture, mut call: ToolCall, started: Instant, delay: Duration) -> CallResult {
        // What is beyond the clock's end never comes.
        let Some(at) = started.checked_add(delay) else { return first.await };
        if call.deadline().is_some_and(|deadline| at >= deadline) {
            return first.await;
        }
        if let Ok(result) = tokio::time::timeout_at(at, &mut first).await {
            return result;
        }
        if !self.budget.withdraw() {
            return first.await;
        }
        let trace = call.trace.clone();
        call.reason = AttemptReason::Hedge;
        let (result, by_hedge) = either(first, self.next.go(call)).await;
        if by_hedge {
            trace.answered_by(AnsweredBy::Hedge, None, started);
        }
        result
    }
}

/// The first answer of two attempts, and whether the second gave it. An error is only an answer where both fail: the first's.
async fn either(first: CallFuture, second: CallFuture) -> (CallResult, bool) {
    let mut attempts = [Some(first), Some(second)];
    let mut errors = [None, None];
    poll_fn(|cx| {
        for index in 0..2 {
            let Some(attempt) = &mut attempts[index] else { continue };
            match attempt.as_mut().poll(cx) {
                Poll::Pending => {}
                Poll::Ready(Ok(json)) => return Poll::Ready((Ok(json), index == 1)),
                Poll::Ready(Err(error)) => {
                    attempts[index] = None;
                    errors[index] = Some(error);
                }
            }
        }
        if attempts.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        match errors[0].take() {
            Some(error) => Poll::Ready((Err(error), false)),
            None => Poll::Pending,
        }
    })
    .await
}

/// The latencies of the last answers.
struct Latencies {
    /// In microseconds; a ring.
    last: [u32; WINDOW],
    count: usize,
    p95: Option<Duration>,
}

/// Answers that are looked at, the fewest that say something, and how many come before the next look.
const WINDOW: usize = 128;
const FEWEST: usize = 20;
const EVERY: usize = 16;

impl Latencies {
    fn new() -> Self {
        Self { last: [0; WINDOW], count: 0, p95: None }
    }

    fn add(&mut self, latency: Duration) {
        self.last[self.count % WINDOW] = u32::try_from(latency.as_micros()).unwrap_or(u32::MAX);
        self.count += 1;
        if self.count == FEWEST || (self.count > FEWEST && self.count.is_multiple_of(EVERY)) {
            let mut sorted = self.last;
            let sorted = &mut sorted[..self.count.min(WINDOW)];
            let index = sorted.len() * 95 / 100;
            let (_, p95, _) = sorted.select_nth_unstable(index);
            self.p95 = Some(Duration::from_micros(u64::from(*p95)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentile_follows_the_last_answers() {
        let mut latencies = Latencies::new();
        for n in 1..FEWEST {
            latencies.add(Duration::from_millis(n as u64));
            assert_eq!(latencies.p95, None);
        }
        latencies.add(Duration::from_millis(20));
        assert_eq!(latencies.p95, Some(Duration::from_millis(20)));
        (0..2 * WINDOW).for_each(|n| latencies.add(Duration::from_millis(100 + (n % 100) as u64)));
        let p95 = latencies.p95.unwrap_or_default();
        assert!((Duration::from_millis(190)..=Duration::from_millis(199)).contains(&p95), "{p95:?}");
        (0..2 * WINDOW).for_each(|_| latencies.add(Duration::from_micros(7)));
        assert_eq!(latencies.p95, Some(Duration::from_micros(7)));
    }
}
