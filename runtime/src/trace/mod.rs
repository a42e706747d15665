//! What happened: log lines, calls, usage. Records and never decides.

mod log;
mod notes;

pub use log::{LogLevel, LogLine, LogObserver, LogSink};
pub use notes::{Answered, AttemptRecord, WaitReason, WaitRecord};

pub(crate) use notes::CallNotes;

use std::time::Duration;

use serde::Serialize;

use crate::json::Json;
use crate::provider::CallErrorKind;

/// What a run used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Usage {
    /// Calls that the script made, refused ones included.
    pub calls: u64,
    /// Bytes of JSON that tools returned to the script.
    pub tool_bytes: u64,
    /// Tokens of the same text; `None` unless they were asked for, since counting costs more than the run.
    pub tool_tokens: Option<u64>,
    /// Bytes of JSON that the run put out.
    pub result_bytes: u64,
    /// Tokens of the same text; `None` where it was short enough not to be counted and nobody asked.
    pub result_tokens: Option<u64>,
    /// From the start of `run` to the result, in milliseconds.
    pub wall_ms: f64,
    /// The most linear memory that the guest had, in bytes.
    pub peak_memory_bytes: u64,
}

/// One call's record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallRecord {
    /// The call's number within the run, from 1.
    pub id: u64,
    /// `PROVIDER.NAME`.
    pub tool: String,
    /// Where the script made it: line and column from 1, where known.
    pub at: Option<(u32, u32)>,
    /// When the script made it, counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "queued_us")]
    pub queued: Duration,
    /// When its first attempt began, or its answer came where it needed none, counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "started_us")]
    pub started: Duration,
    /// When it ended, counted from the run's start.
    #[serde(serialize_with = "as_micros", rename = "ended_us")]
    pub ended: Duration,
    /// Bytes of the arguments.
    pub argument_bytes: u64,
    /// Bytes of the result.
    pub result_bytes: u64,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Its attempts, in the order in which they began; none where it never reached the tool.
    pub attempts: Vec<AttemptRecord>,
    /// The times in which it waited for something other than its tool.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<WaitRecord>,
    /// Who answered it, where it was not an attempt of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Answered>,
    /// The last result that broke the tool's own output schema; at most 64 KiB of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invalid_result: Option<Json>,
}

fn as_micros<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "kind")]
#[non_exhaustive]
pub enum CallOutcome {
    /// With a result.
    Done,
    /// With an error that the script saw.
    Error(CallErrorKind),
    /// It was cancelled, by the script or with its run, and is known to have had no effect: its tool is read-only.
    Cancelled,
    /// It was cancelled after it had started, and may have had an effect.
    OutcomeUnknown,
}

/// All calls of a run in the order in which they were made, up to the limit on calls.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Trace {
    /// One record a call.
    pub calls: Vec<CallRecord>,
}
