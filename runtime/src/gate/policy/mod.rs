//! What an operator decides about calls: a policy for each glob of tools. Says what holds for a tool, and why; enforces nothing.

mod explain;
mod keys;
mod resolve;
mod set;
#[cfg(test)]
mod tests;
mod values;

pub use explain::{Explanation, KeyExplanation, LayerExplanation};
pub use resolve::PolicyError;
pub use set::Policies;
pub use values::{Backoff, Batch, Breaker, Cache, Hedge, Rate, Resource, Setting, Width};

pub(crate) use explain::Reason;
pub(crate) use keys::{KEYS, MAX_RETRY_BUDGET};
pub(crate) use resolve::TimeoutOf;
pub(crate) use resolve::{Resolved, Shared};
pub(crate) use set::{KeyPlaces, matches};
pub(crate) use values::at_pointer;

use std::time::Duration;

/// What holds for the calls of some tools. A key that is not set is decided by a less specific policy, or by its default;
/// `None` switches off what one of those asks for.
///
/// ```
/// use std::time::Duration;
/// use toolgate::gate::{Breaker, Policy, Rate};
///
/// let shop = Policy::new()
///     .timeout(Duration::from_secs(10))
///     .width(4)
///     .rate(Rate::new(50, Duration::from_secs(1)))
///     .breaker(Breaker::default())
///     .cache(None);
/// # drop(shop);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    pub(crate) allow: Option<bool>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) attempt_timeout: Option<Option<Duration>>,
    pub(crate) safe_to_repeat: Option<bool>,
    pub(crate) retries: Option<u32>,
    pub(crate) retry_budget: Option<f64>,
    pub(crate) backoff: Option<Backoff>,
    pub(crate) width: Option<Option<Width>>,
    pub(crate) provider_width: Option<Option<u32>>,
    pub(crate) runtime_width: Option<Option<u32>>,
    pub(crate) rate: Option<Option<Rate>>,
    pub(crate) queue: Option<u32>,
    pub(crate) single_flight: Option<bool>,
    pub(crate) cache: Option<Option<Cache>>,
    pub(crate) hedge: Option<Option<Hedge>>,
    pub(crate) breaker: Option<Option<Breaker>>,
    pub(crate) serialize_by: Option<Option<Resource>>,
    pub(crate) batch: Option<Option<Batch>>,
}

impl Policy {
    /// A policy that decides nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the tools may be called at all; `denied` where not. Default true.
    #[must_use]
    pub fn allow(mut self, allow: bool) -> Self {
        self.allow = Some(allow);
        self
    }

    /// The most that a call may take, with all that it waits for and all of its attempts. The tool's own `timeout_ms` and the script's
    /// `timeout` can only make it shorter. Default: what is left to the run.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Setting<Duration>>) -> Self {
        self.timeout = Some(timeout.into().0);
        self
    }

    /// The most that one attempt may take; what takes longer is retryable. Default: what is left to the call.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: impl Into<Setting<Duration>>) -> Self {
        self.attempt_timeout = Some(timeout.into().0);
        self
    }

    /// Whether calling again with the same arguments does no harm: what the annotations do not say, or say wrongly. Default: where
    /// `readOnlyHint` or `idempotentHint` is true.
    #[must_use]
    pub fn safe_to_repeat(mut self, safe: bool) -> Self {
        self.safe_to_repeat = Some(safe);
        self
    }

    /// Attempts after the first, at most 100: only of errors that are marked retryable, where a repeat is safe. Default 2.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Repeats and hedges for each first attempt, over all calls of the tool, beside a reserve of 10; from 0 to 10. Default 0.2.
    #[must_use]
    pub fn retry_budget(mut self, repeats: f64) -> Self {
        self.retry_budget = Some(repeats);
        self
    }

    /// The wait before a repeat. A tool that says when to come back is believed instead, where that is later. Default: 100 ms to 5 s.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = Some(backoff);
        self
    }

    /// Calls of the tool in flight. Default: as many as the run may have.
    #[must_use]
    pub fn width(mut self, width: impl Into<Setting<Width>>) -> Self {
        self.width = Some(width.into().0);
        self
    }

    /// Calls of all tools of the provider in flight, over all runs; the same for all of them. Default: no limit.
    #[must_use]
    pub fn provider_width(mut self, width: impl Into<Setting<u32>>) -> Self {
        self.provider_width = Some(width.into().0);
        self
    }

    /// Calls of all tools in flight, over all runs; only in the policy `default`. Default: no limit.
    #[must_use]
    pub fn runtime_width(mut self, width: impl Into<Setting<u32>>) -> Self {
        self.runtime_width = Some(width.into().0);
        self
    }

    /// How often the tool may be called. Default: no limit.
    #[must_use]
    pub fn rate(mut self, rate: impl Into<Setting<Rate>>) -> Self {
        self.rate = Some(rate.into().0);
        self
    }

    /// Calls of the tool that may wait for a width or the rate; one more is `unavailable`. Default 10,000.
    #[must_use]
    pub fn queue(mut self, calls: u32) -> Self {
        self.queue = Some(calls);
        self
    }

    /// Whether identical calls of a read-only tool that a run has in flight share one execution. Default true.
    #[must_use]
    pub fn single_flight(mut self, share: bool) -> Self {
        self.single_flight = Some(share);
        self
    }

    /// Keeps results of a read-only tool for a time, shared by all runs. Default: not.
    #[must_use]
    pub fn cache(mut self, cache: impl Into<Setting<Cache>>) -> Self {
        self.cache = Some(cache.into().0);
        self
    }

    /// Makes a second attempt beside a slow one of a read-only tool; the first answer wins and the other is cancelled. Default: not.
    #[must_use]
    pub fn hedge(mut self, hedge: impl Into<Setting<Hedge>>) -> Self {
        self.hedge = Some(hedge.into().0);
        self
    }

    /// Fails calls at once for a while where too many failed or were slow. Default: not.
    #[must_use]
    pub fn breaker(mut self, breaker: impl Into<Setting<Breaker>>) -> Self {
        self.breaker = Some(breaker.into().0);
        self
    }

    /// Calls with side effects on the same resource run in the order in which a run made them. Default: they overlap.
    #[must_use]
    pub fn serialize_by(mut self, resource: impl Into<Setting<Resource>>) -> Self {
        self.serialize_by = Some(resource.into().0);
        self
    }

    /// Calls that a script makes in the same turn of its event loop go out as one call of another tool. Default: not.
    #[must_use]
    pub fn batch(mut self, batch: impl Into<Setting<Batch>>) -> Self {
        self.batch = Some(batch.into().0);
        self
    }
}
