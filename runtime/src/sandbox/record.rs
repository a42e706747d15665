//! The record of a run's calls while it goes on.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::json::Json;
use crate::provider::{CallErrorKind, CallResult};
use crate::trace::{CallNotes, CallOutcome, CallRecord};

pub(crate) struct Recorder {
    calls: Vec<Entry>,
    tool_bytes: u64,
    /// Results to count the tokens of after the run, where that was asked for.
    kept: Option<Vec<Json>>,
    kept_bytes: u64,
    /// The script has returned: what is dropped from now on was pending.
    returned: bool,
}

struct Entry {
    tool: String,
    site: Option<u32>,
    queued: Duration,
    ended: Option<(Duration, CallOutcome)>,
    argument_bytes: u64,
    result_bytes: u64,
    /// What the gate notes of it; nothing where it was refused before.
    notes: Option<Arc<CallNotes>>,
    /// Whether its tool says that it changes nothing.
    read_only: bool,
}

impl Entry {
    /// How it ended if nobody waited for its end.
    fn abandoned(&self) -> CallOutcome {
        let has_started = self.notes.as_ref().is_some_and(|notes| notes.has_started());
        if has_started && !self.read_only { CallOutcome::OutcomeUnknown } else { CallOutcome::Cancelled }
    }
}

/// Results are kept for counting up to this many bytes; past it nothing is counted rather than something wrong.
const MAX_KEPT: u64 = 256 << 20;

impl Recorder {
    pub(super) fn new(keep_results: bool) -> Self {
        Self { calls: Vec::new(), tool_bytes: 0, kept: keep_results.then(Vec::new), kept_bytes: 0, returned: false }
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.len() as u64
    }

    pub(super) fn begin(&mut self, tool: &str, site: Option<u32>, argument_bytes: usize, at: Duration) -> usize {
        self.calls.push(Entry {
            tool: tool.to_owned(),
            site,
            queued: at,
            ended: None,
            argument_bytes: argument_bytes as u64,
            result_bytes: 0,
            notes: None,
            read_only: false,
        });
        self.calls.len() - 1
    }

    pub(super) fn admitted(&mut self, index: usize, read_only: bool, notes: Arc<CallNotes>) {
        self.calls[index].read_only = read_only;
        self.calls[index].notes = Some(notes);
    }

    pub(super) fn end(&mut self, index: usize, result: &CallResult, at: Duration) {
        let entry = &mut self.calls[index];
        let outcome = match result {
            Ok(json) => {
                let bytes = json.as_str().len() as u64;
                entry.result_bytes = bytes;
                self.tool_bytes += bytes;
                self.kept_bytes += bytes;
                if self.kept_bytes > MAX_KEPT {
                    self.kept = None;
                }
                if let Some(kept) = &mut self.kept {
                    kept.push(json.clone());
                }
                CallOutcome::Done
            }
            Err(error) if error.kind == CallErrorKind::Cancelled && entry.ended.is_some() => return,
            Err(error) => CallOutcome::Error(error.kind),
        };
        entry.ended = Some((at, outcome));
    }

    /// The script cancelled it. Where it turns out to have ended before that, `end` says so later.
    pub(super) fn cancelled(&mut self, index: usize, at: Duration) {
        let entry = &mut self.calls[index];
        entry.ended = Some((at, entry.abandoned()));
    }

    /// Nobody waits for it any more: the script dropped it, where it has not returned.
    pub(super) fn dropped(&mut self, index: usize, at: Duration) {
        if !self.returned && self.calls.get(index).is_some_and(|entry| entry.ended.is_none()) {
            self.cancelled(index, at);
        }
    }

    pub(super) fn returned(&mut self) {
        self.returned = true;
    }

    pub(crate) fn tool_bytes(&self) -> u64 {
        self.tool_bytes
    }

    pub(crate) fn take_kept(&mut self) -> Option<Vec<Json>> {
        self.kept.take()
    }

    /// The tools of the calls that are still pending, in the order in which they were made.
    pub(crate) fn pending(&self) -> Vec<String> {
        self.calls.iter().filter(|entry| entry.ended.is_none()).map(|entry| entry.tool.clone()).collect()
    }

    /// The finished record of a run that began at `start`; what is pending ends `at`, cancelled or with an outcome that nobody knows.
    pub(crate) fn finish(
        &mut self,
        start: Instant,
        at: Duration,
        position: impl Fn(u32) -> Option<(u32, u32)>,
    ) -> Vec<CallRecord> {
        let calls = std::mem::take(&mut self.calls);
        calls
            .into_iter()
            .zip(1..)
            .map(|(entry, id)| {
                let abandoned = entry.abandoned();
                let (ended, outcome) = entry.ended.unwrap_or((at, abandoned));
                let noted = entry.notes.map(|notes| notes.finish(start, start + ended, abandoned)).unwrap_or_default();
                CallRecord {
                    id,
                    tool: entry.tool,
                    at: entry.site.and_then(&position),
                    queued: entry.queued,
                    // A call that was answered without an attempt starts when its answer comes.
                    started: noted.started.unwrap_or(ended).min(ended),
                    ended,
                    argument_bytes: entry.argument_bytes,
                    result_bytes: entry.result_bytes,
                    outcome,
                    attempts: noted.attempts,
                    waits: noted.waits,
                    answered: noted.answered,
                    invalid_result: noted.invalid,
                }
            })
            .collect()
    }
}
