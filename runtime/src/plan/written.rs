//! A task as it was written, before anybody looked for its tool.

use std::sync::Arc;

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
    /// The line may be prose: there is a space before the parenthesis, or within the name.
    pub(super) may_be_prose: bool,
    pub(super) arguments: Arguments,
    /// Tasks that have to be done before, though their results are not used.
    pub(super) after: Vec<Arc<str>>,
}

/// What stands between a call's parentheses.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) positional: Vec<Argument>,
    pub(super) named: Vec<(String, Argument)>,
}

impl Arguments {
    pub(super) fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.named.is_empty()
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
}
