//! The run's log: what the script and its tools said, bounded in bytes.

use std::borrow::Cow;
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
    /// There was no room for one of them: it was cut.
    cut: bool,
    dropped: u64,
}

/// What a line costs beside its text, so that many empty lines are bounded too.
const LINE_OVERHEAD: usize = 64;

/// The least room in which the beginning of a line says something, in bytes.
const WORTH_CUTTING: usize = 256;

impl LogSink {
    /// A log of at most `max_bytes`; `observer` sees each line that is kept, and the one that says what was not.
    #[must_use]
    pub fn new(max_bytes: usize, observer: Option<LogObserver>) -> Self {
        let state = State { lines: Vec::new(), room: max_bytes, cut: false, dropped: 0 };
        Self(Arc::new(Inner { state: Mutex::new(state), observer }))
    }

    /// Adds a line. A long one for which there is no room is cut; once the budget is used up they are counted and dropped.
    pub fn log(&self, level: LogLevel, source: &str, message: &str) {
        let cost = message.len() + source.len() + LINE_OVERHEAD;
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut message = Cow::Borrowed(message);
        if state.cut || state.dropped > 0 || cost > state.room {
            let room = state.room.saturating_sub(cost - message.len());
            if state.cut || state.dropped > 0 || room < WORTH_CUTTING {
                state.dropped += 1;
                return;
            }
            state.cut = true;
            message = Cow::Owned(format!("{}…", &message[..message.floor_char_boundary(room)]));
        }
        state.room = state.room.saturating_sub(cost);
        let line = LogLine { level, source: source.to_owned(), message: message.into_owned() };
        self.tell(&line);
        state.lines.push(line);
    }

    fn tell(&self, line: &LogLine) {
        if let Some(observer) = &self.0.observer {
            observer(line);
        }
    }

    /// Takes the lines; a last one says how many were dropped, if any were.
    #[must_use]
    pub fn take(&self) -> Vec<LogLine> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = std::mem::take(&mut state.lines);
        if state.cut || state.dropped > 0 {
            let dropped = match (state.cut, state.dropped) {
                (true, 0) => "its last line was cut".to_owned(),
                (true, more) => format!("one line was cut, and {more} after it were dropped"),
                (false, more) => format!("{more} lines were dropped"),
            };
            (state.cut, state.dropped) = (false, 0);
            let message = format!("the log is full: {dropped}; log less, or raise the limit `log`");
            let line = LogLine { level: LogLevel::Warn, source: "toolgate".to_owned(), message };
            self.tell(&line);
            lines.push(line);
        }
        lines
    }
}

impl std::fmt::Debug for LogSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogSink")
    }
}
