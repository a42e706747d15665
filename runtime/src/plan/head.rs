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
    /// There is one behind it.
    pub(super) is_apart: bool,
    /// Behind the parenthesis.
    pub(super) arguments_at: usize,
}

/// The most bytes between a task's number and its parenthesis.
const MAX_NAME: usize = 200;

/// The most words of a tool's name that a space keeps apart from its parenthesis.
const MAX_WORDS_APART: usize = 2;

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
    let number = numbered(line, start);
    let at = number.as_ref().map_or(start, |number| number.end);
    if is_join(&line[at..]) {
        return Line::Join;
    }
    let name = name(line, at);
    match (number, name) {
        (Some(number), Some(name)) if number.is_usual || !name.may_be_prose => Line::Task(Head {
            id: number.id,
            id_at: start,
            tool: name.tool,
            tool_at: name.at,
            may_be_prose: name.may_be_prose,
            is_apart: name.is_apart,
            arguments_at: name.end,
        }),
        (Some(number), None) if number.is_usual && is_stump(&line[at..]) => Line::Stump,
        (Some(number), None) if number.is_usual => Line::AlmostTask,
        (None, Some(name)) if trimmed.ends_with(')') && !name.may_be_prose => Line::AlmostTask,
        _ if is_odd(&line[start..]) => Line::AlmostTask,
        _ => Line::Prose,
    }
}

fn is_thought(line: &str) -> bool {
    let line = line.trim_start_matches(BULLETS);
    ["thought", "observation", "question"].iter().any(|word| {
        line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && line[word.len()..].trim_start_matches(['*', ' ']).starts_with(':')
    })
}

/// A task's number.
struct Numbered {
    id: Arc<str>,
    /// Where the line goes on after it.
    end: usize,
    /// It is written as planners are told to.
    is_usual: bool,
}

/// `1.`, `1)`, `**1.**`, `$1 =`, `Step 1:`; and what others write: `[1]`, `1 -`, `1`.
fn numbered(line: &str, start: usize) -> Option<Numbered> {
    let mut rest = &line[start..];
    let word = WORDS.iter().find(|word| rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word)));
    if let Some(word) = word {
        rest = rest[word.len()..].trim_start_matches([' ', '#']);
    }
    let bracket = rest
        .chars()
        .next()
        .and_then(|open| Some((open, if open == '[' { ']' } else { (open == '(').then_some(')')? })));
    rest = bracket.map_or(rest, |(open, _)| &rest[open.len_utf8()..]);
    rest = rest.strip_prefix('$').unwrap_or(rest);
    let id = number(rest)?;
    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if let Some((_, close)) = bracket {
        rest = rest.strip_prefix(close)?;
    }
    let spaced = rest.trim_start_matches([' ', '\t', '*']);
    let usual = spaced.strip_prefix(['.', ')', ':', '=']);
    let other = spaced
        .strip_prefix(['-', '–', '—'])
        .or_else(|| (bracket.is_some() || spaced.len() < rest.len()).then_some(spaced));
    let after = usual.or(other)?.trim_start_matches([' ', '\t', '*', '`']);
    Some(Numbered { id, end: line.len() - after.len(), is_usual: usual.is_some() && bracket.is_none() })
}

/// Whether a line begins as a number does, and ends in a call: `1st. search("a")`.
fn is_odd(line: &str) -> bool {
    let begins = line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | '(' | '#' | '$'));
    let paren = line.bytes().take(MAX_NAME).position(|byte| byte == b'(');
    let calls = paren.is_some_and(|paren| line[..paren].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    begins && calls && line.trim_end().ends_with(')')
}

/// A tool's name.
struct Name {
    tool: String,
    at: usize,
    may_be_prose: bool,
    is_apart: bool,
    /// Behind the parenthesis.
    end: usize,
}

fn name(line: &str, at: usize) -> Option<Name> {
    let rest = &line[at..];
    let paren = rest.bytes().take(MAX_NAME).position(|byte| byte == b'(')?;
    let before = &rest[..paren];
    // `x = search(…)`
    let assigned = before.rfind('=').map_or(0, |equals| equals + 1);
    let mut name = before[assigned..].trim_start();
    name = name.strip_prefix("await ").unwrap_or(name).trim_start();
    let trimmed = name.trim_end();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ');
    let starts = trimmed.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !starts || !trimmed.chars().all(allowed) || before[..assigned].contains(['"', '\'']) {
        return None;
    }
    let is_apart = name.len() > trimmed.len();
    // Many words and a space before the parenthesis is how prose has one: `Look at the result (if any)`.
    if is_apart && trimmed.split(' ').count() > MAX_WORDS_APART {
        return None;
    }
    Some(Name {
        tool: trimmed.to_owned(),
        at: at + paren - name.len(),
        may_be_prose: name.contains(' '),
        is_apart,
        end: at + paren + 1,
    })
}

/// Whether a line that is a [`Line::Join`] is one whatever follows it, so that nobody has to wait for the rest.
pub(super) fn is_firm_join(line: &str) -> bool {
    line.contains(')') || line.contains(END_OF_PLAN)
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
