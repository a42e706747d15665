//! What happened: log lines, calls, usage. Records and never decides.

mod call;
mod entry;
mod file;
mod live;
mod log;
mod metrics;
mod nanos;
#[cfg(feature = "otel")]
pub mod otlp;
mod page;
mod profile;
mod recorder;
#[cfg(test)]
mod testing;

pub use call::{AnsweredBy, AttemptReason, AttemptRecord, CallOutcome, CallRecord, Excerpt, WaitReason, WaitRecord};
pub use file::{MAX_TRACED_ARGUMENTS, TraceEnd, TraceFile, TraceFileError};
pub(crate) use live::CallTrace;
pub use live::{CallRef, RunId};
pub use log::{LogLevel, LogLine, LogObserver, LogSink};
pub(crate) use metrics::Totals;
#[cfg(feature = "otel")]
use metrics::tool_of;
pub use metrics::{Metrics, Quantiles, ToolMetrics};
pub use profile::{Profile, Step};
pub(crate) use recorder::{Keep, Recorder};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::gate::BreakerState;
use crate::sandbox::RunErrorKind;

/// What a run used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
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

/// All calls of a run, in the order in which they were made, up to the limit on calls; then those of the runs that its calls
/// started.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trace {
    /// The run.
    pub run: RunId,
    /// The call that started this run, where another run's call did.
    pub parent: Option<CallRef>,
    /// When the run started, by the system's clock.
    pub began: SystemTime,
    /// How long it took, from its start to its end.
    pub wall: Duration,
    /// Whether the script returned.
    pub returned: bool,
    /// One record a call.
    pub calls: Vec<CallRecord>,
    /// Whether calls went through when the run had ended, of those tools that it called and that have a breaker.
    pub breakers: BTreeMap<String, BreakerState>,
    /// Calls of nested runs that are not among `calls`, since there were more than 10,000 of them.
    pub nested_dropped: u64,
}

impl Trace {
    /// The run's own calls, without those of nested runs.
    pub fn own_calls(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls.iter().take_while(|call| call.parent.is_none())
    }
}

/// A run that has just ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct EndedRun<'a> {
    /// The script's name.
    pub script: &'a str,
    /// Its calls.
    pub trace: &'a Trace,
    /// Why it has no result.
    pub error: Option<&'a RunErrorKind>,
}

/// Called with each run that ends, on the run's own task: be quick, and don't block.
pub type RunObserver = Arc<dyn Fn(&EndedRun<'_>) + Send + Sync>;
