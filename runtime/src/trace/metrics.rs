//! Figures per tool: latency, throughput, how calls ended, how long they waited. Exact for a run, from its trace; for a runtime's
//! life from histograms, whose quantiles are at most 1 % too high.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::call::{AnsweredBy, CallOutcome, CallRecord};
use super::profile::sweep;
use super::{Trace, nanos};
use crate::gate::BreakerState;
use crate::provider::CallErrorKind;

/// The figures of a run, or of a runtime since it was built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Metrics {
    /// The time that they are about.
    #[serde(with = "nanos", rename = "time_ns")]
    pub time: Duration,
    /// Runs that ended in it.
    pub runs: u64,
    /// Runs whose script returned.
    pub returned: u64,
    /// One a tool, by name. Calls of what is no tool are together under the name `(unknown)`.
    pub tools: Vec<ToolMetrics>,
}

/// One tool's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolMetrics {
    /// `PROVIDER.NAME`.
    pub tool: String,
    /// Calls that ended.
    pub calls: u64,
    /// Those with a result.
    pub done: u64,
    /// Those with an error, by kind.
    pub errors: BTreeMap<String, u64>,
    /// Those that were cancelled, with or without an effect.
    pub cancelled: u64,
    /// Attempts in all.
    pub attempts: u64,
    /// Results that came from elsewhere than an attempt of the call's own: a cache, another call.
    pub shared: u64,
    /// Calls that ended a second.
    pub per_second: f64,
    /// From being made to the end, of calls that were not cancelled.
    pub latency: Quantiles,
    /// From being made to the first attempt, of all calls.
    pub queue: Quantiles,
    /// The mean number of calls that waited for their first attempt.
    pub mean_queue: f64,
    /// The most that waited at once; known of a run only.
    pub peak_queue: Option<u64>,
    /// The mean number of calls in flight.
    pub mean_width: f64,
    /// The most in flight at once; known of a run only.
    pub peak_width: Option<u64>,
    /// Bytes of arguments.
    pub argument_bytes: u64,
    /// Bytes of results.
    pub result_bytes: u64,
    /// Whether calls go through now, where the tool has a breaker; known of a runtime only.
    pub breaker: Option<BreakerState>,
}

impl ToolMetrics {
    /// The share of calls with an error, from 0 to 1.
    #[must_use]
    pub fn error_rate(&self) -> f64 {
        ratio(self.errors.values().sum(), self.calls)
    }

    /// The share of calls with a result, from 0 to 1.
    #[must_use]
    pub fn completion_rate(&self) -> f64 {
        ratio(self.done, self.calls)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Half, 95 % and 99 % of the values are at most that; zero where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quantiles {
    /// The median.
    #[serde(with = "nanos", rename = "p50_ns")]
    pub p50: Duration,
    /// The 95th percentile.
    #[serde(with = "nanos", rename = "p95_ns")]
    pub p95: Duration,
    /// The 99th percentile.
    #[serde(with = "nanos", rename = "p99_ns")]
    pub p99: Duration,
    /// The largest.
    #[serde(with = "nanos", rename = "max_ns")]
    pub max: Duration,
}

/// The name that calls of unknown tools are counted under: a script can write any.
pub(super) const UNKNOWN: &str = "(unknown)";

pub(super) fn tool_of(call: &CallRecord) -> &str {
    let unknown = call.outcome == CallOutcome::Error(CallErrorKind::UnknownTool);
    if unknown { UNKNOWN } else { &call.tool }
}

impl Trace {
    /// The figures of the run's own calls, per tool.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let mut by_tool: BTreeMap<&str, Vec<&CallRecord>> = BTreeMap::new();
        for call in self.own_calls() {
            by_tool.entry(tool_of(call)).or_default().push(call);
        }
        let tools = by_tool.into_iter().map(|(tool, calls)| exact(tool, &calls, self.wall)).collect();
        Metrics { time: self.wall, runs: 1, returned: self.returned.into(), tools }
    }
}

fn exact(tool: &str, calls: &[&CallRecord], time: Duration) -> ToolMetrics {
    let mut counts = Counts::default();
    calls.iter().for_each(|call| counts.add(call));
    let answered = calls.iter().filter(|call| !call.outcome.is_cancelled());
    let latency = Quantiles::of(answered.map(|call| call.latency()).collect());
    let queue = Quantiles::of(calls.iter().map(|call| call.waited()).collect());
    let in_flight = sweep(calls.iter().filter_map(|call| call.flight()));
    let waiting = sweep(calls.iter().map(|call| (call.queued, call.queued + call.waited())));
    let metrics = counts.metrics(tool, time, latency, queue);
    ToolMetrics { peak_queue: Some(waiting.peak), peak_width: Some(in_flight.peak), ..metrics }
}

impl Quantiles {
    /// By nearest rank.
    fn of(mut values: Vec<Duration>) -> Self {
        values.sort_unstable();
        let rank = |percent: usize| {
            let rank = (values.len() * percent).div_ceil(100).max(1);
            values.get(rank - 1).copied().unwrap_or_default()
        };
        Self { p50: rank(50), p95: rank(95), p99: rank(99), max: rank(100) }
    }

    fn of_histogram(histogram: &Histogram<u32>) -> Self {
        let micros = |value: u64| Duration::from_micros(value);
        let at = |quantile: f64| micros(histogram.value_at_quantile(quantile).min(histogram.max()));
        if histogram.is_empty() {
            return Self::default();
        }
        Self { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: micros(histogram.max()) }
    }
}

/// What is only counted.
#[derive(Default)]
struct Counts {
    calls: u64,
    done: u64,
    errors: BTreeMap<&'static str, u64>,
    cancelled: u64,
    attempts: u64,
    shared: u64,
    waited: Duration,
    in_flight: Duration,
    argument_bytes: u64,
    result_bytes: u64,
}

impl Counts {
    fn add(&mut self, call: &CallRecord) {
        self.calls += 1;
        match call.outcome {
            CallOutcome::Done => self.done += 1,
            CallOutcome::Error(kind) => *self.errors.entry(kind.as_str()).or_default() += 1,
            CallOutcome::Cancelled | CallOutcome::OutcomeUnknown => self.cancelled += 1,
        }
        self.attempts += call.attempts.len() as u64;
        // A batch's leader shares its own attempt with others.
        let elsewhere = call.answered_by == Some(AnsweredBy::Cache) || call.shared_with.is_some();
        self.shared += u64::from(call.outcome == CallOutcome::Done && elsewhere);
        self.waited += call.waited();
        self.in_flight += call.flight().map_or(Duration::ZERO, |(from, to)| to.saturating_sub(from));
        self.argument_bytes += call.argument_bytes;
        self.result_bytes += call.result_bytes;
    }

    fn metrics(&self, tool: &str, time: Duration, latency: Quantiles, queue: Quantiles) -> ToolMetrics {
        let over = |sum: f64| if time.is_zero() { 0.0 } else { sum / time.as_secs_f64() };
        ToolMetrics {
            tool: tool.to_owned(),
            calls: self.calls,
            done: self.done,
            errors: self.errors.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            cancelled: self.cancelled,
            attempts: self.attempts,
            shared: self.shared,
            per_second: over(ratio(self.calls, 1)),
            latency,
            queue,
            // Little's law: the mean number is the sum of the times over the time that they fell in.
            mean_queue: over(self.waited.as_secs_f64()),
            peak_queue: None,
            mean_width: over(self.in_flight.as_secs_f64()),
            peak_width: None,
            argument_bytes: self.argument_bytes,
            result_bytes: self.result_bytes,
            breaker: None,
        }
    }
}

/// The figures of a runtime's life. Bounded by the tools that there are.
pub(crate) struct Totals {
    since: Instant,
    state: Mutex<TotalsState>,
}

#[derive(Default)]
struct TotalsState {
    runs: u64,
    returned: u64,
    tools: BTreeMap<String, ToolTotals>,
}

struct ToolTotals {
    counts: Counts,
    latency: Histogram<u32>,
    /// Of those that waited.
    queue: Histogram<u32>,
    /// Those that did not.
    at_once: u32,
}

impl ToolTotals {
    fn new() -> Self {
        // Microseconds, in steps of 1 %; grows with the largest value.
        let histogram = || {
            let mut histogram = Histogram::new(2).unwrap_or_else(|_| unreachable!("2 digits are allowed"));
            histogram.auto(true);
            histogram
        };
        Self { counts: Counts::default(), latency: histogram(), queue: histogram(), at_once: 0 }
    }

    fn add(&mut self, call: &CallRecord) {
        self.counts.add(call);
        let micros = |duration: Duration| u64::try_from(duration.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX);
        if !call.outcome.is_cancelled() {
            // It grows as far as that.
            let _ = self.latency.record(micros(call.latency()).min(MAX_MICROS));
        }
        if call.waited().is_zero() {
            self.at_once = self.at_once.saturating_add(1);
        } else {
            let _ = self.queue.record(micros(call.waited()).min(MAX_MICROS));
        }
    }
}

/// A day: what is longer counts as that, which bounds a histogram to 16 KiB.
const MAX_MICROS: u64 = 86_400_000_000;

impl Totals {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), state: Mutex::default() }
    }

    /// Adds a run that ended.
    pub(crate) fn add_run(&self, trace: &Trace) {
        self.add(trace, |state| {
            state.runs += 1;
            state.returned += u64::from(trace.returned);
        });
    }

    /// Adds calls that no script made.
    pub(crate) fn add_calls(&self, trace: &Trace) {
        self.add(trace, |_| {});
    }

    fn add(&self, trace: &Trace, count: impl FnOnce(&mut TotalsState)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        count(&mut state);
        let mut calls = trace.own_calls().peekable();
        while let Some(call) = calls.next() {
            let tool = tool_of(call);
            if !state.tools.contains_key(tool) {
                state.tools.insert(tool.to_owned(), ToolTotals::new());
            }
            let Some(totals) = state.tools.get_mut(tool) else { return };
            totals.add(call);
            // Mostly the same tool again: one look-up.
            while let Some(call) = calls.next_if(|call| tool_of(call) == tool) {
                totals.add(call);
            }
        }
    }

    pub(crate) fn metrics(&self) -> Metrics {
        let time = self.since.elapsed();
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let tool = |(name, totals): (&String, &ToolTotals)| {
            let mut queue = totals.queue.clone();
            let _ = queue.record_n(0, totals.at_once);
            let latency = Quantiles::of_histogram(&totals.latency);
            totals.counts.metrics(name, time, latency, Quantiles::of_histogram(&queue))
        };
        Metrics { time, runs: state.runs, returned: state.returned, tools: state.tools.iter().map(tool).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call, trace};
    use super::*;

    fn hundred() -> Trace {
        let mut calls: Vec<_> = (1..=100).map(|n| call(n, 0, n)).collect();
        calls[0].outcome = CallOutcome::Error(CallErrorKind::Failed);
        calls[1].outcome = CallOutcome::Error(CallErrorKind::TimedOut);
        calls[2].outcome = CallOutcome::Cancelled;
        calls[3].outcome = CallOutcome::Error(CallErrorKind::UnknownTool);
        calls[3].tool = "no.such".to_owned();
        calls[3].started = None;
        calls[4].answered_by = Some(AnsweredBy::Cache);
        trace(100, true, calls)
    }

    #[test]
    fn a_runs_figures_are_exact() {
        let metrics = hundred().metrics();
        assert_eq!(metrics.tools.iter().map(|tool| tool.tool.as_str()).collect::<Vec<_>>(), ["(unknown)", "t.tool"]);
        let tool = &metrics.tools[1];
        assert_eq!((tool.calls, tool.done, tool.cancelled, tool.shared), (99, 96, 1, 1));
        assert_eq!(tool.errors, BTreeMap::from([("failed".to_owned(), 1), ("timed-out".to_owned(), 1)]));
        assert!((tool.error_rate() - 2.0 / 99.0).abs() < 1e-9 && (tool.completion_rate() - 96.0 / 99.0).abs() < 1e-9);
        let millis = Duration::from_millis;
        // Of 98 calls: 1, 2, 5, 6, … 100 ms; the cancelled one took part in nothing that it ended.
        let wanted = Quantiles { p50: millis(51), p95: millis(96), p99: millis(100), max: millis(100) };
        assert_eq!(tool.latency, wanted);
        assert_eq!((tool.peak_width, tool.peak_queue), (Some(99), Some(0)));
        assert!((tool.per_second - 990.0).abs() < 1e-6);
    }

    #[test]
    fn a_lifes_figures_are_close_and_add_up() {
        let totals = Totals::new();
        for _ in 0..3 {
            totals.add_run(&hundred());
        }
        totals.add_calls(&trace(1, false, vec![call(1, 0, 1)]));
        let metrics = totals.metrics();
        assert_eq!((metrics.runs, metrics.returned), (3, 3));
        let tool = &metrics.tools[1];
        assert_eq!((tool.calls, tool.errors["failed"]), (298, 3));
        let close = |actual: Duration, wanted: u64| {
            let wanted = Duration::from_millis(wanted).as_secs_f64();
            assert!((wanted..=wanted * 1.01).contains(&actual.as_secs_f64()), "{actual:?} {wanted}");
        };
        close(tool.latency.p50, 51);
        close(tool.latency.p99, 100);
        close(tool.latency.max, 100);
    }

    #[test]
    fn nothing_has_figures_too() {
        assert_eq!(trace(0, true, vec![]).metrics().tools, []);
        assert_eq!(Totals::new().metrics().tools, []);
        assert_eq!(Quantiles::of(vec![]), Quantiles::default());
    }
}
