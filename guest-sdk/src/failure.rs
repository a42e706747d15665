//! How a tool fails: the cases of the contract's `call-error` that a tool may give, with what each of them carries.

use std::fmt::Display;

use serde_json::Value;

/// Why a call has no result. A script that made the call can read all of it.
///
/// Every error that implements `Display` turns into one (with [`FailureKind::Failed`]), so `?` works in a tool that returns
/// `Result<T, ToolFailure>`. For the same reason it does not implement `Display` itself.
///
/// ```
/// use serde_json::json;
/// use toolgate_guest::{FailureKind, ToolFailure};
/// # use toolgate_guest::serde_json;
///
/// let failure = ToolFailure::unavailable("the warehouse does not answer").with_data(json!({"retry_after_ms": 500}));
/// assert_eq!(failure.kind, FailureKind::Unavailable);
/// assert!(failure.retryable);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ToolFailure {
    /// Which case of the contract it is.
    pub kind: FailureKind,
    /// What was wrong, where, and what to do.
    pub message: String,
    /// Details that a program can read.
    pub data: Option<Value>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
}

/// The cases. A script sees them in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// The plugin has no tool of that name.
    UnknownTool,
    /// The arguments make no sense, alone or together.
    InvalidArguments,
    /// A grant is missing.
    Denied,
    /// A deadline of the tool's own passed.
    TimedOut,
    /// What the tool needs can't be reached, or is too busy.
    Unavailable,
    /// A limit of the tool's own forbids it.
    LimitExceeded,
    /// The result can't be written as JSON.
    InvalidResult,
    /// Anything else.
    Failed,
}

impl ToolFailure {
    /// The tool ran and failed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Failed, message)
    }

    /// The arguments fit the schema, but make no sense.
    pub fn invalid_arguments(message: impl Into<String>) -> Self {
        Self::new(FailureKind::InvalidArguments, message)
    }

    /// A grant is missing; the message says which one.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Denied, message)
    }

    /// A deadline of the tool's own passed. Retryable.
    pub fn timed_out(message: impl Into<String>) -> Self {
        Self { retryable: true, ..Self::new(FailureKind::TimedOut, message) }
    }

    /// What the tool needs can't be reached, or is too busy. Retryable; `data` may hold `retry_after_ms`.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self { retryable: true, ..Self::new(FailureKind::Unavailable, message) }
    }

    /// A limit of the tool's own forbids it.
    pub fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new(FailureKind::LimitExceeded, message)
    }

    /// Any case, not retryable and without data.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), data: None, retryable: false }
    }

    /// Adds details that a program can read.
    #[must_use]
    pub fn with_data(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    /// Says whether the same call may succeed later.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }
}

/// `{:#}`, so that errors which carry a chain of causes write the whole of it.
impl<E: Display> From<E> for ToolFailure {
    fn from(error: E) -> Self {
        Self::failed(format!("{error:#}"))
    }
}
