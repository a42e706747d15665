//! A trace as a file: JSON Lines. Never trusts one that it reads: every line, and the number of them, is bounded.
//!
//! ```text
//! {"toolgate_trace":1,"toolgate":"0.1.0","run":"5f…","began_ms":1767225600000,"script":"orders.ts"}
//! {"call":{"id":1,"tool":"shop.orders","at":[3,14],"queued_ns":812000,"started_ns":815000,"ended_ns":301200000,…}}
//! …
//! {"end":{"outcome":"done","wall_ns":610000000,"calls":4,"usage":{…},"profile":{…}}}
//! ```
//!
//! The last line stands where the run is over, however it ended: a file without it was cut. Within a version, fields and kinds
//! of lines may be added; what a reader doesn't know it skips.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CallRecord, CallRef, Profile, RunId, Trace, Usage, nanos};
use crate::gate::BreakerState;
use crate::sandbox::{RunError, RunOutput};
use crate::whole::{self, Readers};

/// The version of the format.
const VERSION: u64 = 1;
/// Bytes of one line. Arguments are kept up to [`MAX_TRACED_ARGUMENTS`], which escapes can make six times as long.
const MAX_LINE: u64 = 1 << 20;
/// Calls of one file, and bytes, which is what a reader holds in memory.
const MAX_CALLS: usize = 250_000;
const MAX_BYTES: u64 = 512 << 20;
/// Steps of the critical path that the last line has; a reader finds all of them by the calls.
const MAX_STEPS: usize = 1_000;
/// The most bytes of one call's arguments that a trace keeps.
pub const MAX_TRACED_ARGUMENTS: usize = 64 << 10;

/// A run's trace, as a file holds it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TraceFile {
    /// The version of Toolgate that wrote it.
    pub toolgate: String,
    /// The script's name, where it has one.
    pub script: Option<String>,
    /// The run and its calls.
    pub trace: Trace,
    /// How it ended.
    pub end: TraceEnd,
}

/// How a traced run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TraceEnd {
    /// `done`, or the name of a [`RunErrorKind`](crate::RunErrorKind).
    pub outcome: String,
    /// What the error said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where in the script: line and column, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(u32, u32)>,
    /// What the run used.
    pub usage: Usage,
}

/// A file that is no whole trace, or none that can be read here.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {message}")]
#[non_exhaustive]
pub struct TraceFileError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

#[derive(Serialize, Deserialize)]
struct Header {
    toolgate_trace: u64,
    toolgate: String,
    run: RunId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<CallRef>,
    began_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    script: Option<String>,
}

#[derive(Serialize)]
struct CallLine<'a> {
    call: &'a CallRecord,
}

#[derive(Serialize)]
struct EndLine<'a> {
    end: EndOut<'a>,
}

#[derive(Serialize)]
struct EndOut<'a> {
    #[serde(flatten)]
    end: &'a TraceEnd,
    #[serde(with = "nanos", rename = "wall_ns")]
    wall: Duration,
    calls: u64,
    nested_dropped: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    breakers: &'a BTreeMap<String, BreakerState>,
    profile: Profile,
}

#[derive(Deserialize)]
struct Line {
    call: Option<CallRecord>,
    end: Option<EndIn>,
}

#[derive(Deserialize)]
struct EndIn {
    #[serde(flatten)]
    end: TraceEnd,
    #[serde(with = "nanos", rename = "wall_ns")]
    wall: Duration,
    calls: u64,
    #[serde(default)]
    nested_dropped: u64,
    #[serde(default)]
    breakers: BTreeMap<String, BreakerState>,
}

/// The longest message of a run's end that is written.
const MAX_MESSAGE: usize = 16 << 10;

impl TraceFile {
    /// The trace of a run that has ended; `script` is its name.
    #[must_use]
    pub fn new(script: Option<&str>, ended: &Result<RunOutput, RunError>) -> Self {
        let (trace, usage) = match ended {
            Ok(output) => (&output.trace, output.usage),
            Err(error) => (&*error.trace, *error.usage),
        };
        let mut end = TraceEnd { outcome: "done".to_owned(), message: None, at: None, usage };
        if let Err(error) = ended {
            let json = error.kind.to_json();
            let number = |key: &str| json[key].as_u64().and_then(|n| u32::try_from(n).ok());
            end.outcome = error.kind.name().to_owned();
            end.message = Some(super::Excerpt::new(&error.kind.to_string(), MAX_MESSAGE).text);
            end.at = number("line").zip(number("column"));
        }
        Self {
            toolgate: env!("CARGO_PKG_VERSION").to_owned(),
            script: script.map(str::to_owned),
            trace: trace.clone(),
            end,
        }
    }

    /// Writes it to a writer that should be buffered.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let Trace { run, parent, began, wall, ref calls, ref breakers, nested_dropped, .. } = self.trace;
        let began = began.duration_since(UNIX_EPOCH).unwrap_or_default();
        line(
            &mut out,
            &Header {
                toolgate_trace: VERSION,
                toolgate: self.toolgate.clone(),
                run,
                parent,
                began_ms: u64::try_from(began.as_millis()).unwrap_or(u64::MAX),
                script: self.script.clone(),
            },
        )?;
        for call in calls {
            line(&mut out, &CallLine { call })?;
        }
        let (calls, mut profile) = (calls.len() as u64, self.trace.profile());
        profile.critical_path.truncate(MAX_STEPS);
        line(&mut out, &EndLine { end: EndOut { end: &self.end, wall, calls, nested_dropped, breakers, profile } })?;
        out.flush()
    }

    /// Writes it to the file at `path`: whole, or not at all. Only its owner can read it. See [`whole::save`].
    ///
    /// # Errors
    /// The folder or the file can't be written to.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        whole::save(path, Readers::Owner, |out| self.write(out))
    }

    /// Whether [`save`](Self::save) would find a folder to write to; leaves nothing behind.
    ///
    /// # Errors
    /// It would not.
    pub fn can_save(path: &Path) -> io::Result<()> {
        whole::can_save(path)
    }

    /// Reads one.
    ///
    /// # Errors
    /// What is not a whole trace of this version, or is over the bounds: 1 MiB a line, 250,000 calls, 512 MiB in all.
    pub fn read(input: impl BufRead) -> Result<Self, TraceFileError> {
        let mut lines = Lines { input, number: 0, bytes: 0 };
        let header = lines.header()?;
        let mut calls: Vec<CallRecord> = Vec::new();
        let end = loop {
            let line = lines
                .next::<Line>()?
                .ok_or_else(|| lines.error("the file is cut: a whole trace has a last line `end`"))?;
            match line {
                Line { end: Some(end), .. } => break end,
                Line { call: Some(call), .. } => {
                    lines.check(&call, calls.len())?;
                    calls.push(call);
                }
                _ => {}
            }
        };
        if end.calls != calls.len() as u64 {
            return Err(lines.error(format!("the file has {} calls, and its end says {}", calls.len(), end.calls)));
        }
        if lines.next::<Line>()?.is_some() {
            return Err(
                lines.error("a trace ends with its line `end`, and this is one more: give each run a file of its own")
            );
        }
        let trace = Trace {
            run: header.run,
            parent: header.parent,
            began: UNIX_EPOCH.checked_add(Duration::from_millis(header.began_ms)).unwrap_or(SystemTime::UNIX_EPOCH),
            wall: end.wall,
            returned: end.end.outcome == "done",
            calls,
            breakers: end.breakers,
            nested_dropped: end.nested_dropped,
        };
        Ok(Self { toolgate: header.toolgate, script: header.script, trace, end: end.end })
    }
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A file's lines, and which one it is.
struct Lines<R> {
    input: R,
    number: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    fn error(&self, message: impl Into<String>) -> TraceFileError {
        TraceFileError { line: self.number, message: message.into() }
    }

    /// The next line that is not empty.
    fn text(&mut self) -> Result<Option<Vec<u8>>, TraceFileError> {
        loop {
            self.number += 1;
            let mut line = Vec::new();
            let read = (&mut self.input).take(MAX_LINE + 1).read_until(b'\n', &mut line);
            read.map_err(|error| self.error(format!("can't be read: {error}")))?;
            if line.is_empty() {
                return Ok(None);
            }
            if line.len() as u64 > MAX_LINE {
                return Err(
                    self.error(format!("it has more than the {MAX_LINE} bytes that a line of a trace may have"))
                );
            }
            self.bytes += line.len() as u64;
            if self.bytes > MAX_BYTES {
                return Err(self.error(format!("the file has more than the {MAX_BYTES} bytes that are read")));
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn next<T: for<'de> Deserialize<'de>>(&mut self) -> Result<Option<T>, TraceFileError> {
        let Some(text) = self.text()? else { return Ok(None) };
        let parsed = serde_json::from_slice(&text);
        parsed.map(Some).map_err(|error| {
            // Its last line has no newline, so it was being written.
            if error.is_eof() && !text.ends_with(b"\n") {
                return self.error("the file is cut: this line has no end");
            }
            self.error(format!("not a line of a trace: {}", without_line(&error)))
        })
    }

    fn header(&mut self) -> Result<Header, TraceFileError> {
        const HINT: &str =
            "not a trace: its first line should begin with {\"toolgate_trace\":1, as `toolgate run --trace` writes it";
        let text = self.text()?.ok_or_else(|| self.error("the file is empty"))?;
        let value: Value = serde_json::from_slice(&text).map_err(|_| self.error(HINT))?;
        match value.get("toolgate_trace").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => {
                return Err(self.error(format!(
                    "this is a trace of version {other}, and this Toolgate reads version {VERSION}: use the one that wrote it"
                )));
            }
            None => return Err(self.error(HINT)),
        }
        Header::deserialize(value).map_err(|error| self.error(format!("the header is not one of a trace: {error}")))
    }

    /// What the records promise each other.
    fn check(&self, call: &CallRecord, before: usize) -> Result<(), TraceFileError> {
        if before >= MAX_CALLS {
            return Err(self.error(format!("it has more than the {MAX_CALLS} calls that are read")));
        }
        if call.id != before as u64 + 1 {
            return Err(self.error(format!("call {} stands where call {} should", call.id, before + 1)));
        }
        if call.parent.is_some_and(|parent| parent == 0 || parent >= call.id) {
            return Err(self.error(format!("the parent of call {} is no call before it", call.id)));
        }
        let started = call.started.unwrap_or(call.queued);
        let attempts = call.attempts.iter().all(|attempt| attempt.started <= attempt.ended);
        let waits = call.waits.iter().all(|wait| wait.from <= wait.until);
        if call.queued > started || started > call.ended || !attempts || !waits {
            return Err(self.error(format!("call {} ends before it begins", call.id)));
        }
        Ok(())
    }
}

/// serde_json counts lines within the text, which is one line.
fn without_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", at column ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call, trace};
    use super::*;
    use crate::provider::CallErrorKind;
    use crate::trace::{CallOutcome, Excerpt};

    fn file() -> TraceFile {
        let mut failed = call(2, 5, 30);
        failed.outcome = CallOutcome::Error(CallErrorKind::Failed);
        failed.message = Some("\"</script>\u{1b}[2J\n".to_owned());
        failed.arguments = Some(Excerpt::new("{\"a\":1}", 3));
        let mut nested = call(3, 6, 7);
        nested.parent = Some(2);
        nested.at = None;
        TraceFile {
            toolgate: "0.1.0".to_owned(),
            script: Some("a.ts".to_owned()),
            trace: trace(40, true, vec![call(1, 0, 10), failed, nested]),
            end: TraceEnd { outcome: "done".to_owned(), message: None, at: None, usage: Usage::default() },
        }
    }

    fn text(file: &TraceFile) -> String {
        let mut out = Vec::new();
        file.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn refused(text: impl AsRef<[u8]>) -> String {
        TraceFile::read(text.as_ref()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let file = file();
        assert_eq!(TraceFile::read(text(&file).as_bytes()).unwrap(), file);
        assert_eq!(text(&file).lines().count(), 5, "a line a record, whatever is in it");
    }

    #[test]
    fn a_newer_writer_may_say_more() {
        let text = text(&file()).replace("\"tool\":", "\"later\":{},\"tool\":");
        let (header, rest) = text.split_once('\n').unwrap();
        assert_eq!(
            TraceFile::read(format!("{header}\n{{\"mark\":1}}\n\n{rest}").as_bytes()).unwrap(),
            file_with(&text)
        );
    }

    fn file_with(text: &str) -> TraceFile {
        TraceFile::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_file_that_was_cut_is_told_from_one_that_is_no_trace() {
        let whole = text(&file());
        // Without the last newline alone it is whole.
        for cut in 1..whole.len() - 1 {
            let reason = refused(&whole[..cut]);
            assert!(
                reason.starts_with("line ") && reason.contains("cut") || cut < whole.find('\n').unwrap(),
                "{reason}"
            );
        }
    }

    #[test]
    fn every_refusal_has_its_line() {
        let whole = text(&file());
        let lines: Vec<&str> = whole.lines().collect();
        let with = |n: usize, line: &str| {
            let mut lines = lines.clone();
            lines[n] = line;
            lines.join("\n")
        };
        assert!(refused("").contains("line 1: the file is empty"));
        assert!(refused("hello").contains("line 1: not a trace"));
        assert!(refused("[1]").contains("line 1: not a trace"));
        assert!(refused(b"\x7fELF\x00").contains("line 1: not a trace"));
        assert!(refused(with(0, "{\"toolgate_trace\":2}")).contains("line 1: this is a trace of version 2"));
        assert!(refused(with(0, "{\"toolgate_trace\":1}")).contains("line 1: the header"));
        assert!(refused(with(2, "oops")).contains("line 3: not a line of a trace"));
        assert!(refused(with(2, "{\"call\":{\"id\":2}}")).contains("line 3: not a line of a trace: missing field"));
        assert!(refused(with(2, lines[1])).contains("line 3: call 1 stands where call 2 should"));
        assert!(refused(with(2, "")).contains("line 4: call 3 stands"));
        assert!(refused(with(3, &lines[3].replace("\"parent\":2", "\"parent\":3"))).contains("line 4: the parent"));
        let backwards =
            lines[1].replace("\"ended_ns\":10000000", "\"ended_ns\":0").replace("\"queued_ns\":0", "\"queued_ns\":5");
        assert!(refused(with(1, &backwards)).contains("line 2: call 1 ends before"));
        assert!(refused(lines[..4].join("\n")).contains("line 5: the file is cut"));
        assert!(refused(&whole[..whole.len() - 20]).contains("line 5: the file is cut"));
        assert!(
            refused(with(4, &lines[4].replace("\"calls\":3", "\"calls\":4"))).contains("line 5: the file has 3 calls")
        );
        assert!(refused(format!("{whole}{whole}")).contains("line 6: "));
        assert!(refused("x".repeat(2 << 20)).contains("line 1: it has more than"));
        assert!(refused(format!("{}\n{}", lines[0], " ".repeat(2 << 20))).contains("line 2: it has more than"));
        let deep = format!("{}\n{{\"x\":{}", lines[0], "[".repeat(100_000));
        assert!(refused(deep).contains("line 2: "));
    }

    #[test]
    fn numbers_at_the_end_of_their_range() {
        let whole = text(&file()).replace("\"ended_ns\":10000000", &format!("\"ended_ns\":{}", u64::MAX));
        let read = TraceFile::read(whole.as_bytes()).unwrap();
        // Nothing overflows, whatever it means.
        drop((read.trace.profile(), read.trace.metrics()));
    }

    #[test]
    fn what_is_written_can_be_read_however_many_calls_there_are() {
        let calls = (1..=50_000).map(|id| super::super::testing::call(id, id, id + 1)).collect();
        let mut file = file();
        file.trace = super::super::testing::trace(50_001, true, calls);
        let read = TraceFile::read(text(&file).as_bytes()).unwrap();
        assert_eq!(read.trace.profile().critical_path.len(), 50_000);
    }

    #[test]
    fn a_file_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        file().save(&path).unwrap();
        file().save(&path).unwrap();
        assert_eq!(TraceFile::read(&*std::fs::read(&path).unwrap()).unwrap().trace.calls.len(), 3);
        assert!(TraceFile::can_save(&folder.path().join("none/run.jsonl")).is_err());
        assert!(TraceFile::can_save(folder.path()).is_err());
        TraceFile::can_save(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else stays");
    }
}
