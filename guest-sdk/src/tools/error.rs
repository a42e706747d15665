//! How a call of a tool fails, as a script sees it. The cases are the contract's.

use std::error::Error;
use std::fmt::{self, Display};

use serde_json::Value;

/// A call that has no result.
///
/// `?` ends the script with it, and whoever runs the script sees all of it; a `match` on [`kind`](Self::kind) goes on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ToolError {
    /// `PROVIDER.NAME`.
    pub tool: Box<str>,
    /// Which case it is.
    pub kind: ToolErrorKind,
    /// What was wrong, where, and what to do.
    pub message: String,
    /// Details that a program can read; their shape depends on the kind and the tool.
    pub data: Option<Value>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
}

/// The cases of a [`ToolError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToolErrorKind {
    /// No tool has that name. Data: `{"nearest": [names]}`.
    UnknownTool,
    /// The arguments break the tool's input schema. Data: `{"violations": [{"pointer", "message"}]}`.
    InvalidArguments,
    /// The policy or a grant forbids it.
    Denied,
    /// A deadline passed.
    TimedOut,
    /// The tool can't be reached, or is too busy. Data, where known: `{"retry_after_ms"}`.
    Unavailable,
    /// It was cancelled.
    Cancelled,
    /// A limit of the run forbids it. Data: `{"limit", "allowed", "actual"}`.
    LimitExceeded,
    /// The result breaks the tool's own schema, or is not of the type that the script asked for.
    InvalidResult,
    /// The tool ran and failed; data and `retryable` are what the tool said.
    Failed,
}

impl ToolErrorKind {
    /// The contract's name: `unknown-tool`, `invalid-arguments`, `denied`, `timed-out`, `unavailable`, `cancelled`,
    /// `limit-exceeded`, `invalid-result`, `failed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownTool => "unknown-tool",
            Self::InvalidArguments => "invalid-arguments",
            Self::Denied => "denied",
            Self::TimedOut => "timed-out",
            Self::Unavailable => "unavailable",
            Self::Cancelled => "cancelled",
            Self::LimitExceeded => "limit-exceeded",
            Self::InvalidResult => "invalid-result",
            Self::Failed => "failed",
        }
    }
}

impl ToolError {
    /// One without data, not retryable.
    pub(crate) fn new(tool: impl Into<Box<str>>, kind: ToolErrorKind, message: String) -> Self {
        Self { tool: tool.into(), kind, message, data: None, retryable: false }
    }
}

impl Display for ToolErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.tool, self.kind, self.message)
    }
}

impl Error for ToolError {}
