//! What determined a run's time: how many calls were in flight when, and the calls that everything else waited for. Reads a
//! finished trace, and knows of the script only what the calls' times tell.

use std::cmp::Reverse;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::call::CallRecord;
use super::{Trace, nanos};

/// Where a run's time went. Nested runs count as part of the calls that started them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Profile {
    /// From the run's start to its end.
    #[serde(with = "nanos", rename = "wall_ns")]
    pub wall: Duration,
    /// With at least one call in flight. A call is in flight from its first attempt to the end of its last.
    #[serde(with = "nanos", rename = "busy_ns")]
    pub busy: Duration,
    /// With more than one call in flight.
    #[serde(with = "nanos", rename = "parallel_ns")]
    pub parallel: Duration,
    /// What the run would have taken with its calls one after the other: the time without any, and the sum of the calls'.
    #[serde(with = "nanos", rename = "sequential_ns")]
    pub sequential: Duration,
    /// The most calls in flight at once.
    pub peak_width: u64,
    /// The mean of the calls in flight, over the time with at least one.
    pub mean_width: f64,
    /// The most calls that waited for their first attempt at once.
    pub peak_queue: u64,
    /// The mean of the calls that waited, over the whole run.
    pub mean_queue: f64,
    /// The calls that determined the wall time, from the first to the last.
    pub critical_path: Vec<Step>,
    /// The time after the last of them: the script's own.
    #[serde(with = "nanos", rename = "tail_ns")]
    pub tail: Duration,
}

/// One call of the critical path, and the time of the script before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// The call's number.
    pub call: u64,
    /// From the end of the step before, or the run's start, to this call: the script computed, or slept.
    #[serde(with = "nanos", rename = "script_ns")]
    pub script: Duration,
    /// From when the call was made to its end.
    #[serde(with = "nanos", rename = "call_ns")]
    pub took: Duration,
}

impl Profile {
    /// The share of the wall time with more than one call in flight, from 0 to 1.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        share(self.parallel, self.wall)
    }

    /// How many times as long the run would have taken with one call at a time.
    #[must_use]
    pub fn speed_up(&self) -> f64 {
        if self.wall.is_zero() { 1.0 } else { self.sequential.as_secs_f64() / self.wall.as_secs_f64() }
    }
}

fn share(part: Duration, whole: Duration) -> f64 {
    if whole.is_zero() { 0.0 } else { part.as_secs_f64() / whole.as_secs_f64() }
}

impl Trace {
    /// Where the run's time went.
    ///
    /// The critical path is found from the end: the call that ended last before the run did; then, each time, the call that
    /// ended last before that one was made, since a script makes a call when something it waited for has arrived. This is the
    /// last-arriving edge of Fields, Rubin and Bodík ("Focusing processor policies via critical-path prediction", 2001) and the
    /// last-returning child of CRISP (USENIX ATC 2022). A call that was cancelled was waited for where the run itself ended while it was
    /// pending, and where nothing was answered in the 5 ms before: else it was given up because of that answer. So the path's calls and the script's time between them add up to the wall time.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let calls: Vec<&CallRecord> = self.own_calls().collect();
        let in_flight = sweep(calls.iter().filter_map(|call| call.flight()));
        let queue = sweep(calls.iter().map(|call| (call.queued, call.queued + call.waited())));
        let (critical_path, tail) = critical_path(&calls, self);
        Profile {
            wall: self.wall,
            busy: in_flight.any,
            parallel: in_flight.several,
            sequential: self.wall.saturating_sub(in_flight.any) + in_flight.sum,
            peak_width: in_flight.peak,
            mean_width: share(in_flight.sum, in_flight.any),
            peak_queue: queue.peak,
            mean_queue: share(queue.sum, self.wall),
            critical_path,
            tail,
        }
    }
}

/// How many of some spans of time overlap.
#[derive(Default)]
pub(super) struct Overlap {
    pub(super) peak: u64,
    any: Duration,
    several: Duration,
    sum: Duration,
}

pub(super) fn sweep(spans: impl Iterator<Item = (Duration, Duration)>) -> Overlap {
    // Where one ends as another begins, they do not overlap.
    let mut edges: Vec<(Duration, bool)> =
        spans.filter(|(from, to)| from < to).flat_map(|(from, to)| [(from, true), (to, false)]).collect();
    edges.sort_unstable();
    let mut overlap = Overlap::default();
    let (mut width, mut since) = (0_u64, Duration::ZERO);
    for (at, begins) in edges {
        let passed = at - since;
        match width {
            0 => {}
            1 => overlap.any += passed,
            _ => {
                overlap.any += passed;
                overlap.several += passed;
            }
        }
        overlap.sum += passed * u32::try_from(width).unwrap_or(u32::MAX);
        width = if begins { width + 1 } else { width.saturating_sub(1) };
        overlap.peak = overlap.peak.max(width);
        since = at;
    }
    overlap
}

/// A call that is cancelled within this time after an answer was given up because of it.
const BECAUSE_OF: Duration = Duration::from_millis(5);

fn critical_path(calls: &[&CallRecord], trace: &Trace) -> (Vec<Step>, Duration) {
    let was_pending = |call: &CallRecord| !trace.returned && call.ended >= trace.wall;
    let mut ended = calls.to_vec();
    // Of those that ended at once, the one that was waited for longest.
    ended.sort_unstable_by_key(|call| (call.ended, Reverse(call.queued), call.id));
    let mut answer = None;
    let arrived = ended.into_iter().filter(|call| {
        if !call.outcome.is_cancelled() {
            answer = Some(call.ended);
            return true;
        }
        let alone = answer.is_none_or(|answer| call.ended - answer > BECAUSE_OF);
        was_pending(call) || (alone && call.ended < trace.wall)
    });
    let arrived: Vec<&CallRecord> = arrived.collect();
    let mut steps: Vec<Step> = Vec::new();
    let mut tail = trace.wall;
    let mut until = trace.wall;
    for call in arrived.into_iter().rev() {
        if call.ended > until {
            continue;
        }
        let gap = until - call.ended;
        match steps.last_mut() {
            Some(next) => next.script = gap,
            None => tail = gap,
        }
        // What is before it is the script's, until an earlier call is found.
        steps.push(Step { call: call.id, script: call.queued, took: call.latency() });
        until = call.queued;
    }
    steps.reverse();
    (steps, tail)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call, trace};
    use super::*;
    use crate::provider::CallErrorKind;
    use crate::trace::CallOutcome;

    fn path(trace: &Trace) -> Vec<u64> {
        let profile = trace.profile();
        let steps: Duration = profile.critical_path.iter().map(|step| step.script + step.took).sum();
        assert_eq!(steps + profile.tail, trace.wall, "the path adds up: {profile:?}");
        profile.critical_path.iter().map(|step| step.call).collect()
    }

    #[test]
    fn two_in_parallel_and_a_join() {
        // HotpotQA's shape: two searches, then a comparison.
        let trace = trace(100, true, vec![call(1, 5, 45), call(2, 5, 65), call(3, 66, 98)]);
        assert_eq!(path(&trace), [2, 3]);
        let profile = trace.profile();
        assert_eq!(profile.critical_path[1].script, Duration::from_millis(1));
        assert_eq!(profile.tail, Duration::from_millis(2));
        assert_eq!((profile.busy, profile.parallel), (Duration::from_millis(92), Duration::from_millis(40)));
        assert_eq!(profile.sequential, Duration::from_millis(8 + 40 + 60 + 32));
        assert_eq!(profile.peak_width, 2);
        assert!((profile.mean_width - 132.0 / 92.0).abs() < 1e-9);
        assert!((profile.utilisation() - 0.4).abs() < 1e-9);
        assert!((profile.speed_up() - 1.4).abs() < 1e-9);
    }

    #[test]
    fn eight_in_parallel_and_a_join() {
        let mut calls: Vec<_> = (1..=8).map(|id| call(id, 0, 10 * id)).collect();
        calls.push(call(9, 80, 90));
        let trace = trace(90, true, calls);
        assert_eq!(path(&trace), [8, 9]);
        assert_eq!(trace.profile().peak_width, 8);
    }

    #[test]
    fn chains_of_mixed_depth() {
        // One chain of three short calls beside one of two long ones, then a join: the long one determines.
        let calls =
            vec![call(1, 0, 10), call(2, 0, 30), call(3, 11, 20), call(4, 21, 29), call(5, 31, 70), call(6, 71, 80)];
        assert_eq!(path(&trace(80, true, calls)), [2, 5, 6]);
    }

    #[test]
    fn one_after_the_other() {
        let trace = trace(32, true, vec![call(1, 1, 10), call(2, 11, 20), call(3, 21, 30)]);
        assert_eq!(path(&trace), [1, 2, 3]);
        let profile = trace.profile();
        assert_eq!((profile.parallel, profile.sequential), (Duration::ZERO, trace.wall));
        assert!((profile.speed_up() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn no_calls_at_all() {
        let trace = trace(7, true, vec![]);
        assert_eq!(path(&trace), [0_u64; 0]);
        assert_eq!(trace.profile().tail, Duration::from_millis(7));
    }

    #[test]
    fn calls_that_take_no_time() {
        let trace = trace(9, true, vec![call(1, 3, 3), call(2, 3, 3), call(3, 3, 3)]);
        assert_eq!(path(&trace).len(), 3);
        assert_eq!(trace.profile().peak_width, 0);
    }

    #[test]
    fn the_loser_of_a_race_determines_nothing() {
        let mut loser = call(2, 0, 21);
        loser.outcome = CallOutcome::Cancelled;
        assert_eq!(path(&trace(40, true, vec![call(1, 0, 20), loser, call(3, 22, 40)])), [1, 3]);
    }

    #[test]
    fn a_failure_was_waited_for() {
        let mut failed = call(1, 0, 20);
        failed.outcome = CallOutcome::Error(CallErrorKind::Failed);
        assert_eq!(path(&trace(40, true, vec![failed, call(2, 20, 40)])), [1, 2]);
    }

    #[test]
    fn what_is_pending_at_a_deadline_was_waited_for() {
        let mut pending = call(2, 10, 50);
        pending.outcome = CallOutcome::OutcomeUnknown;
        let mut later = call(3, 20, 50);
        later.outcome = CallOutcome::Cancelled;
        let calls = vec![call(1, 0, 10), pending, later];
        assert_eq!(path(&trace(50, false, calls.clone())), [1, 2]);
        // A script that returned did not wait for them.
        assert_eq!(path(&trace(50, true, calls)), [1]);
    }

    #[test]
    fn what_was_given_up_was_waited_for_unless_an_answer_came() {
        let mut given_up = call(2, 10, 310);
        given_up.outcome = CallOutcome::OutcomeUnknown;
        let calls = vec![call(1, 0, 10), call(3, 10, 100), given_up, call(4, 310, 400)];
        assert_eq!(path(&trace(400, true, calls.clone())), [1, 2, 4]);
        let with_answer = calls.into_iter().chain([call(5, 10, 308)]).collect();
        assert_eq!(path(&trace(400, true, with_answer)), [1, 5, 4]);
    }

    #[test]
    fn waiting_in_line_is_no_flight() {
        let mut second = call(2, 0, 40);
        second.started = Some(Duration::from_millis(20));
        second.attempts[0].started = Duration::from_millis(20);
        let profile = trace(40, true, vec![call(1, 0, 20), second]).profile();
        assert_eq!((profile.peak_width, profile.peak_queue), (1, 1));
        assert!((profile.mean_queue - 0.5).abs() < 1e-9);
        assert_eq!(profile.critical_path.len(), 1, "it was made at the start, so nothing came before it");
    }

    #[test]
    fn many_calls_are_no_problem() {
        let calls: Vec<_> = (0..100_000).map(|n| call(n + 1, n % 977, n % 977 + n % 13)).collect();
        let trace = trace(1_000, true, calls);
        let begun = std::time::Instant::now();
        path(&trace);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
