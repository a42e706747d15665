//! How a line of a plan begins: a task's number and its tool's name, `join`, a thought, a fence. Never looks past the parenthesis.

use std::sync::Arc;

use super::reference::number;

/// What a line is.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    Task(Head),
    /// The plan is complete.
    Join,
    /// Three backticks or tildes.
    Fence,
    /// A comment, or nothing.
    Aside,
    /// What a planner thinks, asks or sees.
    Thought,
    /// A task that was cut before its parenthesis.
    Stump,
    /// What may be meant as a task: it has a number and no call, or a call and no number.
    AlmostTask,
    Prose,
}

/// A task up to its parenthesis; places are bytes of the line.
#[derive(Debug, PartialEq)]
pub(super) struct Head {
    pub(super) id: Arc<str>,
    /// Where the number stands, with the words before it.
    pub(super) id_at: usize,
    pub(super) tool: String,
    pub(super) tool_at: usize,
    /// There is a space within the name, or behind it.
    pub(super) may_be_prose: bool,
    /// Behind the parenthesis.
    pub(super) arguments_at: usize,
}

/// The most bytes between a task's number and its parenthesis.
const MAX_NAME: usize = 200;

/// What may stand before a number: quotes, bullets, emphasis.
const BULLETS: [char; 9] = [' ', '\t', '>', '*', '-', '•', '|', '`', '_'];

/// The words that may stand before it.
const WORDS: [&str; 4] = ["task", "step", "action", "call"];

pub(super) const END_OF_PLAN: &str = "<END_OF_PLAN>";

/// Reads the beginning of a line.
pub(super) fn read(line: &str) -> Line {
    let trimmed = line.trim();
    if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
        return Line::Fence;
    }
    if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with("//") {
        return Line::Aside;
    }
    if is_thought(trimmed) {
        return Line::Thought;
    }
    if trimmed.starts_with(END_OF_PLAN) {
        return Line::Join;
    }
    let start = line.len() - line.trim_start_matches(BULLETS).len();
    let (id, at) = numbered(line, start).map_or((None, start), |(id, at)| (Some(id), at));
    if is_join(&line[at..]) {
        return Line::Join;
    }
    let Some(id) = id else {
        let is_call = trimmed.ends_with(')') && name(line, at).is_some_and(|(_, _, may_be_prose, _)| !may_be_prose);
        return if is_call { Line::AlmostTask } else { Line::Prose };
    };
    match name(line, at) {
        Some((tool, tool_at, may_be_prose, arguments_at)) => {
            Line::Task(Head { id, id_at: start, tool, tool_at, may_be_prose, arguments_at })
        }
        None if is_stump(&line[at..]) => Line::Stump,
        None => Line::AlmostTask,
    }
}

/// Whether a text begins as a plan does: its first line that is no remark is task 1.
pub(crate) fn begins(text: &str) -> bool {
    let first = text.lines().find(|line| !matches!(read(line), Line::Aside | Line::Thought));
    let is_first = |head: &Head| &*head.id == "1";
    first.is_some_and(|line| matches!(read(line), Line::Task(head) if is_first(&head)))
}

fn is_thought(line: &str) -> bool {
    let line = line.trim_start_matches(BULLETS);
    ["thought", "observation", "question"].iter().any(|word| {
        line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && line[word.len()..].trim_start_matches(['*', ' ']).starts_with(':')
    })
}

/// A task's number, and where the line goes on after it: `1.`, `1)`, `**1.**`, `$1 =`, `Step 1:`.
fn numbered(line: &str, start: usize) -> Option<(Arc<str>, usize)> {
    let mut rest = &line[start..];
    let word = WORDS.iter().find(|word| rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word)));
    if let Some(word) = word {
        rest = rest[word.len()..].trim_start_matches([' ', '#']);
    }
    rest = rest.strip_prefix('$').unwrap_or(rest);
    let id = number(rest)?;
    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([' ', '\t', '*']);
    let after = rest.strip_prefix(['.', ')', ':', '='])?;
    Some((id, line.len() - after.trim_start_matches([' ', '\t', '*', '`']).len()))
}

/// The tool's name, where it is, whether that may be prose, and the place behind the parenthesis.
fn name(line: &str, at: usize) -> Option<(String, usize, bool, usize)> {
    let rest = &line[at..];
    let paren = rest.bytes().take(MAX_NAME).position(|byte| byte == b'(')?;
    let before = &rest[..paren];
    // `x = search(…)`
    let assigned = before.rfind('=').map_or(0, |equals| equals + 1);
    let mut name = before[assigned..].trim_start();
    name = name.strip_prefix("await ").unwrap_or(name).trim_start();
    let tool_at = at + paren - name.len();
    let trimmed = name.trim_end();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ');
    let starts = trimmed.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !starts || !trimmed.chars().all(allowed) || before[..assigned].contains(['"', '\'']) {
        return None;
    }
    Some((trimmed.to_owned(), tool_at, name.contains(' '), at + paren + 1))
}

/// `join()`, in whatever case. One with arguments may be a tool's.
fn is_join(text: &str) -> bool {
    let Some(rest) = text.get(..4).filter(|word| word.eq_ignore_ascii_case("join")).map(|_| text[4..].trim_start())
    else {
        return false;
    };
    match rest.strip_prefix('(') {
        Some(inside) => inside.trim_start().starts_with(')'),
        None => rest.is_empty() || rest.starts_with(END_OF_PLAN),
    }
}

fn is_stump(text: &str) -> bool {
    text.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
