//! Further attempts of a call that failed in a way that may pass: only where the error says so and a repeat is safe, after a random
//! wait, within a budget that keeps an outage from being multiplied, and never past the deadline.
//!
//! tower's own retry has neither a backoff that can be compared with a deadline nor one that listens to the tool, and its budget
//! rounds: 0.7 repeats become 1.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::call::{Next, ToolCall, is_refused, service};
use super::policy::Backoff;
use crate::duration;
use crate::provider::{CallError, CallFuture};
use crate::trace::{AttemptReason, WaitReason};

/// Spreads the bits of a count over the generator's seed.
const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone)]
pub(super) struct Retry(Arc<Inner>);

struct Inner {
    retries: u32,
    backoff: Backoff,
    budget: Arc<Budget>,
    /// Counts waits, so that each is another random one.
    random: AtomicU64,
    next: Next,
}

impl Retry {
    /// `seed` chooses the waits.
    pub(super) fn new(retries: u32, backoff: Backoff, budget: Arc<Budget>, seed: u64, next: Next) -> Self {
        Self(Arc::new(Inner { retries, backoff, budget, random: AtomicU64::new(seed), next }))
    }

    fn run(&self, mut call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            this.budget.deposit();
            let mut repeats = 0;
            loop {
                let error = match this.next.go(call.clone()).await {
                    Err(error) if repeats < this.retries => error,
                    ended => return ended,
                };
                let Some(at) = this.next_attempt(&error, repeats, call.deadline()) else { return Err(error) };
                if !this.budget.withdraw() {
                    return Err(error);
                }
                let noted = call.trace.wait(WaitReason::Backoff);
                tokio::time::sleep_until(at).await;
                drop(noted);
                call.reason = AttemptReason::Retry;
                repeats += 1;
            }
        })
    }
}

service!(Retry);

impl Inner {
    /// When to try again, where that may help and there is time.
    fn next_attempt(&self, error: &CallError, repeats: u32, deadline: Option<Instant>) -> Option<Instant> {
        if !error.retryable || is_refused(error) {
            return None;
        }
        let most = self.backoff.start.saturating_mul(1 << repeats.min(30)).min(self.backoff.max);
        let random = fastrand::Rng::with_seed(self.random.fetch_add(GOLDEN_RATIO, Ordering::Relaxed)).f64();
        let wait = most.mul_f64(random).max(retry_after(error).unwrap_or_default());
        let at = Instant::now().checked_add(wait)?;
        deadline.is_none_or(|deadline| at < deadline).then_some(at)
    }
}

/// When the tool itself says that it can be called again: `retry_after_ms` of the error's data.
fn retry_after(error: &CallError) -> Option<Duration> {
    let millis = error.data.as_ref()?.get("retry_after_ms")?.as_f64()?;
    // A tool may say anything; what is not a time says nothing, and what is beyond all deadlines is as good as never.
    Duration::try_from_secs_f64((millis / 1e3).min(duration::MAX.as_secs_f64())).ok()
}

/// How many further attempts a tool may cost: a bucket that each call fills by a part and each further attempt empties by one (as in
/// Finagle's retry budgets and gRPC's throttling). It counts calls and not time, so an idle tool does not save up.
pub(super) struct Budget {
    /// In thousandths.
    left: AtomicI64,
    deposit: i64,
    most: i64,
}

/// Further attempts before the first call has paid for any, and calls whose payment a full bucket holds.
const RESERVE: i64 = 10;
const HELD_CALLS: i64 = 100;

impl Budget {
    pub(super) fn new(repeats_for_each_call: f64) -> Self {
        // Between 0 and 10 by the policy's check.
        let deposit = (repeats_for_each_call * 1e3).round() as i64;
        let most = RESERVE * 1_000 + deposit * HELD_CALLS;
        Self { left: AtomicI64::new(RESERVE * 1_000), deposit, most }
    }

    pub(super) fn deposit(&self) {
        let add = |left: i64| Some((left + self.deposit).min(self.most));
        // Always succeeds: `add` never refuses.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    pub(super) fn withdraw(&self) -> bool {
        let take = |left: i64| (left >= 1_000).then(|| left - 1_000);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_budget_is_a_share_and_a_reserve() {
        for share in [0.0, 0.2, 0.5, 0.7, 1.0, 3.5] {
            let budget = Budget::new(share);
            let mut repeats = 0;
            for _ in 0..10_000 {
                budget.deposit();
                while budget.withdraw() {
                    repeats += 1;
                }
            }
            let expected = 10.0 + share * 10_000.0;
            assert!((f64::from(repeats) - expected).abs() <= 1.0, "{share}: {repeats}");
        }
    }

    #[test]
    fn a_long_peace_does_not_pay_for_a_storm() {
        let budget = Budget::new(0.2);
        (0..1_000_000).for_each(|_| budget.deposit());
        assert_eq!((0..1_000).filter(|_| budget.withdraw()).count(), 30);
    }

    #[test]
    fn what_a_tool_says_is_a_time_or_nothing() {
        let said = |data: serde_json::Value| retry_after(&CallError::unavailable("busy").with_data(data));
        assert_eq!(said(json!({ "retry_after_ms": 1500 })), Some(Duration::from_millis(1500)));
        assert_eq!(said(json!({ "retry_after_ms": 0.5 })), Some(Duration::from_micros(500)));
        assert_eq!(said(json!({ "retry_after_ms": 1e300 })), Some(duration::MAX));
        assert_eq!(said(json!({ "retry_after_ms": u64::MAX })), Some(duration::MAX));
        for nothing in [json!({ "retry_after_ms": -1 }), json!({ "retry_after_ms": "1s" }), json!({}), json!([1])] {
            assert_eq!(said(nothing), None);
        }
    }
}
