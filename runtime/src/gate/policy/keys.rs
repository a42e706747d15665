//! Every key by its name: what it holds as text, and whether it can be used.

use std::fmt::Display;
use std::time::Duration;

use super::Hedge;
use super::Policy;
use super::values::{MAX_COUNT, MAX_RETRIES, Problem, count, time as checked};

/// The keys of a policy, in the order in which they are explained.
pub(crate) const KEYS: [&str; 18] = [
    "allow",
    "timeout",
    "attempt_timeout",
    "safe_to_repeat",
    "retries",
    "retry_budget",
    "backoff",
    "width",
    "provider_width",
    "runtime_width",
    "rate",
    "queue",
    "single_flight",
    "cache",
    "hedge",
    "breaker",
    "serialize_by",
    "batch",
];

/// The most repeats for each first attempt.
pub(crate) const MAX_RETRY_BUDGET: f64 = 10.0;

/// A duration as a configuration has it.
pub(super) struct Text(pub(super) Duration);

impl Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", humantime::format_duration(self.0))
    }
}

/// A value as a configuration has it; what is switched off is `false`.
pub(super) fn shown<T: Display>(value: Option<&T>) -> String {
    value.map_or_else(|| "false".to_owned(), ToString::to_string)
}

impl Policy {
    /// What the key holds, as a configuration has it, where it is set.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let time = |value: &Option<Option<Duration>>| value.map(|value| shown(value.map(Text).as_ref()));
        let whole = |value: &Option<Option<u32>>| value.map(|value| shown(value.as_ref()));
        match key {
            "allow" => self.allow.map(|value| value.to_string()),
            "timeout" => time(&self.timeout),
            "attempt_timeout" => time(&self.attempt_timeout),
            "safe_to_repeat" => self.safe_to_repeat.map(|value| value.to_string()),
            "retries" => self.retries.map(|value| value.to_string()),
            "retry_budget" => self.retry_budget.map(|value| value.to_string()),
            "backoff" => self.backoff.map(|value| value.to_string()),
            "width" => self.width.map(|value| shown(value.as_ref())),
            "provider_width" => whole(&self.provider_width),
            "runtime_width" => whole(&self.runtime_width),
            "rate" => self.rate.map(|value| shown(value.as_ref())),
            "queue" => self.queue.map(|value| value.to_string()),
            "single_flight" => self.single_flight.map(|value| value.to_string()),
            "cache" => self.cache.map(|value| shown(value.as_ref())),
            "hedge" => self.hedge.map(|value| shown(value.as_ref())),
            "breaker" => self.breaker.map(|value| shown(value.as_ref())),
            "serialize_by" => self.serialize_by.as_ref().map(|value| shown(value.as_ref())),
            "batch" => self.batch.as_ref().map(|value| shown(value.as_ref())),
            _ => None,
        }
    }

    /// What is wrong with one of the values, and the key that has it.
    pub(crate) fn check(&self) -> Result<(), (&'static str, Problem)> {
        let at = |key: &'static str| move |problem| (key, problem);
        if let Some(Some(time)) = self.timeout {
            checked(time).map_err(at("timeout"))?;
        }
        if let Some(Some(time)) = self.attempt_timeout {
            checked(time).map_err(at("attempt_timeout"))?;
        }
        if let Some(retries) = self.retries.filter(|retries| *retries > MAX_RETRIES) {
            return Err(("retries", format!("is {retries}: it can be at most {MAX_RETRIES}")));
        }
        if let Some(budget) = self.retry_budget.filter(|budget| !(0.0..=MAX_RETRY_BUDGET).contains(budget)) {
            return Err(("retry_budget", format!("is {budget}: it must be a number from 0 to {MAX_RETRY_BUDGET}")));
        }
        self.backoff.map_or(Ok(()), |backoff| backoff.check()).map_err(at("backoff"))?;
        self.width.flatten().map_or(Ok(()), |width| width.check()).map_err(at("width"))?;
        for (key, width) in [("provider_width", self.provider_width), ("runtime_width", self.runtime_width)] {
            width.flatten().map_or(Ok(()), |width| count("a width", width)).map_err(at(key))?;
        }
        self.rate.flatten().map_or(Ok(()), |rate| rate.check()).map_err(at("rate"))?;
        if let Some(queue) = self.queue.filter(|queue| *queue > MAX_COUNT) {
            return Err(("queue", format!("is {queue}: it can be at most {MAX_COUNT}")));
        }
        self.cache.flatten().map_or(Ok(()), |cache| cache.check()).map_err(at("cache"))?;
        self.hedge.flatten().map_or(Ok(()), |hedge| hedge.check()).map_err(at("hedge"))?;
        self.breaker.flatten().map_or(Ok(()), |breaker| breaker.check()).map_err(at("breaker"))?;
        if let Some(Some(resource)) = &self.serialize_by {
            resource.check().map_err(at("serialize_by"))?;
        }
        if let Some(Some(batch)) = &self.batch {
            batch.check().map_err(at("batch"))?;
        }
        self.check_times()
    }

    /// What one policy asks for and rules out itself. Where it is two that do, the more specific one is right, and
    /// `policy explain` says what has no effect.
    fn check_times(&self) -> Result<(), (&'static str, Problem)> {
        let (whole, attempt) = (self.timeout.flatten(), self.attempt_timeout.flatten());
        let beyond = |key: &'static str, time: Duration, bound: Option<Duration>, of: &str| match bound {
            Some(bound) if time > bound => {
                let (time, bound) = (Text(time), Text(bound));
                Err((key, format!("is {time}, beyond the {bound} of {of}, so it never comes: make it shorter")))
            }
            _ => Ok(()),
        };
        if let Some(attempt) = attempt {
            beyond("attempt_timeout", attempt, whole, "`timeout`, which the call has with all of its attempts")?;
        }
        if let Some(Some(Hedge::After(delay))) = self.hedge {
            beyond("hedge", delay, whole, "`timeout`, which the call has with all of its attempts")?;
            beyond("hedge", delay, attempt, "`attempt_timeout`, which the first attempt has")?;
        }
        Ok(())
    }
}
