//! How a call fails, as a script sees it. What ends a run is another type: [`RunError`](crate::RunError).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Why a call has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CallErrorKind {
    /// No tool has that name.
    UnknownTool,
    /// The arguments break the input schema.
    InvalidArguments,
    /// The policy or a grant forbids it.
    Denied,
    /// A deadline passed.
    TimedOut,
    /// The tool can't be reached, or is too busy.
    Unavailable,
    /// The caller cancelled it.
    Cancelled,
    /// A limit of the run forbids it.
    LimitExceeded,
    /// The tool answered with what is not JSON, or what breaks its own output schema.
    InvalidResult,
    /// The tool ran and failed.
    Failed,
}

impl CallErrorKind {
    /// The name that a script sees in `error.kind`: the WIT case.
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

/// A call's failure: something that a script can catch, branch on and go on from.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
pub struct CallError {
    /// Which kind of failure.
    pub kind: CallErrorKind,
    /// What was wrong, where, and what to do.
    pub message: String,
    /// Details for a program; their shape depends on the kind.
    pub data: Option<Value>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
}

impl CallError {
    /// An error of that kind, without data, not retryable.
    pub fn new(kind: CallErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), data: None, retryable: false }
    }

    /// The tool ran and failed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::Failed, message)
    }

    /// The policy or a grant forbids it.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::Denied, message)
    }

    /// The tool can't be reached now; retryable.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::Unavailable, message).retryable(true)
    }

    /// The tool's answer can't be used.
    pub fn invalid_result(message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::InvalidResult, message)
    }

    /// A limit named `limit` allows `allowed` and this would have been `actual`.
    pub fn limit(limit: &str, allowed: u64, actual: u64, message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::LimitExceeded, message)
            .with_data(json!({ "limit": limit, "allowed": allowed, "actual": actual }))
    }

    /// The same with details for a program.
    #[must_use]
    pub fn with_data(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    /// The same, retryable or not.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.message)
    }
}
