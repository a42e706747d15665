//! Standard error: log lines as they come, errors, and on a terminal a line of progress. What a script or a tool said can't
//! command the terminal.

use std::borrow::Cow;
use std::io::{IsTerminal, Write, stderr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use toolgate::trace::{LogLevel, LogLine};

/// A run that is over by then shows no progress.
const QUIET: Duration = Duration::from_millis(400);
const TICK: Duration = Duration::from_millis(100);
const CLEAR_LINE: &str = "\r\x1b[K";

/// Standard error, shared by what is logged and what is going on.
#[derive(Clone, Default)]
pub(crate) struct Screen {
    /// Whether a line of progress stands there.
    progress: Arc<Mutex<bool>>,
}

impl Screen {
    /// Writes a log line: `[SOURCE] ` where it isn't the script's own, the level where it isn't plain output.
    pub(crate) fn log(&self, line: &LogLine) {
        let source = match line.source.as_str() {
            "console" => String::new(),
            source => format!("[{source}] "),
        };
        let level = match line.level {
            LogLevel::Info => "",
            LogLevel::Trace => "trace: ",
            LogLevel::Debug => "debug: ",
            LogLevel::Warn => "warning: ",
            LogLevel::Error => "error: ",
        };
        self.write(&format!("{}{level}{}\n", printable(&source), printable(&line.message)));
    }

    /// Writes a remark of the command line's own.
    pub(crate) fn note(&self, text: &str) {
        self.write(&format!("{}\n", printable(text)));
    }

    fn write(&self, text: &str) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let clear = if std::mem::take(&mut *progress) { CLEAR_LINE } else { "" };
        put(&format!("{clear}{text}"));
    }

    /// Shows how long the run has been going on, until it is dropped; nothing where standard error is no terminal.
    pub(crate) fn progress(&self) -> Option<Progress> {
        stderr().is_terminal().then(|| {
            let screen = self.clone();
            let ticking = tokio::spawn(async move {
                let start = Instant::now();
                tokio::time::sleep(QUIET).await;
                loop {
                    screen.tick(start.elapsed());
                    tokio::time::sleep(TICK).await;
                }
            });
            Progress { screen: self.clone(), ticking }
        })
    }

    fn tick(&self, elapsed: Duration) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        *progress = true;
        put(&format!("{CLEAR_LINE}running, {:.1} s", elapsed.as_secs_f64()));
    }
}

/// A line of progress; dropping it takes the line away.
pub(crate) struct Progress {
    screen: Screen,
    ticking: tokio::task::JoinHandle<()>,
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.ticking.abort();
        self.screen.write("");
    }
}

/// Writes `error: MESSAGE`.
pub(crate) fn error(message: &str) {
    put(&format!("error: {}\n", printable(message)));
}

/// Standard error that is closed is nobody's problem.
fn put(text: &str) {
    let mut out = stderr().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// The text without what a terminal would obey, where standard error is one.
fn printable(text: &str) -> Cow<'_, str> {
    if stderr().is_terminal() { without_controls(text) } else { Cow::Borrowed(text) }
}

fn without_controls(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if obeyed(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::without_controls;

    #[test]
    fn a_log_line_can_not_command_the_terminal() {
        assert_eq!(without_controls("a\tb\nc"), "a\tb\nc");
        assert_eq!(without_controls("\x1b[2Jx\u{9b}"), "\\u{1b}[2Jx\\u{9b}");
    }
}
