//! A plan's text as it arrives, in any pieces: whole lines, and from them tasks, each the moment its own line is there. Never knows a
//! tool. A plan of JSON is only collected here.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::MAX_TASK_BYTES;
use super::calls::Pending;
use super::collect::{self, Collected};
use super::fault::Fault;
use super::head::{self, END_OF_PLAN, Line};
use super::scan::Quote;
use super::written::Written;

/// Reads a plan.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// All whole lines until now.
    pub(super) text: String,
    /// What is there of the next one.
    partial: Vec<u8>,
    /// How often a mark of the plan's end was looked at before its line was whole.
    asked: usize,
    /// The number of the line that is being read, from 1.
    pub(super) line: u32,
    /// Where lines have to be read again: the first of them, and the number of the one before.
    pub(super) again: Option<(usize, u32)>,
    pub(super) kind: Kind,
    pub(super) pending: Option<Pending>,
    in_fence: bool,
    /// A task has been in the fence that is open; in one that is closed.
    pub(super) found_in_fence: bool,
    after_fence: bool,
    /// Of the tasks that have been read.
    pub(super) ids: HashSet<Arc<str>>,
    /// `join()`, or the mark of the plan's end: what follows is none of it.
    pub(super) ended: bool,
    /// There was a `join`.
    pub(super) joined: bool,
    /// Strings of which it is known that no line ends them, up to a place.
    pub(super) unclosed: Vec<(Quote, usize)>,
    /// What is to be said of the text, and nobody has been told yet; how often something was said.
    notes: Vec<String>,
    noted: usize,
}

/// The most remarks on one text.
const MAX_NOTES: usize = 20;

/// How often that may be, since each time a call is read once more; and how long a line may be that is only `join()`.
const MAX_ASKED: usize = 64;
const MAX_JOIN: usize = 200;

const WASM: &[u8] = b"\0asm";

#[derive(Debug, Default, PartialEq)]
pub(super) enum Kind {
    /// Nothing but prose, until now.
    #[default]
    Unknown,
    Text,
    Json(Collected),
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
            Kind::Json(collected) => Some(collected.range()),
            _ => None,
        }
    }

    /// Takes a piece of the text, and gives the tasks that are complete with it.
    ///
    /// # Errors
    /// What can't be read, and where; the tasks before that are there. Nothing may be pushed after that.
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
            self.refuse_wasm()?;
            if self.partial.len() > MAX_TASK_BYTES && !self.may_be_json() {
                return Err(self.too_long(self.text.len()));
            }
            if self.is_over() {
                return self.end_line(tasks);
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
        while let Some(pending) = self.pending.take() {
            self.last(pending, tasks)?;
            if let Some((from, before)) = self.again.take() {
                self.line = before;
                self.read_from(from, tasks)?;
            }
        }
        if self.ids.is_empty() && !self.joined && self.json().is_none() {
            let message = "there is no task in the plan: write each on a line of its own, as `1. tool(\"argument\")`, or write JSON: [{\"id\", \"tool\", \"arguments\"}]";
            return Err(Fault::unreadable(0, message));
        }
        Ok(())
    }

    fn end_line(&mut self, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        self.refuse_wasm()?;
        let start = self.text.len();
        let partial = std::mem::take(&mut self.partial);
        let line = std::str::from_utf8(&partial).map_err(|error| {
            let known = String::from_utf8_lossy(&partial[..error.valid_up_to()]).into_owned();
            let fault = Fault::unreadable(start + known.len(), format!("line {} is not UTF-8", self.line + 1));
            self.text.push_str(&known);
            fault
        })?;
        if partial.len() > MAX_TASK_BYTES && !self.may_be_json_line(line) {
            self.text.push_str(line);
            return Err(self.too_long(start));
        }
        self.text.push_str(line);
        self.read_from(start, tasks)
    }

    /// Reads the lines from there to the text's end, and those again that have to be.
    fn read_from(&mut self, mut at: usize, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        while at < self.text.len() && !self.ended {
            let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1);
            self.line += 1;
            self.read_line(at..end, tasks)?;
            at = end;
            if let Some((from, before)) = self.again.take() {
                (at, self.line) = (from, before);
            }
        }
        Ok(())
    }

    fn refuse_wasm(&self) -> Result<(), Fault> {
        if self.text.is_empty() && self.partial.starts_with(WASM) {
            return Err(Fault::unreadable(0, "this is WebAssembly, not a plan: run it as a script"));
        }
        Ok(())
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
        matches!(self.kind, Kind::Json(_)) || (self.kind == Kind::Unknown && collect::begins(line).is_some())
    }

    pub(super) fn too_long(&self, at: usize) -> Fault {
        Fault::unreadable(
            at,
            format!("a line or task here has more than {MAX_TASK_BYTES} bytes: pass less, or a result"),
        )
    }

    fn read_line(&mut self, mut line: Range<usize>, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        if line.start == 0 {
            line.start = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        }
        if self.kind == Kind::Unknown
            && let Some(at) = collect::begins(&self.text[line.clone()])
        {
            line.start += at;
            self.kind = Kind::Json(Collected::new(line.start));
        }
        if matches!(self.kind, Kind::Json(_)) {
            return self.read_json(line);
        }
        let read = head::read(&self.text[line.clone()]);
        match self.pending.take() {
            Some(pending) => self.read_on(pending, read, line, tasks),
            None => self.read_fresh(read, line, tasks),
        }
    }

    /// A line that is no part of a call before it.
    pub(super) fn read_fresh(&mut self, read: Line, line: Range<usize>, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        let text = &self.text[line.clone()];
        let is_cut = !text.ends_with('\n');
        let is_marked = text.contains(END_OF_PLAN);
        match read {
            Line::Task(head) if self.after_fence && !self.in_fence && self.ids.contains(&head.id) => {
                self.note("was left out: it stands behind the plan's code block, which has a task of that number");
            }
            Line::Task(head) => {
                let pending = self.begin(head, line.start, 1, line.end);
                return self.go_on(pending, line, tasks);
            }
            Line::Stump if is_cut && !is_marked => return Err(self.cut(line.start, None)),
            Line::AlmostTask | Line::Stump => {
                self.note("was taken for prose: a task begins with its number and calls a tool, as in `1. tool(\"argument\")`");
            }
            Line::Join => (self.joined, self.ended) = (true, true),
            Line::Fence if self.in_fence => {
                self.in_fence = false;
                self.after_fence |= self.found_in_fence;
            }
            Line::Fence => (self.in_fence, self.found_in_fence) = (true, false),
            _ => {}
        }
        self.ended |= is_marked;
        Ok(())
    }

    /// What is to be said of the line that is being read.
    fn note(&mut self, what: &str) {
        if self.noted < MAX_NOTES {
            self.noted += 1;
            self.notes.push(format!("line {} {what}", self.line));
        }
    }

    fn read_json(&mut self, line: Range<usize>) -> Result<(), Fault> {
        let Kind::Json(collected) = &mut self.kind else { return Ok(()) };
        let text = &self.text[line.clone()];
        let read = head::read(text);
        if collected.is_closed() {
            return self.read_behind_json(read, line);
        }
        if read == Line::Fence && self.in_fence || text.trim_start().starts_with(END_OF_PLAN) {
            collected.close();
            self.ended = read != Line::Fence;
            self.in_fence = false;
            return Ok(());
        }
        let Some(length) = collected.feed(text) else { return Ok(()) };
        let behind = line.start + length..line.end;
        let rest = &self.text[behind.clone()];
        if rest.trim_start().starts_with(['[', ']', '{', '}', ',']) {
            return Err(self.second_json(behind));
        }
        self.ended = rest.contains(END_OF_PLAN);
        Ok(())
    }

    fn read_behind_json(&mut self, read: Line, line: Range<usize>) -> Result<(), Fault> {
        let text = &self.text[line.clone()];
        if collect::begins(text).is_some() || text.trim_start().starts_with([']', '}', ',']) {
            return Err(self.second_json(line));
        }
        self.ended = read == Line::Join || text.contains(END_OF_PLAN);
        if matches!(read, Line::Task(_)) {
            self.note("was left out: it stands behind the plan, which is JSON");
        }
        Ok(())
    }

    fn second_json(&self, place: Range<usize>) -> Fault {
        let text = &self.text[place.clone()];
        let at = place.end - text.trim_start().len();
        Fault::unreadable(at, "the plan's JSON has ended before this: write all tasks in one list")
    }

    /// Whether what is there of a line ends the plan, whatever follows it: nobody then waits for the rest.
    fn is_over(&mut self) -> bool {
        let trimmed = self.partial.trim_ascii_end();
        let is_marked = trimmed.ends_with(END_OF_PLAN.as_bytes());
        let may_join = trimmed.ends_with(b")") && trimmed.len() <= MAX_JOIN;
        if !(may_join || is_marked && self.asked < MAX_ASKED) {
            return false;
        }
        self.asked += usize::from(is_marked);
        let Ok(line) = std::str::from_utf8(&self.partial) else { return false };
        match (&self.kind, &self.pending) {
            (Kind::Json(collected), _) => {
                let is_closed = collected.is_closed() || collected.clone().feed(line).is_some();
                let joins = collected.is_closed() && head::read(line) == Line::Join;
                joins || (is_marked && (is_closed || line.trim_start().starts_with(END_OF_PLAN)))
            }
            (_, None) => ends(line, is_marked),
            (_, Some(pending)) => {
                let whole = self.text.len();
                self.text.push_str(line);
                let is_over = pending.is_ended_by(line, is_marked.then_some(&*self.text));
                self.text.truncate(whole);
                is_over
            }
        }
    }
}

/// Whether what is there of a line of its own ends the plan.
fn ends(line: &str, is_marked: bool) -> bool {
    match head::read(line) {
        Line::Join => head::is_firm_join(line),
        Line::Task(head) => Pending::is_ended_on_its_line(head, line),
        _ => is_marked,
    }
}
