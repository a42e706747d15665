//! What a run ends with: an output, or an error that says which end it was.

use std::time::Duration;

use serde_json::Value;

use crate::json::Json;
use crate::script::{ScriptError, ScriptErrorKind};
use crate::trace::{LogLine, Metrics, Trace, Usage};

/// A run that returned.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunOutput {
    /// What may reach the model: the script's result, or its summary where `truncated` is true.
    pub result: Json,
    /// Whether `result` is a summary of something over the budget.
    pub truncated: bool,
    /// The script's whole result. The same as `result` unless `truncated`.
    pub full_result: Json,
    /// What the script and its tools logged.
    pub logs: Vec<LogLine>,
    /// What it used.
    pub usage: Usage,
    /// Its calls.
    pub trace: Trace,
}

impl RunOutput {
    /// The run's figures per tool: latency, throughput, errors by kind, how long calls waited.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.trace.metrics()
    }
}

/// A run that did not return: why, and everything that is known of it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{kind}")]
#[non_exhaustive]
pub struct RunError {
    /// Which end it was.
    #[source]
    pub kind: Box<RunErrorKind>,
    /// What the script and its tools logged until then.
    pub logs: Vec<LogLine>,
    /// What it used until then.
    pub usage: Box<Usage>,
    /// Its calls until then.
    pub trace: Box<Trace>,
    /// Of a plan that a limit or the embedder ended: the ids of the tasks that are `done`, `cancelled` and `waiting`, and the results
    /// of those that ended (`tasks`), up to 64 KiB. Where its own text did, the error's `data` has them.
    pub progress: Option<Box<Value>>,
}

impl RunError {
    /// As [`RunErrorKind::to_json`], with a plan's progress as `data`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = self.kind.to_json();
        if let Some(progress) = &self.progress
            && object.get("data").is_none_or(Value::is_null)
        {
            object["data"] = (**progress).clone();
        }
        object
    }
}

/// The ends of a run that has no result.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RunErrorKind {
    /// The script's own failure: a syntax error, something thrown, an await that can't settle.
    #[error("{0}")]
    Script(#[source] Box<ScriptError>),
    /// It took longer than [`Limits::wall_time`](crate::Limits::wall_time).
    #[error("the run took longer than {}: look for a loop without an end, make fewer or faster calls, or raise the limit `wall_time`", humantime::format_duration(*limit))]
    WallTime {
        /// The limit.
        limit: Duration,
    },
    /// The guest asked for more than [`Limits::memory`](crate::Limits::memory).
    #[error("the script needs more memory than {}: keep less at once, or raise the limit `memory`", bytesize::ByteSize(*limit))]
    Memory {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The guest's native stack was full.
    #[error("the script nests too deeply: recurse less, or use a loop")]
    Stack,
    /// It made more calls than [`Limits::calls`](crate::Limits::calls).
    #[error("the script made more than {limit} calls: make fewer, or raise the limit `calls`")]
    Calls {
        /// The limit.
        limit: u64,
    },
    /// It is a plan of more tasks than [`Limits::calls`](crate::Limits::calls): none of them was called.
    #[error(
        "the plan has {tasks} tasks, more than the {limit} calls that the limit `calls` allows: write fewer, or raise the limit"
    )]
    Tasks {
        /// The limit.
        limit: u64,
        /// What it has.
        tasks: u64,
    },
    /// Its result has more bytes than [`Limits::result`](crate::Limits::result).
    #[error(
        "the script's result has {actual} bytes, more than the {limit} that the limit `result` allows: return less"
    )]
    ResultSize {
        /// The limit, in bytes.
        limit: u64,
        /// What it had.
        actual: u64,
    },
    /// Its source has more bytes than [`Limits::source`](crate::Limits::source).
    #[error(
        "the script has {actual} bytes, more than the limit of {limit}: write a shorter one, pass data as `input`, or raise the limit `source`"
    )]
    SourceSize {
        /// The limit, in bytes.
        limit: u64,
        /// What it has.
        actual: u64,
    },
    /// It is a component of more bytes than [`Limits::component`](crate::Limits::component).
    #[error("the script is a component of {actual} bytes, more than the limit of {limit}: raise the limit `component`")]
    ComponentSize {
        /// The limit, in bytes.
        limit: u64,
        /// What it has.
        actual: u64,
    },
    /// It was given as a component, and is none that can be run.
    #[error("{script} is not a script: {reason}")]
    NotAScript {
        /// The script's name.
        script: String,
        /// What it is instead, and what to do.
        reason: String,
    },
    /// The embedder cancelled it.
    #[error("the run was cancelled")]
    Cancelled,
    /// Too many runs are waiting for a sandbox.
    #[error("no sandbox was free within {}: run fewer scripts at once, or raise `max_concurrent_runs`", humantime::format_duration(*waited))]
    Overloaded {
        /// How long the run waited.
        waited: Duration,
    },
    /// The guest trapped: a bug of an engine, or of a script that is a component.
    #[error("the sandbox trapped: {message}")]
    Trap {
        /// What WebAssembly said.
        message: String,
    },
    /// The host's own failure.
    #[error("the host failed: {message}")]
    Host {
        /// What went wrong.
        message: String,
    },
}

impl RunErrorKind {
    /// A short name for programs: `syntax`, `thrown`, `stuck`, `result`, `wall-time`, `memory`, `stack`, `calls`,
    /// `result-size`, `source-size`, `component-size`, `usage`, `cancelled`, `overloaded`, `trap`, `host`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Script(error) => match error.kind {
                ScriptErrorKind::Syntax => "syntax",
                ScriptErrorKind::Thrown => "thrown",
                ScriptErrorKind::Stuck => "stuck",
                ScriptErrorKind::Result => "result",
            },
            Self::WallTime { .. } => "wall-time",
            Self::Memory { .. } => "memory",
            Self::Stack => "stack",
            Self::Calls { .. } | Self::Tasks { .. } => "calls",
            Self::ResultSize { .. } => "result-size",
            Self::SourceSize { .. } => "source-size",
            Self::ComponentSize { .. } => "component-size",
            Self::NotAScript { .. } => "usage",
            Self::Cancelled => "cancelled",
            Self::Overloaded { .. } => "overloaded",
            Self::Trap { .. } => "trap",
            Self::Host { .. } => "host",
        }
    }

    /// Whether a limit ended the run, rather than the script's own failure.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::WallTime { .. }
                | Self::Memory { .. }
                | Self::Stack
                | Self::Calls { .. }
                | Self::Tasks { .. }
                | Self::ResultSize { .. }
                | Self::SourceSize { .. }
                | Self::ComponentSize { .. }
                | Self::Overloaded { .. }
        )
    }

    /// The error as the command line and adapters show it: `kind`, `message`, `line`, `column`, `frame`, and `name`,
    /// `stack`, `data` where there are any.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = match self {
            Self::Script(error) => serde_json::to_value(error).unwrap_or_else(|_| serde_json::json!({})),
            _ => serde_json::json!({ "line": null, "column": null, "frame": null }),
        };
        object["kind"] = Value::from(self.name());
        if !matches!(self, Self::Script(_)) {
            object["message"] = Value::from(self.to_string());
        }
        object
    }
}
