//! The handles by which a call that goes on tells its record what it meets. Cheap to clone, and valid for as long as anybody
//! holds one: what comes after the run's end is nobody's record.

use std::fmt;
use std::future::Future;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;

use super::call::{AnsweredBy, AttemptReason, WaitReason};
use super::recorder::Recorder;
use crate::json::Json;
use crate::provider::CallResult;

/// Names a run: random, and written as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(u64);

impl RunId {
    pub(crate) fn random() -> Self {
        Self(fastrand::u64(1..))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunId({self})")
    }
}

impl FromStr for RunId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok().filter(|_| digits);
        number.map(Self).ok_or_else(|| format!("a run is named by 16 hexadecimal digits, not by {text:?}"))
    }
}

impl Serialize for RunId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Names a call of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CallRef {
    /// The run.
    pub run: RunId,
    /// The call's number in it.
    pub call: u64,
}

tokio::task_local! {
    /// The call that the current task works for: a run that starts here is nested in it.
    static CALLER: CallTrace;
}

/// A call's own way to its record.
#[derive(Clone)]
pub(crate) struct CallTrace {
    recorder: Arc<Recorder>,
    index: usize,
    /// Whether an attempt may change something.
    may_have_effect: bool,
}

impl CallTrace {
    pub(super) fn new(recorder: &Arc<Recorder>, index: usize) -> Self {
        Self { recorder: Arc::clone(recorder), index, may_have_effect: true }
    }

    /// The call that the current task works for, if it works for one.
    pub(crate) fn caller() -> Option<Self> {
        CALLER.try_with(Clone::clone).ok()
    }

    /// Whatever `work` starts is this call's.
    pub(crate) fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CALLER.scope(self, work)
    }

    /// The same for work that is polled by hand.
    pub(crate) fn sync_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        CALLER.sync_scope(self.clone(), work)
    }

    /// The call's number within its run.
    pub(crate) fn id(&self) -> u64 {
        self.index as u64 + 1
    }

    pub(super) fn call_ref(&self) -> CallRef {
        CallRef { run: self.recorder.run(), call: self.id() }
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The tool says that it changes nothing: an attempt that is given up had no effect.
    pub(crate) fn read_only(mut self, read_only: bool) -> Self {
        self.may_have_effect = !read_only;
        self
    }

    /// The provider is asked, at a time that was just read. `at_once`: whatever the call waited for has been noted, so that where
    /// nothing was, the call began when it was made.
    pub(crate) fn attempt(&self, reason: AttemptReason, at: Instant, at_once: bool) -> AttemptTrace<'_> {
        let number = self.recorder.begin_attempt(self.index, reason, at, at_once, self.may_have_effect);
        AttemptTrace { call: self, number, ended: false }
    }

    /// Waiting begins; it ends when what is returned is dropped.
    pub(crate) fn wait(&self, reason: WaitReason) -> WaitTrace<'_> {
        WaitTrace { call: self, number: self.recorder.begin_wait(self.index, reason) }
    }

    /// Something else than an attempt of the call's own answers it, or will, and has been at it `since` then: a call of that
    /// number, where it is shared.
    pub(crate) fn answered_by(&self, source: AnsweredBy, shared_with: Option<u64>, since: Instant) {
        self.recorder.answered_by(self.index, source, shared_with, since, self.may_have_effect);
    }

    /// Keeps a result that broke its schema.
    pub(crate) fn keep_invalid(&self, result: &Json) {
        self.recorder.keep_invalid(self.index, result);
    }

    /// It has its answer.
    pub(crate) fn end(&self, result: &CallResult) {
        self.recorder.end(self, result);
    }

    /// Attempts until now.
    pub(crate) fn attempts(&self) -> usize {
        self.recorder.attempts(self.index)
    }

    /// How long an attempt took that has ended; counted from 0.
    pub(crate) fn attempt_took(&self, number: usize) -> Option<Duration> {
        self.recorder.attempt_took(self.index, number)
    }

    /// Whether the tool panicked in an attempt; counted from 0.
    pub(crate) fn has_panicked(&self, number: usize) -> bool {
        self.recorder.has_panicked(self.index, number)
    }

    /// What it waited for last, where it never came to an attempt.
    pub(crate) fn waiting_for(&self) -> Option<WaitReason> {
        self.recorder.waiting_for(self.index)
    }
}

/// An attempt that goes on; dropping it gives it up.
pub(crate) struct AttemptTrace<'a> {
    call: &'a CallTrace,
    number: usize,
    ended: bool,
}

impl AttemptTrace<'_> {
    /// The provider has answered, or panicked.
    pub(crate) fn end(mut self, result: &CallResult, panicked: bool) {
        self.ended = true;
        self.call.recorder.end_attempt(self.call.index, self.number, Some(result), panicked);
    }
}

impl Drop for AttemptTrace<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.call.recorder.end_attempt(self.call.index, self.number, None, false);
        }
    }
}

/// A wait that goes on, until it is dropped.
pub(crate) struct WaitTrace<'a> {
    call: &'a CallTrace,
    number: usize,
}

impl Drop for WaitTrace<'_> {
    fn drop(&mut self) {
        self.call.recorder.end_wait(self.call.index, self.number);
    }
}
