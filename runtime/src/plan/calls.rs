//! The calls of a plan of text, from the parenthesis to where they end, over as many lines as they take. Where a line may be a part of
//! a call or a task of its own, what follows decides, and where that is no clear answer nothing is called. Never knows a tool.

use std::ops::Range;
use std::sync::Arc;

use super::MAX_TASK_BYTES;
use super::fault::Fault;
use super::head::{self, END_OF_PLAN, Head, Line};
use super::lines::{Kind, Reader};
use super::literal;
use super::scan::{Extent, Scanner};
use super::written::Written;

/// A task whose end is not there yet.
#[derive(Debug)]
pub(super) struct Pending {
    head: Head,
    /// Where its line begins, and where its arguments do.
    start: usize,
    arguments: usize,
    position: (u32, u32),
    scanner: Scanner,
    /// Arguments stand on the first line: then a missing parenthesis is one, and not the beginning of a list.
    began: bool,
    extent: Extent,
    /// Where a line begins that may be the next task, although a string is open before it.
    doubt: Option<usize>,
}

/// What may stand between two calls on a line, or behind one, and mean nothing.
const BETWEEN: [char; 5] = [' ', '\t', ';', ',', '.'];
const ORNAMENTS: [char; 10] = [' ', '\t', ';', ',', '.', '`', '*', '_', '|', '~'];

/// What begins an expression behind a call, and no prose.
const OPERATORS: [&str; 9] = ["+", "&&", "||", "%", "==", "!=", "/ ", "* ", "?."];

/// Bytes of what is told of a line.
const MAX_TOLD: usize = 80;

impl Pending {
    /// Whether what is there of a line that may go on with it ends the plan.
    /// `text` is all of it with that line, where the mark of the plan's end is in it.
    pub(super) fn is_ended_by(&self, line: &str, text: Option<&str>) -> bool {
        if self.scanner.in_block() {
            return false;
        }
        if head::read(line) == Line::Join && head::is_firm_join(line) {
            return true;
        }
        let Some(text) = text.filter(|_| self.doubt.is_none()) else { return false };
        is_over(self.scanner.clone(), text)
    }

    /// Whether what is there of a task's own line has the plan's end behind it.
    pub(super) fn is_ended_on_its_line(head: Head, line: &str) -> bool {
        is_over(Scanner::new(head.arguments_at), line)
    }
}

/// Whether the plan's end is in a text, or behind a call that ends in it. A line may have a hundred thousand calls.
fn is_over(mut scanner: Scanner, mut text: &str) -> bool {
    loop {
        let Extent::Closed(closed) = scanner.feed(text) else { return scanner.over().is_some() };
        let rest = &text[closed + 1..];
        let next = rest.trim_start_matches(BETWEEN);
        match head::read(next) {
            Line::Task(head) => (scanner, text) = (Scanner::new(head.arguments_at), next),
            Line::Join => return head::is_firm_join(next),
            _ => return rest.contains(END_OF_PLAN),
        }
    }
}

impl Reader {
    /// A task whose head stands at `start`, which is that column of its line; the line ends at `end`.
    pub(super) fn begin(&mut self, head: Head, start: usize, first_column: u32, end: usize) -> Pending {
        self.kind = Kind::Text;
        self.found_in_fence = true;
        self.ids.insert(Arc::clone(&head.id));
        let position = (self.line, first_column + columns(&self.text[start..start + head.id_at]));
        let arguments = start + head.arguments_at;
        let began = !self.text[arguments..end].trim().is_empty();
        let (scanner, extent) = (Scanner::new(arguments), Extent::Open);
        Pending { start, arguments, position, scanner, began, extent, head, doubt: None }
    }

    /// A line behind one that did not end its call.
    pub(super) fn read_on(
        &mut self,
        pending: Pending,
        read: Line,
        line: Range<usize>,
        tasks: &mut Vec<Written>,
    ) -> Result<(), Fault> {
        if pending.scanner.string().is_some() {
            return self.read_on_in_string(pending, &read, line, tasks);
        }
        if pending.scanner.in_block() || self.belongs(&pending, &read, &line) {
            return self.go_on(pending, line, tasks);
        }
        tasks.push(self.cut_off(pending, line.start)?);
        self.read_fresh(read, line, tasks)
    }

    /// Whether a line is part of the call before it, whose parenthesis is open.
    fn belongs(&self, pending: &Pending, read: &Line, line: &Range<usize>) -> bool {
        let text = self.text[line.clone()].trim();
        match read {
            Line::Task(_) | Line::Join | Line::Thought | Line::Fence => false,
            _ if !pending.began || pending.extent != Extent::Complete => true,
            Line::Aside => !text.starts_with("//"),
            Line::AlmostTask => self.closes(pending, line),
            _ => literal::goes_on(text) || self.closes(pending, line),
        }
    }

    /// Whether a line ends in the parenthesis that the call is missing.
    fn closes(&self, pending: &Pending, line: &Range<usize>) -> bool {
        match pending.scanner.clone().feed(&self.text[..line.end]) {
            Extent::Closed(at) => is_nothing(&self.text[at + 1..line.end]),
            _ => false,
        }
    }

    /// A line in a string that is not closed. Where it may be a task as well, the lines from there on decide: one that closes the string
    /// makes all of them a part of it.
    fn read_on_in_string(
        &mut self,
        mut pending: Pending,
        read: &Line,
        line: Range<usize>,
        tasks: &mut Vec<Written>,
    ) -> Result<(), Fault> {
        let Some((quote, _)) = pending.scanner.string() else { return Ok(()) };
        let text = &self.text[line.clone()];
        let is_end = (*read == Line::Join && head::is_firm_join(text)) || text.trim_end().ends_with(END_OF_PLAN);
        if pending.doubt.is_none() && !is_end && !matches!(read, Line::Task(_)) {
            return self.go_on(pending, line, tasks);
        }
        let is_known = self.unclosed.iter().any(|(known, end)| *known == quote && line.start < *end);
        pending.doubt.get_or_insert(line.start);
        if is_end || is_known {
            return self.forgotten(pending, line.end, tasks);
        }
        if let Some((close, after)) = quote.end_in_line(text) {
            pending.doubt = None;
            pending.scanner.end_string(line.start + close, line.start + after);
            return self.go_on(pending, line, tasks);
        }
        if line.end - pending.start > MAX_TASK_BYTES {
            return Err(self.too_long(pending.start));
        }
        self.pending = Some(pending);
        Ok(())
    }

    /// A task with one line more; and those that stand behind it on the same line.
    pub(super) fn go_on(
        &mut self,
        mut pending: Pending,
        line: Range<usize>,
        tasks: &mut Vec<Written>,
    ) -> Result<(), Fault> {
        // Where the column of a place on this line is known.
        let mut known = (line.start, 1);
        loop {
            if line.end - pending.start > MAX_TASK_BYTES {
                return Err(self.too_long(pending.start));
            }
            pending.extent = pending.scanner.feed(&self.text[..line.end]);
            let Extent::Closed(closed) = pending.extent else { return self.wait(pending, line, tasks) };
            let rest = &self.text[closed + 1..line.end];
            let next = line.end - rest.trim_start_matches(BETWEEN).len();
            match head::read(&self.text[next..line.end]) {
                Line::Task(head) => {
                    tasks.push(self.written(&pending, closed)?);
                    known = (next, known.1 + columns(&self.text[known.0..next]));
                    pending = self.begin(head, next, known.1, line.end);
                }
                Line::Join => {
                    tasks.push(self.written(&pending, closed)?);
                    (self.joined, self.ended) = (true, true);
                    return Ok(());
                }
                _ => {
                    tasks.push(self.with_rest(&pending, closed, line.end)?);
                    self.ended |= self.text[closed..line.end].contains(END_OF_PLAN);
                    return Ok(());
                }
            }
        }
    }

    /// A task whose line has not ended it: the next one may, or the mark of the plan's end has.
    fn wait(&mut self, pending: Pending, line: Range<usize>, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        if let Some(over) = pending.scanner.over() {
            self.ended = true;
            tasks.push(self.cut_off(pending, over)?);
        } else if pending.scanner.string().is_some() && self.text[line.clone()].trim_end().ends_with(END_OF_PLAN) {
            return self.forgotten(pending, line.end, tasks);
        } else {
            self.pending = Some(pending);
        }
        Ok(())
    }

    /// A task that something else cuts off.
    fn cut_off(&self, pending: Pending, next: usize) -> Result<Written, Fault> {
        let end = self.text[..next].trim_end().len().max(pending.arguments);
        self.written(&pending, end)
    }

    /// The last task of a text that has ended.
    pub(super) fn last(&mut self, pending: Pending, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        if pending.scanner.string().is_some() {
            return self.forgotten(pending, self.text.len(), tasks);
        }
        let is_whole = self.text.ends_with('\n') || pending.scanner.is_whole();
        if pending.extent != Extent::Complete || !is_whole {
            return Err(self.cut(pending.start, Some(&pending.head.id)));
        }
        tasks.push(self.cut_off(pending, self.text.len())?);
        Ok(())
    }

    /// A string that no line up to `upto` closes: the call ends with the line that the string begins in, where that looks as if it did,
    /// and the lines behind it are read again.
    fn forgotten(&mut self, pending: Pending, upto: usize, tasks: &mut Vec<Written>) -> Result<(), Fault> {
        let Some((quote, from)) = pending.scanner.string() else { return Ok(()) };
        let end = self.text[from..].find('\n').map_or(self.text.len(), |newline| from + newline + 1);
        let line = self.text[..end].trim_end();
        let unmarked = line.strip_suffix(END_OF_PLAN).unwrap_or(line);
        let is_marked = unmarked.len() < line.len();
        let call = unmarked.trim_end().strip_suffix(')').map(str::len).filter(|call| *call > from);
        let doubt = pending.doubt.unwrap_or(upto).max(end);
        let aside = |line: &str| matches!(head::read(line), Line::Aside | Line::Thought | Line::Fence);
        let call = call.filter(|_| self.text[end..doubt].lines().all(aside) && self.is_call(doubt));
        let Some(call) = call else {
            let message = "the quote here is not closed before what may be the next task: close it, or write \\n where the text has a new line";
            let cut = || self.cut(pending.start, Some(&pending.head.id));
            return Err(pending.doubt.map_or_else(cut, |_| Fault::unreadable(from, message)));
        };
        tasks.push(self.written(&pending, call)?);
        self.ended |= is_marked;
        if !self.unclosed.iter().any(|(known, known_end)| *known == quote && *known_end >= upto) {
            self.unclosed.retain(|(known, _)| *known != quote);
            self.unclosed.push((quote, upto));
        }
        let lines = self.text[pending.start..end].matches('\n').count();
        let before = pending.position.0.saturating_sub(1).saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.again = Some((end, before));
        Ok(())
    }

    /// Whether the line there is none, or is a call by itself whose arguments nobody would take for prose.
    fn is_call(&self, at: usize) -> bool {
        let line = self.text[at..].lines().next().unwrap_or_default();
        let Line::Task(head) = head::read(line) else { return true };
        let mut scanner = Scanner::new(head.arguments_at);
        let Extent::Closed(end) = scanner.feed(line) else { return true };
        literal::arguments(&line[head.arguments_at..end], 0, &[]).is_ok_and(|arguments| !arguments.has_text())
    }

    pub(super) fn cut(&self, at: usize, id: Option<&str>) -> Fault {
        let what = id.map_or_else(|| "a task".to_owned(), |id| format!("task {id}"));
        Fault::unreadable(at, format!("the plan ends in the middle of {what}: write the whole plan, `join()` last"))
    }

    fn written(&self, pending: &Pending, end: usize) -> Result<Written, Fault> {
        let Pending { head, start, arguments, position, scanner, .. } = pending;
        let arguments = literal::arguments(&self.text[*arguments..end], *arguments, scanner.told())?;
        Ok(Written {
            at: start + head.id_at,
            position: *position,
            pointer: None,
            tool_at: start + head.tool_at,
            id: Arc::clone(&head.id),
            tool: head.tool.clone(),
            may_be_prose: head.is_apart && arguments.may_be_prose(),
            behind: None,
            arguments,
            after: Vec::new(),
        })
    }

    /// A task that is closed there, with what stands behind it.
    fn with_rest(&self, pending: &Pending, closed: usize, end: usize) -> Result<Written, Fault> {
        let written = self.written(pending, closed)?;
        let rest = self.text[closed + 1..end].split(END_OF_PLAN).next().unwrap_or_default();
        if is_nothing(rest) {
            return Ok(written);
        }
        let may_be_prose = pending.head.may_be_prose && written.arguments.has_text();
        if !may_be_prose && (pending.scanner.is_open() || is_expression(rest)) {
            let message = "this can't be a part of the call before it: a task is one call, whose brackets are closed; where its result is used, ${1.name} or ${1[0]} is a part of it";
            let at = closed + 1 + (rest.len() - rest.trim_start().len());
            return Err(Fault::unreadable(at, message));
        }
        let told = rest.trim();
        let behind = Some(told[..told.floor_char_boundary(MAX_TOLD)].to_owned());
        Ok(Written { may_be_prose, behind, ..written })
    }
}

/// Whether what stands behind a call means nothing.
fn is_nothing(rest: &str) -> bool {
    let rest = rest.trim().trim_start_matches(ORNAMENTS);
    rest.is_empty() || rest.starts_with('#') || rest.starts_with("//")
}

/// Whether what stands behind a call is more of an expression: an index, an attribute, an operator, a bracket too many.
fn is_expression(rest: &str) -> bool {
    let attribute =
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let text = rest.trim();
    let mut depth = 0_i64;
    let too_many = text.chars().any(|character| {
        depth += i64::from(character == '(') - i64::from(character == ')');
        depth < 0
    });
    let minus =
        text.strip_prefix("- ").is_some_and(|rest| rest.contains('(') && matches!(head::read(rest), Line::AlmostTask));
    rest.starts_with('[')
        || attribute
        || is_further_call(text)
        || too_many
        || minus
        || OPERATORS.iter().any(|operator| text.starts_with(operator))
}

/// Whether another call stands there: `and 2. search("b")`, `, search("b")`.
fn is_further_call(text: &str) -> bool {
    let next = text.trim_start_matches(BETWEEN);
    let joined = ["and ", "then ", "& "].iter().find_map(|word| next.strip_prefix(word));
    let read = head::read(joined.unwrap_or(next));
    matches!(read, Line::Task(_))
        || (matches!(read, Line::AlmostTask) && next.contains('(') && (joined.is_some() || next.len() < text.len()))
}

/// How many columns a part of a line takes: its characters.
fn columns(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
