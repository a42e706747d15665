//! A task as it was written, before anybody looked for its tool.

use std::sync::Arc;

use serde_json::Value;

use super::template::Template;

/// One task.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) id: Arc<str>,
    /// Where it begins: the byte, and the line and column as a person counts.
    pub(super) at: usize,
    pub(super) position: (u32, u32),
    /// Its place in a plan of JSON: a JSON Pointer.
    pub(super) pointer: Option<String>,
    /// The tool's name, and where that stands.
    pub(super) tool: String,
    pub(super) tool_at: usize,
    /// The line may be prose: there is a space before the parenthesis or within the name, and text without quotes behind it.
    pub(super) may_be_prose: bool,
    /// What stands behind the call on its line.
    pub(super) behind: Option<String>,
    pub(super) arguments: Arguments,
    /// Tasks that have to be done before, though their results are not used.
    pub(super) after: Vec<Arc<str>>,
}

/// What stands between a call's parentheses.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) positional: Vec<Argument>,
    pub(super) named: Vec<(String, Argument)>,
    /// All of them as one text, which they are where the tool takes one argument and the first has no quotes: `Hello, World`.
    pub(super) as_one: Option<Argument>,
}

impl Arguments {
    pub(super) fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.named.is_empty()
    }

    /// Whether they may as well stand in prose: `Introduction (2020)`.
    pub(super) fn may_be_prose(&self) -> bool {
        let is_number = matches!(&*self.positional, [Argument { number: Some(_), .. }]) && self.named.is_empty();
        is_number || self.has_text()
    }

    /// Whether one of them is a text without quotes.
    pub(super) fn has_text(&self) -> bool {
        self.positional.iter().chain(self.named.iter().map(|(_, argument)| argument)).any(|argument| argument.is_text)
    }
}

impl Written {
    /// What of its line was left out.
    pub(super) fn left_out(&self) -> Option<String> {
        let (line, _) = self.position;
        let behind = self.behind.as_ref()?;
        Some(format!(
            "{behind:?} in line {line}, behind the call of task {}, was left out: a task is one call",
            self.id
        ))
    }
}

/// One argument.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) value: Template,
    pub(super) at: usize,
    /// The number as it was written, where it is one without quotes: it may be a name (`search(1984)`).
    pub(super) number: Option<String>,
    /// Python's `None`: left out where the tool doesn't ask for it.
    pub(super) is_none: bool,
    /// It is a text without quotes, or with quotes that are not where they should be.
    pub(super) is_text: bool,
    /// Where an integer of more than 64 bits is in it.
    pub(super) inexact: Option<usize>,
}

impl Argument {
    /// `null`, written there.
    pub(super) fn at(at: usize) -> Self {
        Self { value: Template::Value(Value::Null), at, number: None, is_none: false, is_text: false, inexact: None }
    }
}
