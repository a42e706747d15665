//! Where a plan of JSON ends in the text around it: its brackets, as the lines arrive. Never decodes a value.

use std::ops::Range;

/// The JSON until now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Collected {
    range: Range<usize>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    is_closed: bool,
}

impl Collected {
    /// JSON that begins there.
    pub(super) fn new(at: usize) -> Self {
        Self { range: at..at, depth: 0, in_string: false, escaped: false, is_closed: false }
    }

    /// Where it is.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// It ends before what was read, whether its brackets are closed or not.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Reads on; the length of what belongs to it, where it ends there.
    pub(super) fn feed(&mut self, more: &str) -> Option<usize> {
        for (at, byte) in more.bytes().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => continue,
            }
            if self.depth == 0 && !self.in_string {
                self.range.end += at + 1;
                self.is_closed = true;
                return Some(at + 1);
            }
        }
        self.range.end += more.len();
        None
    }
}

/// Where a plan of JSON begins in a line: at its beginning, or behind `Plan:`.
pub(super) fn begins(line: &str) -> Option<usize> {
    let at = line.len() - line.trim_start().len();
    if is_json(&line[at..]) {
        return Some(at);
    }
    let colon = line.find(": [").or_else(|| line.find(": {"))? + 2;
    let (before, rest) = line.split_at(colon);
    let is_prose = before.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | ':' | '*' | '\''));
    let tasks = rest.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with("\"tasks\""));
    let list = rest.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    (is_prose && (tasks || list)).then_some(colon)
}

fn is_json(line: &str) -> bool {
    let list = line.strip_prefix('[').map(|rest| (rest, ['{', ']']));
    let object = line.strip_prefix('{').map(|rest| (rest, ['"', '}']));
    list.or(object).is_some_and(|(rest, next)| rest.trim_start().is_empty() || rest.trim_start().starts_with(next))
}
