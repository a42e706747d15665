//! What a script's author did wrong, in words that a model can repair it from. Never what the host or a limit did: that is
//! [`RunError`](crate::RunError)'s.

use std::fmt;

use serde::Serialize;

use super::{frame, position};

/// A script that does not parse, or that failed by itself while it ran.
///
/// Its `Display` is the message, the place, and the code around it: everything that a model needs to mend the script.
#[derive(Debug, Clone, thiserror::Error, Serialize)]
#[non_exhaustive]
pub struct ScriptError {
    /// Whose fault it is.
    pub kind: ScriptErrorKind,
    /// The error's class: `SyntaxError`, `TypeError`, `ToolError`, …
    pub name: String,
    /// What was wrong.
    pub message: String,
    /// The line in the text as it was given, from 1.
    pub line: Option<u32>,
    /// The column in that line, from 1, in Unicode scalar values.
    pub column: Option<u32>,
    /// The lines around it, with a caret under the column.
    pub frame: Option<String>,
    /// Where the script was, innermost first.
    pub stack: Vec<StackFrame>,
    /// What the error carried: for a failed call `{"tool", "kind", "data", "retryable"}`.
    pub data: Option<serde_json::Value>,
}

/// The kinds of a [`ScriptError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ScriptErrorKind {
    /// It does not parse, or asks for what no script has (modules, say).
    Syntax,
    /// It threw, and nobody caught it.
    Thrown,
    /// It awaits what can never settle.
    Stuck,
    /// Its result can't be turned into JSON.
    Result,
}

/// One step of a script's stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackFrame {
    /// The function's name, where it has one.
    pub function: Option<String>,
    /// The line in the text as it was given, from 1.
    pub line: u32,
    /// The column in that line, from 1, in Unicode scalar values.
    pub column: u32,
}

impl ScriptError {
    /// A script that does not parse, at no place in particular.
    pub(super) fn syntax(message: impl Into<String>) -> Self {
        Self::without_place(ScriptErrorKind::Syntax, "SyntaxError", message)
    }

    /// A mistake at a byte of `text`, with the lines around it.
    pub(super) fn syntax_at(text: &str, at: usize, message: String) -> Self {
        let at = position::position(text, at);
        let frame = frame::frame(text, 0..text.len(), at);
        Self { line: Some(at.line), column: Some(at.column), frame: Some(frame), ..Self::syntax(message) }
    }

    /// A failure of which nobody knows where.
    pub(crate) fn without_place(kind: ScriptErrorKind, name: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            message: message.into(),
            line: None,
            column: None,
            frame: None,
            stack: Vec::new(),
            data: None,
        }
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.as_str() {
            "" => f.write_str(&self.name)?,
            message => write!(f, "{}: {message}", self.name)?,
        }
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, " (line {line}, column {column})")?,
            (Some(line), None) => write!(f, " (line {line})")?,
            _ => {}
        }
        match &self.frame {
            Some(frame) => write!(f, "\n{}", frame.trim_end()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ScriptErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "syntax",
            Self::Thrown => "thrown",
            Self::Stuck => "stuck",
            Self::Result => "result",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_says_what_and_where_and_shows_the_code() {
        let mut error = ScriptError::syntax("unexpected token");
        assert_eq!(error.to_string(), "SyntaxError: unexpected token");
        (error.line, error.column, error.frame) = (Some(2), Some(7), Some("> 2 | let x = ;\n".to_owned()));
        assert_eq!(error.to_string(), "SyntaxError: unexpected token (line 2, column 7)\n> 2 | let x = ;");
    }
}
