//! What the gate notes of one call while it is under way. Small, and cheap where nothing happens: the lock is the call's own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::{CallOutcome, as_micros};
use crate::json::Json;
use crate::provider::CallResult;

/// One attempt of a call: from the moment when it was handed to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "started_us")]
    pub started: Duration,
    /// Counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "ended_us")]
    pub ended: Duration,
    /// Whether it was made beside an attempt that was slow.
    pub hedge: bool,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: CallOutcome,
}

/// A time in which a call did nothing but wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WaitRecord {
    /// Counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "from_us")]
    pub from: Duration,
    /// Counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "until_us")]
    pub until: Duration,
    /// What for.
    pub reason: WaitReason,
}

/// What a call waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WaitReason {
    /// The tool's width.
    Tool,
    /// The tool's rate.
    Rate,
    /// The provider's width.
    Provider,
    /// The run's calls in flight.
    Run,
    /// The runtime's width.
    Runtime,
    /// An earlier call with effects on the same resource.
    Order,
    /// An identical call that was under way.
    SingleFlight,
    /// The time before a repeat.
    Backoff,
}

impl std::fmt::Display for WaitReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Tool => "the tool's width",
            Self::Rate => "the tool's rate",
            Self::Provider => "the provider's width",
            Self::Run => "the run's `calls_in_flight`",
            Self::Runtime => "the runtime's width",
            Self::Order => "an earlier call on the same resource",
            Self::SingleFlight => "an identical call",
            Self::Backoff => "its next attempt",
        })
    }
}

/// Who gave a call its result, where it was not an attempt of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
#[non_exhaustive]
pub enum Answered {
    /// The tool's cache.
    Cache,
    /// An identical call of the same run.
    SingleFlight {
        /// That call's number.
        call: u64,
    },
    /// A call of the batch tool. The attempts are in the record of the call that led it.
    Batch {
        /// The number of the call that led it; perhaps this one.
        call: u64,
        /// Calls that went out as one.
        size: usize,
    },
    /// A second attempt that was made because the first was slow.
    Hedge,
}

/// The most bytes of a result that broke its schema which are kept.
const MAX_KEPT: usize = 64 << 10;

/// The most waits of one call that are kept; a call that is repeated waits again.
const MAX_WAITS: usize = 1_000;

/// What is known of one call; shared by the layers and the run's record.
#[derive(Debug, Default)]
pub(crate) struct CallNotes(Mutex<Notes>);

#[derive(Debug, Default)]
struct Notes {
    /// The first attempt has a place of its own: most calls have no other.
    first: Option<Attempt>,
    more: Vec<Attempt>,
    waits: Vec<(WaitReason, Instant, Option<Instant>)>,
    answered: Option<(Answered, Instant)>,
    invalid: Option<Json>,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    started: Instant,
    ended: Option<(Instant, CallOutcome)>,
    hedge: bool,
    panicked: bool,
}

impl Notes {
    fn attempt(&self, index: usize) -> Option<Attempt> {
        match index {
            0 => self.first,
            index => self.more.get(index - 1).copied(),
        }
    }
}

/// The finished notes of a call, counted from its run's start.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    pub(crate) started: Option<Duration>,
    pub(crate) attempts: Vec<AttemptRecord>,
    pub(crate) waits: Vec<WaitRecord>,
    pub(crate) answered: Option<Answered>,
    pub(crate) invalid: Option<Json>,
}

impl CallNotes {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An attempt begins at `started`. `abandoned` is how it ends where nobody waits for its end.
    pub(crate) fn attempt(self: &Arc<Self>, started: Instant, hedge: bool, abandoned: CallOutcome) -> AttemptNote {
        let attempt = Attempt { started, ended: None, hedge, panicked: false };
        let mut notes = self.notes();
        let index = if notes.first.is_none() {
            notes.first = Some(attempt);
            0
        } else {
            notes.more.push(attempt);
            notes.more.len()
        };
        drop(notes);
        AttemptNote { notes: Arc::clone(self), index, abandoned, ended: false }
    }

    /// Waiting begins; it ends when what is returned is dropped.
    pub(crate) fn wait(self: &Arc<Self>, reason: WaitReason) -> WaitNote {
        let mut notes = self.notes();
        let index = notes.waits.len();
        if index < MAX_WAITS {
            notes.waits.push((reason, Instant::now(), None));
        }
        drop(notes);
        WaitNote { notes: Arc::clone(self), index }
    }

    /// Someone else answers it, and has been at it `since` then.
    pub(crate) fn answered(&self, by: Answered, since: Instant) {
        self.notes().answered = Some((by, since));
    }

    /// Keeps a result that broke its schema; of one that is too long, its beginning as a string.
    pub(crate) fn keep_invalid(&self, result: &Json) {
        let text = result.as_str();
        let kept = if text.len() <= MAX_KEPT {
            result.clone()
        } else {
            Json::from(serde_json::Value::from(&text[..text.floor_char_boundary(MAX_KEPT)]))
        };
        self.notes().invalid = Some(kept);
    }

    /// Whether an attempt has begun, its own or one on its behalf.
    pub(crate) fn has_started(&self) -> bool {
        let notes = self.notes();
        notes.first.is_some() || notes.answered.is_some()
    }

    /// Attempts until now.
    pub(crate) fn attempts(&self) -> usize {
        let notes = self.notes();
        usize::from(notes.first.is_some()) + notes.more.len()
    }

    /// How long an attempt took that has ended; counted from 0.
    pub(crate) fn attempt_took(&self, index: usize) -> Option<Duration> {
        let attempt = self.notes().attempt(index)?;
        attempt.ended.map(|(ended, _)| ended.saturating_duration_since(attempt.started))
    }

    /// Whether the tool panicked in an attempt; counted from 0.
    pub(crate) fn has_panicked(&self, index: usize) -> bool {
        self.notes().attempt(index).is_some_and(|attempt| attempt.panicked)
    }

    /// What it waited for last, where it never came to an attempt.
    pub(crate) fn waiting_for(&self) -> Option<WaitReason> {
        let notes = self.notes();
        if notes.first.is_some() { None } else { notes.waits.last().map(|(reason, ..)| *reason) }
    }

    /// The notes, counted from `start`; what is still under way ends at `end`.
    pub(crate) fn finish(&self, start: Instant, end: Instant, abandoned: CallOutcome) -> Noted {
        let notes = self.notes();
        let since = |at: Instant| at.saturating_duration_since(start);
        let attempts = notes.first.iter().chain(&notes.more).map(|attempt| {
            let (ended, outcome) = attempt.ended.unwrap_or((end, abandoned));
            AttemptRecord { started: since(attempt.started), ended: since(ended), hedge: attempt.hedge, outcome }
        });
        let waits = notes.waits.iter().map(|(reason, from, until)| WaitRecord {
            from: since(*from),
            until: since(until.unwrap_or(end)),
            reason: *reason,
        });
        Noted {
            started: notes.first.map(|first| first.started).or(notes.answered.map(|(_, at)| at)).map(since),
            attempts: attempts.collect(),
            waits: waits.collect(),
            answered: notes.answered.map(|(by, _)| by),
            invalid: notes.invalid.clone(),
        }
    }
}

/// An attempt under way.
pub(crate) struct AttemptNote {
    notes: Arc<CallNotes>,
    index: usize,
    abandoned: CallOutcome,
    ended: bool,
}

impl AttemptNote {
    pub(crate) fn end(mut self, result: &CallResult, panicked: bool) {
        let outcome = match result {
            Ok(_) => CallOutcome::Done,
            Err(error) => CallOutcome::Error(error.kind),
        };
        self.close(outcome, panicked);
    }

    fn close(&mut self, outcome: CallOutcome, panicked: bool) {
        self.ended = true;
        let mut notes = self.notes.notes();
        let attempt = match self.index {
            0 => notes.first.as_mut(),
            index => notes.more.get_mut(index - 1),
        };
        if let Some(attempt) = attempt {
            attempt.ended = Some((Instant::now(), outcome));
            attempt.panicked = panicked;
        }
    }
}

impl Drop for AttemptNote {
    fn drop(&mut self) {
        if !self.ended {
            self.close(self.abandoned, false);
        }
    }
}

/// A wait under way.
pub(crate) struct WaitNote {
    notes: Arc<CallNotes>,
    index: usize,
}

impl Drop for WaitNote {
    fn drop(&mut self) {
        if let Some((_, _, until)) = self.notes.notes().waits.get_mut(self.index) {
            *until = Some(Instant::now());
        }
    }
}
