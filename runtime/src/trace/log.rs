//! The run's log: what the script and its tools said, bounded in bytes.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

/// How important a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// `console.trace`.
    Trace,
    /// `console.debug`.
    Debug,
    /// `console.log`, `console.info`.
    Info,
    /// `console.warn`.
    Warn,
    /// `console.error`.
    Error,
}

/// One entry of the log; the text may have several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// How important it is.
    pub level: LogLevel,
    /// Who said it: `console` for the script, `PROVIDER.TOOL#CALL` for a tool, `toolgate` for the runtime.
    pub source: String,
    /// What was said.
    pub message: String,
}

/// Called with each line as it arrives, on the thread that runs the guest: be quick.
pub type LogObserver = Arc<dyn Fn(&LogLine) + Send + Sync>;

/// Where log lines go. Cheap to clone; all clones are one log with one budget.
#[derive(Clone)]
pub struct LogSink(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    observer: Option<LogObserver>,
}

struct State {
    lines: Vec<LogLine>,
    room: usize,
    dropped: u64,
}

/// What a line costs beside its text, so that many empty lines are bounded too.
const LINE_OVERHEAD: usize = 64;

impl LogSink {
    /// A log of at most `max_bytes`; `observer` sees each line that is kept.
    #[must_use]
    pub fn new(max_bytes: usize, observer: Option<LogObserver>) -> Self {
        let state = State { lines: Vec::new(), room: max_bytes, dropped: 0 };
        Self(Arc::new(Inner { state: Mutex::new(state), observer }))
    }

    /// Adds a line; once the budget is used up it is counted and dropped.
    pub fn log(&self, level: LogLevel, source: &str, message: &str) {
        let cost = message.len() + source.len() + LINE_OVERHEAD;
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.dropped > 0 || cost > state.room {
            state.dropped += 1;
            return;
        }
        state.room -= cost;
        let line = LogLine { level, source: source.to_owned(), message: message.to_owned() };
        if let Some(observer) = &self.0.observer {
            observer(&line);
        }
        state.lines.push(line);
    }

    /// Takes the lines; a last one says how many were dropped, if any were.
    #[must_use]
    pub fn take(&self) -> Vec<LogLine> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = std::mem::take(&mut state.lines);
        if state.dropped > 0 {
            lines.push(LogLine {
                level: LogLevel::Warn,
                source: "toolgate".to_owned(),
                message: format!(
                    "the log is full: {} lines were dropped; log less, or raise the limit `log`",
                    state.dropped
                ),
            });
        }
        lines
    }
}

impl std::fmt::Debug for LogSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogSink")
    }
}
