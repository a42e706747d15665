//! One call's record: what a run knows of it when it is over. Plain data, which a trace file holds as it is; never a handle to
//! anything that is still going on.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::nanos;
use crate::provider::CallErrorKind;

/// One call's record. All times are counted from the run's start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CallRecord {
    /// The call's number within the run, from 1, in the order in which calls were made. Calls of nested runs come after the
    /// run's own and are numbered on.
    pub id: u64,
    /// The call that started the nested run which made this one; `None` for the run's own calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u64>,
    /// `PROVIDER.NAME`, as the script wrote it.
    pub tool: String,
    /// Where the script made it: line and column from 1, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(u32, u32)>,
    /// When the script made it.
    #[serde(with = "nanos", rename = "queued_ns")]
    pub queued: Duration,
    /// When its first attempt began, or it was answered without one; `None` where it never came to that.
    #[serde(with = "nanos::optional", rename = "started_ns", default)]
    pub started: Option<Duration>,
    /// When the script had its answer, or the call was cancelled.
    #[serde(with = "nanos", rename = "ended_ns")]
    pub ended: Duration,
    /// What reached the provider, in the order in which it began. Empty where the gate refused or answered the call itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<AttemptRecord>,
    /// The times in which it waited for something other than its tool, the first 1,000 of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<WaitRecord>,
    /// What the result came from; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<AnsweredBy>,
    /// The call whose execution this one shared, by single flight or in a batch; that call's record has the attempts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_with: Option<u64>,
    /// Bytes of the arguments.
    pub argument_bytes: u64,
    /// Bytes of the result.
    pub result_bytes: u64,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: CallOutcome,
    /// What the error said, up to 1 KiB of it. Not of `invalid-arguments`, which quotes the arguments, unless those are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The last result that broke the tool's own output schema, up to 64 KiB of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalid_result: Option<Excerpt>,
    /// The arguments, only where [`Run::trace_arguments`](crate::Run::trace_arguments) asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Excerpt>,
}

impl CallRecord {
    /// From being made to its end.
    #[must_use]
    pub fn latency(&self) -> Duration {
        self.ended.saturating_sub(self.queued)
    }

    /// From its first attempt to the end of its last, or to its own where it had none; `None` where it never came to that.
    #[must_use]
    pub fn flight(&self) -> Option<(Duration, Duration)> {
        let last = self.attempts.iter().map(|attempt| attempt.ended).max();
        Some((self.started?, last.unwrap_or(self.ended)))
    }

    /// How long it waited before its first attempt; all of its time where there was none.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.started.unwrap_or(self.ended).saturating_sub(self.queued)
    }
}

/// One attempt of a call: one time that the provider was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Why it was made.
    pub reason: AttemptReason,
    /// When the provider was asked.
    #[serde(with = "nanos", rename = "started_ns")]
    pub started: Duration,
    /// When it answered, or the attempt was given up.
    #[serde(with = "nanos", rename = "ended_ns")]
    pub ended: Duration,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: CallOutcome,
}

/// Why an attempt was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AttemptReason {
    /// Because the script made the call.
    First,
    /// Because an earlier attempt failed.
    Retry,
    /// Because an earlier attempt took long, while it went on.
    Hedge,
}

/// A time in which a call did nothing but wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WaitRecord {
    /// What for.
    pub reason: WaitReason,
    /// When it began to wait.
    #[serde(with = "nanos", rename = "from_ns")]
    pub from: Duration,
    /// When it went on, or ended.
    #[serde(with = "nanos", rename = "until_ns")]
    pub until: Duration,
}

/// What a call waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// What a call's result came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AnsweredBy {
    /// An attempt of its own.
    Provider,
    /// A result that was kept from an earlier call.
    Cache,
    /// Another call with the same arguments that was in flight.
    SingleFlight,
    /// A second attempt, which overtook the first.
    Hedge,
    /// A call of the tool's batch tool, which stood for several. The call that led it shares with none.
    Batch,
}

impl AnsweredBy {
    /// `provider`, `cache`, `single-flight`, `hedge`, `batch`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Cache => "cache",
            Self::SingleFlight => "single-flight",
            Self::Hedge => "hedge",
            Self::Batch => "batch",
        }
    }
}

/// How a call, or an attempt of it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl CallOutcome {
    /// `done`, the error's kind, `cancelled`, `outcome-unknown`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Error(kind) => kind.as_str(),
            Self::Cancelled => "cancelled",
            Self::OutcomeUnknown => "outcome-unknown",
        }
    }

    /// Whether the call ended because nobody waited for it any more.
    #[must_use]
    pub fn is_cancelled(self) -> bool {
        matches!(self, Self::Cancelled | Self::OutcomeUnknown)
    }
}

/// The beginning of a text that may have been longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Excerpt {
    /// What was kept.
    pub text: String,
    /// Whether that is all of it.
    pub whole: bool,
}

impl Excerpt {
    /// At most the first `max_bytes` of `text`, cut between characters.
    #[must_use]
    pub fn new(text: &str, max_bytes: usize) -> Self {
        let kept = &text[..text.floor_char_boundary(max_bytes.min(text.len()))];
        Self { text: kept.to_owned(), whole: kept.len() == text.len() }
    }
}
