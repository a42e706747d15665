//! What is wrong with a text, while that text is still only a part of the script: the seed of a
//! [`ScriptError`](super::ScriptError). Never knows lines, columns or fences.

use oxc::diagnostics::OxcDiagnostic;

/// A mistake at a byte of the text that was looked at.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) message: String,
    pub(super) at: usize,
}

/// What another reading of the same text can change about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// It is not of the language that it was taken for; it may be of another.
    Syntax,
    /// It parses, and asks for what no script has.
    Refused,
    /// It was not looked at, or the parser failed.
    Unreadable,
}

impl Fault {
    pub(super) fn refused(message: impl Into<String>, at: u32) -> Self {
        Self { kind: FaultKind::Refused, message: message.into(), at: at as usize }
    }

    pub(super) fn unreadable(message: impl Into<String>, at: usize) -> Self {
        Self { kind: FaultKind::Unreadable, message: message.into(), at }
    }

    /// The first of the parser's complaints; `None` where there are none.
    pub(super) fn first(diagnostics: &[OxcDiagnostic]) -> Option<Self> {
        let diagnostic = diagnostics.first()?;
        let mut message = diagnostic.message.trim_end_matches('.').to_owned();
        for more in [&diagnostic.help, &diagnostic.note].into_iter().flatten() {
            message.push_str(": ");
            message.push_str(more.trim_end_matches('.'));
        }
        let at = diagnostic.labels.first().map_or(0, |label| label.offset());
        Some(Self { kind: FaultKind::Syntax, message, at: at as usize })
    }
}
