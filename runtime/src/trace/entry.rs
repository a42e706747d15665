//! What is kept of one call while its run goes on, and the record that it becomes. Never looks at a clock.

use std::time::Duration;

use super::call::{AnsweredBy, AttemptReason, AttemptRecord, CallOutcome, CallRecord, Excerpt, WaitReason, WaitRecord};

/// One call. Small, since there may be many of them in a list that grows: times are nanoseconds from the run's start, and what few
/// calls have is elsewhere.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) tool: String,
    pub(super) site: Option<u32>,
    pub(super) queued: u64,
    pub(super) ended: Option<Ended>,
    /// Nearly all calls have one attempt.
    pub(super) first: Option<Attempt>,
    pub(super) argument_bytes: u64,
    pub(super) result_bytes: u64,
    /// Whether an attempt has begun that may have changed something.
    pub(super) may_have_effect: bool,
    pub(super) rare: Option<Box<Rare>>,
}

/// What few calls have.
#[derive(Default)]
pub(super) struct Rare {
    pub(super) more: Vec<Attempt>,
    pub(super) waits: Vec<Wait>,
    /// When and from where it was answered without an attempt of its own.
    pub(super) answered: Option<(u64, AnsweredBy)>,
    pub(super) shared_with: Option<u64>,
    pub(super) message: Option<String>,
    pub(super) invalid_result: Option<Excerpt>,
    pub(super) arguments: Option<Excerpt>,
}

pub(super) struct Attempt {
    pub(super) reason: AttemptReason,
    pub(super) started: u64,
    pub(super) ended: Option<Ended>,
    pub(super) panicked: bool,
}

pub(super) struct Wait {
    pub(super) reason: WaitReason,
    pub(super) from: u64,
    pub(super) until: Option<u64>,
}

#[derive(Clone, Copy)]
pub(super) struct Ended {
    pub(super) at: u64,
    pub(super) outcome: CallOutcome,
}

/// The calls of a run that one of this run's calls started.
pub(super) struct Nested {
    pub(super) caller: u64,
    pub(super) offset: Duration,
    pub(super) calls: Vec<CallRecord>,
}

impl Entry {
    /// How it ended if nobody waited for its end.
    pub(super) fn abandoned(&self) -> CallOutcome {
        if self.may_have_effect { CallOutcome::OutcomeUnknown } else { CallOutcome::Cancelled }
    }

    pub(super) fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(super) fn attempts(&self) -> usize {
        usize::from(self.first.is_some()) + self.rare.as_ref().map_or(0, |rare| rare.more.len())
    }

    pub(super) fn attempt(&self, number: usize) -> Option<&Attempt> {
        match number {
            0 => self.first.as_ref(),
            n => self.rare.as_ref()?.more.get(n - 1),
        }
    }

    pub(super) fn attempt_mut(&mut self, number: usize) -> Option<&mut Attempt> {
        match number {
            0 => self.first.as_mut(),
            n => self.rare.as_mut()?.more.get_mut(n - 1),
        }
    }

    /// What it waited for last.
    pub(super) fn last_wait(&self) -> Option<&Wait> {
        self.rare.as_ref()?.waits.last()
    }
}

impl Entry {
    pub(super) fn finish(self, id: u64, wall: Duration, position: &impl Fn(u32) -> Option<(u32, u32)>) -> CallRecord {
        let abandoned = self.abandoned();
        let pending = Ended { at: u64::try_from(wall.as_nanos()).unwrap_or(u64::MAX), outcome: abandoned };
        let ended = self.ended.unwrap_or(pending);
        let rare = self.rare.map(|rare| *rare).unwrap_or_default();
        let own = self.first.as_ref().map(|first| first.started);
        // A call that is cancelled may still begin something until its task hears of it.
        let started = own.or(rare.answered.map(|(at, _)| at)).map(|at| at.min(ended.at));
        let attempt = |attempt: Attempt| {
            let Ended { at, outcome } =
                attempt.ended.unwrap_or(Ended { at: ended.at.max(attempt.started), outcome: abandoned });
            let (started, ended) = (Duration::from_nanos(attempt.started), Duration::from_nanos(at));
            AttemptRecord { reason: attempt.reason, started, ended, outcome }
        };
        let wait = |wait: Wait| WaitRecord {
            reason: wait.reason,
            from: Duration::from_nanos(wait.from),
            until: Duration::from_nanos(wait.until.unwrap_or(ended.at.max(wait.from))),
        };
        let is_done = ended.outcome == CallOutcome::Done;
        CallRecord {
            id,
            parent: None,
            tool: self.tool,
            at: self.site.and_then(position),
            queued: Duration::from_nanos(self.queued),
            started: started.map(Duration::from_nanos),
            ended: Duration::from_nanos(ended.at),
            waits: rare.waits.into_iter().map(wait).collect(),
            attempts: self.first.into_iter().chain(rare.more).map(attempt).collect(),
            answered_by: is_done.then(|| rare.answered.map_or(AnsweredBy::Provider, |(_, source)| source)),
            shared_with: rare.shared_with,
            argument_bytes: self.argument_bytes,
            result_bytes: self.result_bytes,
            outcome: ended.outcome,
            message: rare.message,
            invalid_result: rare.invalid_result,
            arguments: rare.arguments,
        }
    }
}

impl Nested {
    /// Numbers the calls on, and counts their times from the outer run's start.
    pub(super) fn join(self, calls: &mut Vec<CallRecord>) {
        let base = calls.len() as u64;
        for mut call in self.calls {
            call.id += base;
            call.parent = Some(call.parent.map_or(self.caller, |parent| parent + base));
            call.shared_with = call.shared_with.map(|id| id + base);
            call.queued += self.offset;
            call.started = call.started.map(|at| at + self.offset);
            call.ended += self.offset;
            for attempt in &mut call.attempts {
                attempt.started += self.offset;
                attempt.ended += self.offset;
            }
            for wait in &mut call.waits {
                wait.from += self.offset;
                wait.until += self.offset;
            }
            calls.push(call);
        }
    }
}
