//! The record of a run's calls while it goes on. A call costs it a few writes under a lock that nobody else holds for long, and
//! the reading of the clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::Trace;
use super::call::{AnsweredBy, AttemptReason, CallOutcome, CallRecord, Excerpt, WaitReason};
use super::entry::{Attempt, Ended, Entry, Nested, Wait};
use super::live::{CallTrace, RunId};
use crate::json::Json;
use crate::provider::{CallErrorKind, CallResult};

/// One run's recorder.
pub(crate) struct Recorder {
    run: RunId,
    parent: Option<CallTrace>,
    began: SystemTime,
    started: Instant,
    keep: Keep,
    state: Mutex<State>,
}

/// What of the calls' content is kept.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keep {
    /// Results, until the end of the run, to count their tokens.
    pub(crate) results: bool,
    /// The first bytes of each call's arguments, so many.
    pub(crate) arguments: Option<usize>,
}

struct State {
    calls: Vec<Entry>,
    nested: Vec<Nested>,
    nested_dropped: u64,
    tool_bytes: u64,
    results: Option<Vec<Json>>,
    results_bytes: u64,
    text_room: usize,
    /// The script has returned: what is dropped from now on was pending.
    script_returned: bool,
}

/// Results are kept for counting up to this many bytes; past it nothing is counted rather than something wrong.
const MAX_RESULTS: u64 = 256 << 20;
/// Bytes of messages, arguments and results that broke their schema that one run's record holds; past it there are none.
const MAX_TEXT: usize = 16 << 20;
/// Bytes of one error's message.
const MAX_MESSAGE: usize = 1 << 10;
/// Calls of nested runs in one run's record.
const MAX_NESTED: usize = 10_000;
/// Attempts of one call that are recorded.
const MAX_ATTEMPTS: usize = 1_000;
/// Waits of one call that are recorded: one that is repeated waits again.
const MAX_WAITS: usize = 1_000;
/// Bytes of a result that broke its schema.
const MAX_INVALID: usize = 64 << 10;

impl Recorder {
    /// A run that starts now; where a call of another run starts it, it is nested in that.
    pub(crate) fn new(keep: Keep) -> Arc<Self> {
        let state = State {
            calls: Vec::new(),
            nested: Vec::new(),
            nested_dropped: 0,
            tool_bytes: 0,
            results: keep.results.then(Vec::new),
            results_bytes: 0,
            text_room: MAX_TEXT,
            script_returned: false,
        };
        Arc::new(Self {
            run: RunId::random(),
            parent: CallTrace::caller(),
            began: SystemTime::now(),
            started: Instant::now(),
            keep,
            state: Mutex::new(state),
        })
    }

    pub(super) fn run(&self) -> RunId {
        self.run
    }

    /// The time since the run's start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The same in nanoseconds.
    fn now(&self) -> u64 {
        self.nanos(Instant::now())
    }

    fn nanos(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.started).as_nanos()).unwrap_or(u64::MAX)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call is made; `None` where that is one more than `max_calls`.
    pub(crate) fn begin(
        self: &Arc<Self>,
        tool: &str,
        site: Option<u32>,
        arguments: &str,
        max_calls: u64,
    ) -> Option<CallTrace> {
        let queued = self.now();
        let mut state = self.state();
        if state.calls.len() as u64 >= max_calls {
            return None;
        }
        let mut entry =
            Entry { tool: tool.to_owned(), site, queued, argument_bytes: arguments.len() as u64, ..Entry::default() };
        if let Some(max_bytes) = self.keep.arguments {
            entry.rare().arguments = state.excerpt(arguments, max_bytes);
        }
        state.calls.push(entry);
        Some(CallTrace::new(self, state.calls.len() - 1))
    }

    /// An attempt begins. With `at_once`, the first of a call without a wait began when that was made. Returns its number within
    /// the call.
    pub(super) fn begin_attempt(
        &self,
        index: usize,
        reason: AttemptReason,
        at: Instant,
        at_once: bool,
        may_have_effect: bool,
    ) -> usize {
        let mut state = self.state();
        let Some(entry) = state.calls.get_mut(index) else { return usize::MAX };
        let waited = !at_once || entry.first.is_some() || entry.last_wait().is_some();
        let started = if waited { self.nanos(at).max(entry.queued) } else { entry.queued };
        let attempt = Attempt { reason, started, ended: None, panicked: false };
        entry.may_have_effect |= may_have_effect;
        if entry.first.is_none() {
            entry.first = Some(attempt);
            return 0;
        }
        let more = &mut entry.rare().more;
        if more.len() < MAX_ATTEMPTS {
            more.push(attempt);
            return more.len();
        }
        usize::MAX
    }

    /// The provider has answered; without a result the attempt was given up.
    pub(super) fn end_attempt(&self, index: usize, number: usize, result: Option<&CallResult>, panicked: bool) {
        let at = self.now();
        let mut state = self.state();
        let Some(entry) = state.calls.get_mut(index) else { return };
        let outcome = match result {
            Some(Ok(_)) => CallOutcome::Done,
            Some(Err(error)) => CallOutcome::Error(error.kind),
            None => entry.abandoned(),
        };
        if let Some(attempt) = entry.attempt_mut(number) {
            attempt.ended = Some(Ended { at, outcome });
            attempt.panicked = panicked;
        }
    }

    /// Returns the wait's number within the call.
    pub(super) fn begin_wait(&self, index: usize, reason: WaitReason) -> usize {
        let from = self.now();
        let mut state = self.state();
        let Some(entry) = state.calls.get_mut(index) else { return usize::MAX };
        let waits = &mut entry.rare().waits;
        if waits.len() >= MAX_WAITS {
            return usize::MAX;
        }
        waits.push(Wait { reason, from, until: None });
        waits.len() - 1
    }

    pub(super) fn end_wait(&self, index: usize, number: usize) {
        let at = self.now();
        let mut state = self.state();
        let rare = state.calls.get_mut(index).and_then(|entry| entry.rare.as_mut());
        if let Some(wait) = rare.and_then(|rare| rare.waits.get_mut(number)) {
            wait.until = Some(at);
        }
    }

    pub(super) fn keep_invalid(&self, index: usize, result: &Json) {
        let mut state = self.state();
        if index >= state.calls.len() {
            return;
        }
        let kept = state.excerpt(result.as_str(), MAX_INVALID);
        let earlier = std::mem::replace(&mut state.calls[index].rare().invalid_result, kept);
        state.text_room += earlier.map_or(0, |excerpt| excerpt.text.len());
    }

    fn of_call<T>(&self, index: usize, look: impl FnOnce(&Entry) -> Option<T>) -> Option<T> {
        self.state().calls.get(index).and_then(look)
    }

    pub(super) fn attempts(&self, index: usize) -> usize {
        self.of_call(index, |entry| Some(entry.attempts())).unwrap_or_default()
    }

    pub(super) fn attempt_took(&self, index: usize, number: usize) -> Option<Duration> {
        self.of_call(index, |entry| {
            let attempt = entry.attempt(number)?;
            attempt.ended.map(|ended| Duration::from_nanos(ended.at.saturating_sub(attempt.started)))
        })
    }

    pub(super) fn has_panicked(&self, index: usize, number: usize) -> bool {
        self.of_call(index, |entry| entry.attempt(number).map(|attempt| attempt.panicked)).unwrap_or_default()
    }

    pub(super) fn waiting_for(&self, index: usize) -> Option<WaitReason> {
        self.of_call(index, |entry| entry.last_wait().filter(|_| entry.first.is_none()).map(|wait| wait.reason))
    }

    pub(super) fn answered_by(
        &self,
        index: usize,
        source: AnsweredBy,
        shared_with: Option<u64>,
        since: Instant,
        may_have_effect: bool,
    ) {
        let at = self.nanos(since);
        if let Some(entry) = self.state().calls.get_mut(index) {
            entry.may_have_effect |= may_have_effect;
            let rare = entry.rare();
            rare.answered = Some((at, source));
            rare.shared_with = shared_with;
        }
    }

    /// It has its answer, which the script may fetch later. Only its first end counts.
    pub(crate) fn end(&self, call: &CallTrace, result: &CallResult) {
        let mut state = self.state();
        if state.entry(call).is_none_or(|entry| entry.ended.is_some()) {
            return;
        }
        let at = self.now();
        let message = match result {
            Ok(json) => {
                state.returned(json);
                None
            }
            Err(error) if error.kind == CallErrorKind::InvalidArguments && self.keep.arguments.is_none() => None,
            Err(error) => state.excerpt(&error.message, MAX_MESSAGE).map(|excerpt| excerpt.text),
        };
        let Some(entry) = state.entry(call) else { return };
        let outcome = match result {
            Ok(json) => {
                entry.result_bytes = json.as_str().len() as u64;
                CallOutcome::Done
            }
            Err(error) => CallOutcome::Error(error.kind),
        };
        if message.is_some() {
            entry.rare().message = message;
        }
        entry.ended = Some(Ended { at, outcome });
    }

    /// The script cancelled it, where it had not ended before that.
    pub(crate) fn cancelled(&self, call: &CallTrace) {
        let at = self.now();
        if let Some(entry) = self.state().entry(call).filter(|entry| entry.ended.is_none()) {
            entry.ended = Some(Ended { at, outcome: entry.abandoned() });
        }
    }

    /// Nobody waits for it any more: the script dropped it, where it has not returned.
    pub(crate) fn dropped(&self, call: &CallTrace) {
        let at = self.now();
        let mut state = self.state();
        if state.script_returned {
            return;
        }
        if let Some(entry) = state.entry(call).filter(|entry| entry.ended.is_none()) {
            entry.ended = Some(Ended { at, outcome: entry.abandoned() });
        }
    }

    /// The script has its result, or is ended: what is dropped from now on was pending.
    pub(crate) fn script_returned(&self) {
        self.state().script_returned = true;
    }

    /// Bytes of all results so far.
    pub(crate) fn tool_bytes(&self) -> u64 {
        self.state().tool_bytes
    }

    /// The results, where they were kept and there is room for all of them.
    pub(crate) fn take_results(&self) -> Option<Vec<Json>> {
        self.state().results.take()
    }

    /// The tools of the calls that are still pending, in the order in which they were made.
    pub(crate) fn pending(&self) -> Vec<String> {
        self.state().calls.iter().filter(|entry| entry.ended.is_none()).map(|entry| entry.tool.clone()).collect()
    }

    /// The finished record, which a run that this one is nested in has as well. What is pending ends now, cancelled or with an
    /// outcome that nobody knows.
    pub(crate) fn finish(&self, returned: bool, position: impl Fn(u32) -> Option<(u32, u32)>) -> Trace {
        let wall = self.elapsed();
        let (own, nested, nested_dropped) = {
            let mut state = self.state();
            (std::mem::take(&mut state.calls), std::mem::take(&mut state.nested), state.nested_dropped)
        };
        let mut calls: Vec<CallRecord> =
            own.into_iter().zip(1..).map(|(entry, id)| entry.finish(id, wall, &position)).collect();
        for run in nested {
            run.join(&mut calls);
        }
        let parent = self.parent.as_ref().map(CallTrace::call_ref);
        let trace = Trace {
            run: self.run,
            parent,
            began: self.began,
            wall,
            returned,
            calls,
            breakers: BTreeMap::new(),
            nested_dropped,
        };
        if let Some(parent) = &self.parent {
            parent.recorder().adopt(parent.id(), self.started, &trace);
        }
        trace
    }

    /// Takes the calls of a nested run into this run's record.
    fn adopt(&self, caller: u64, started: Instant, trace: &Trace) {
        let mut state = self.state();
        let taken: usize = state.nested.iter().map(|nested| nested.calls.len()).sum();
        let calls: Vec<_> = trace.calls.iter().take(MAX_NESTED.saturating_sub(taken)).cloned().collect();
        state.nested_dropped += (trace.calls.len() - calls.len()) as u64 + trace.nested_dropped;
        state.nested.push(Nested { caller, offset: started.saturating_duration_since(self.started), calls });
    }
}

impl State {
    fn entry(&mut self, call: &CallTrace) -> Option<&mut Entry> {
        self.calls.get_mut(call.id() as usize - 1)
    }

    fn excerpt(&mut self, text: &str, max_bytes: usize) -> Option<Excerpt> {
        let excerpt = Excerpt::new(text, max_bytes);
        self.text_room = self.text_room.checked_sub(excerpt.text.len())?;
        Some(excerpt)
    }

    fn returned(&mut self, json: &Json) {
        let bytes = json.as_str().len() as u64;
        self.tool_bytes += bytes;
        self.results_bytes += bytes;
        if self.results_bytes > MAX_RESULTS {
            self.results = None;
        }
        if let Some(results) = &mut self.results {
            results.push(json.clone());
        }
    }
}
