//! A plan's text as it arrives, in any pieces: whole lines, and from them tasks, each the moment its own line is there. Never knows a
//! tool. A plan of JSON is only collected here.

use std::ops::Range;

use super::MAX_TASK_BYTES;
use super::fault::Fault;
use super::head::{self, END_OF_PLAN, Head, Line};
use super::literal;
use super::scan::{Extent, Scanner};
use super::written::Written;

/// Reads a plan.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// All whole lines until now.
    text: String,
    /// What is there of the next one.
    partial: Vec<u8>,
    /// The number of the line that is being read, from 1.
    line: u32,
    kind: Kind,
    pending: Option<Pending>,
    in_fence: bool,
    /// A task has been read; one has been in the fence that is open.
    found: bool,
    found_in_fence: bool,
    /// `join()`, or the end of the fence that the plan was in: what follows is none of it.
    ended: bool,
    /// There was a `join`.
    joined: bool,
    /// The last line's task had no closing parenthesis.
    unclosed: bool,
    /// What is to be said of the text, and nobody has been told yet; how often something was said.
    notes: Vec<String>,
    noted: usize,
}

/// The most remarks on one text.
const MAX_NOTES: usize = 20;

#[derive(Debug, Default, PartialEq)]
enum Kind {
    /// Nothing but prose, until now.
    #[default]
    Unknown,
    Text,
    /// From there on, to the end or to that of its fence.
    Json(Range<usize>),
}

/// A task whose end is not there yet.
#[derive(Debug)]
struct Pending {
    head: Head,
    /// Where its line begins, and where its arguments do.
    start: usize,
    arguments: usize,
    position: (u32, u32),
    scanner: Scanner,
    /// Arguments stand on the first line: then a missing parenthesis is one, and not the beginning of a list.
    began: bool,
    extent: Extent,
}

impl Reader {
    /// The text until now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes until now.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.partial.len()
    }

    /// Whether the plan is complete, whatever else may arrive.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// What is to be said of what was read since this was asked last.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Where the plan's JSON is, where it is one of JSON.
    pub(super) fn json(&self) -> Option<Range<usize>> {
        match &self.kind {
            Kind::Json(range) => Some(range.clone()),
            _ => None,
        }
    }

    /// Takes a piece of the text, and gives the tasks that are complete with it.
    ///
    /// # Errors
    /// What can't be read, and where. Nothing may be pushed after that.
    pub(super) fn push(&mut self, mut bytes: &[u8], tasks: &mut Vec<Written>) -> Result<(), Fault> {
        while !self.ended
            && let Some(newline) = bytes.iter().position(|byte| *byte == b'\n')
        {
            let (line, rest) = bytes.split_at(newline + 1);
            self.partial.extend_from_slice(line);
            bytes = rest;
            self.end_line(tasks)?;
        }
        if !self.ended {
            self.partial.extend_from_slice(bytes);
            if self.partial.len() > MAX_TASK_BYTES && !self.may_be_json() {
                return Err(self.too_long(self.text.len()));
            }
        }
        Ok(())
    }

    /// The text ends here.
    ///
    /// # Errors
    /// As [`push`](Self::push); and a task that has no end.
    pub(super) fn finish(&mut self, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        if !self.ended && !self.partial.is_empty() {
            self.end_line(tasks)?;
        }
        match self.pending.take() {
            Some(pending) => tasks.push(self.last(pending)?),
            None if !self.found && !self.joined && self.json().is_none() => {
                let message = "there is no task in the plan: write each on a line of its own, as `1. tool(\"argument\")`, or write JSON: [{\"id\", \"tool\", \"arguments\"}]";
                return Err(Fault::unreadable(0, message));
            }
            None => {}
        }
        Ok(())
    }

    fn end_line(&mut self, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        self.line += 1;
        let start = self.text.len();
        let partial = std::mem::take(&mut self.partial);
        let line = std::str::from_utf8(&partial).map_err(|error| {
            let known = String::from_utf8_lossy(&partial[..error.valid_up_to()]).into_owned();
            let fault = Fault::unreadable(start + known.len(), format!("line {} is not UTF-8", self.line));
            self.text.push_str(&known);
            fault
        })?;
        if partial.len() > MAX_TASK_BYTES && !self.may_be_json_line(line) {
            self.text.push_str(line);
            return Err(self.too_long(start));
        }
        self.text.push_str(line);
        self.read_line(start, tasks)
    }

    fn may_be_json(&self) -> bool {
        let begins = self.partial.iter().find(|byte| !byte.is_ascii_whitespace());
        match self.kind {
            Kind::Json(_) => true,
            Kind::Unknown => matches!(begins, Some(b'[' | b'{')),
            Kind::Text => false,
        }
    }

    fn may_be_json_line(&self, line: &str) -> bool {
        matches!(self.kind, Kind::Json(_)) || (self.kind == Kind::Unknown && is_json(line))
    }

    fn too_long(&self, at: usize) -> Fault {
        Fault::unreadable(
            at,
            format!("a line or task here has more than {MAX_TASK_BYTES} bytes: pass less, or a result"),
        )
    }

    fn read_line(&mut self, start: usize, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        if let Kind::Json(range) = &mut self.kind {
            if self.in_fence && head::read(&self.text[start..]) == Line::Fence {
                self.ended = true;
            } else {
                range.end = self.text.len();
            }
            return Ok(());
        }
        let first = if start == 0 { self.text.len() - self.text.trim_start_matches('\u{feff}').len() } else { 0 };
        let mut line = &self.text[start + first..];
        if self.kind == Kind::Unknown && is_json(line) {
            self.kind = Kind::Json(start + first..self.text.len());
            return Ok(());
        }
        let mut ends = false;
        if let Some(before) = line.trim_end().strip_suffix(END_OF_PLAN).filter(|before| !before.trim().is_empty()) {
            (line, ends) = (before, true);
        }
        let end = start + first + line.len();
        let read = head::read(line);
        if let Some(pending) = self.pending.take() {
            match &read {
                // The next one begins: the one before has no other end.
                Line::Task(_) | Line::Join if !pending.scanner.in_block() => tasks.push(self.cut_off(pending, start)?),
                Line::Thought | Line::Fence if pending.extent != Extent::InString => {
                    tasks.push(self.cut_off(pending, start)?);
                }
                _ => {
                    self.go_on(pending, start + first, end, tasks)?;
                    self.ended |= ends && self.pending.is_none();
                    return Ok(());
                }
            }
        }
        let was_unclosed = std::mem::take(&mut self.unclosed);
        match read {
            Line::Task(head) => {
                let pending = self.begin(head, start + first, 1, end);
                self.go_on(pending, start + first, end, tasks)?;
            }
            Line::AlmostTask | Line::Stump if self.text.ends_with('\n') && self.noted < MAX_NOTES => {
                self.noted += 1;
                let note = "was taken for prose: a task begins with its number and calls a tool, as in `1. tool(\"argument\")`";
                self.notes.push(format!("line {} {note}", self.line));
            }
            Line::Join => (self.joined, self.ended) = (true, true),
            Line::Fence if self.in_fence => {
                self.in_fence = false;
                self.ended |= self.found_in_fence;
            }
            Line::Fence => (self.in_fence, self.found_in_fence) = (true, false),
            Line::Stump if !self.text.ends_with('\n') => return Err(self.cut(start + first, None)),
            Line::Prose if was_unclosed && line.trim_start().starts_with(',') => {
                let message = "this goes on with arguments of the line before, which was taken for a whole task: write the task on one line, or end its first line with the comma";
                return Err(Fault::unreadable(start + first, message));
            }
            _ => {}
        }
        self.ended |= ends;
        Ok(())
    }

    /// A task whose head stands at `start`, which is that column of its line; the line ends at `end`.
    fn begin(&mut self, head: Head, start: usize, first_column: u32, end: usize) -> Pending {
        self.kind = Kind::Text;
        (self.found, self.found_in_fence) = (true, true);
        let position = (self.line, first_column + columns(&self.text[start..start + head.id_at]));
        let arguments = start + head.arguments_at;
        let began = !self.text[arguments..end].trim().is_empty();
        Pending { start, arguments, position, scanner: Scanner::new(arguments), began, extent: Extent::Open, head }
    }

    /// A task with one line more, from `line` to `end`; and those that stand behind it on the same line.
    fn go_on(&mut self, mut pending: Pending, line: usize, end: usize, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        // Where the column of a place on this line is known.
        let mut known = (line, 1);
        loop {
            if end - pending.start > MAX_TASK_BYTES {
                return Err(self.too_long(pending.start));
            }
            pending.extent = pending.scanner.feed(&self.text[..end]);
            let is_last = !self.text.ends_with('\n');
            let closed = match pending.extent {
                Extent::Closed(at) => at,
                Extent::Complete if pending.began && (!is_last || pending.scanner.is_whole()) => {
                    self.unclosed = true;
                    tasks.push(self.written(pending, end)?);
                    return Ok(());
                }
                _ => {
                    self.pending = Some(pending);
                    return Ok(());
                }
            };
            tasks.push(self.written(pending, closed)?);
            let rest = &self.text[closed + 1..end];
            let next = end - rest.trim_start_matches([' ', '\t', ';', ',', '.']).len();
            match head::read(&self.text[next..end]) {
                Line::Task(head) => {
                    known = (next, known.1 + columns(&self.text[known.0..next]));
                    pending = self.begin(head, next, known.1, end);
                }
                Line::Join => {
                    (self.joined, self.ended) = (true, true);
                    return Ok(());
                }
                _ => {
                    self.ended |= self.text[closed..end].contains(END_OF_PLAN);
                    return Ok(());
                }
            }
        }
    }

    /// A task that the next one cuts off.
    fn cut_off(&self, pending: Pending, next: usize) -> Result<Written, Fault> {
        let end = self.text[..next].trim_end().len().max(pending.arguments);
        self.recovered(pending, end)
    }

    /// The last task of a text that has ended.
    fn last(&mut self, pending: Pending) -> Result<Written, Fault> {
        let whole = self.text.trim_end();
        let end = whole.strip_suffix(END_OF_PLAN).unwrap_or(whole).trim_end().len().max(pending.arguments);
        let is_whole = match pending.extent {
            Extent::Complete | Extent::Open => pending.extent == Extent::Complete && self.text.ends_with('\n'),
            _ => self.text[..end].ends_with(')'),
        };
        if is_whole { self.recovered(pending, end) } else { Err(self.cut(pending.start, Some(&pending.head.id))) }
    }

    /// A string that is not closed reaches to the parenthesis that nobody saw for it.
    fn recovered(&self, pending: Pending, end: usize) -> Result<Written, Fault> {
        let text = &self.text[pending.arguments..end];
        let inside = if pending.extent == Extent::InString { text.strip_suffix(')').unwrap_or(text) } else { text };
        let end = pending.arguments + inside.len();
        self.written(pending, end)
    }

    fn cut(&self, at: usize, id: Option<&str>) -> Fault {
        let what = id.map_or_else(|| "a task".to_owned(), |id| format!("task {id}"));
        Fault::unreadable(at, format!("the plan ends in the middle of {what}: write the whole plan, `join()` last"))
    }

    fn written(&self, pending: Pending, end: usize) -> Result<Written, Fault> {
        let Pending { head, start, arguments, position, .. } = pending;
        Ok(Written {
            arguments: literal::arguments(&self.text[arguments..end], arguments)?,
            at: start + head.id_at,
            position,
            pointer: None,
            tool_at: start + head.tool_at,
            id: head.id,
            tool: head.tool,
            may_be_prose: head.may_be_prose,
            after: Vec::new(),
        })
    }
}

/// Whether a plan of JSON begins there.
fn is_json(line: &str) -> bool {
    let line = line.trim();
    let list = line.strip_prefix('[').map(|rest| (rest, ['{', ']']));
    let object = line.strip_prefix('{').map(|rest| (rest, ['"', '}']));
    list.or(object).is_some_and(|(rest, next)| rest.trim_start().is_empty() || rest.trim_start().starts_with(next))
}

/// How many columns a part of a line takes: its characters.
fn columns(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
