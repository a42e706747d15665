//! The gate: what every call passes through, whoever makes it. Never knows what kind of provider is behind it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::catalog::{Catalog, Schema, Tool};
use crate::json::Json;
use crate::provider::{Call, CallError, CallErrorKind, CallResult};
use crate::sandbox::Limits;
use crate::trace::{AttemptReason, CallTrace, LogSink};

/// One run's gate: the catalog's tools, and what of them this run may use.
pub(crate) struct Gate {
    catalog: Arc<Catalog>,
    max_result_bytes: u64,
    in_flight: Arc<Semaphore>,
    log: LogSink,
}

/// A call that has passed the checks before it and can be started.
pub(crate) struct Admitted {
    tool: Arc<Tool>,
    arguments: Json,
}

impl Admitted {
    /// The tool's full name.
    pub(crate) fn name(&self) -> &Arc<str> {
        self.tool.shared_name()
    }

    /// Whether the tool says that it changes nothing.
    pub(crate) fn is_read_only(&self) -> bool {
        self.tool.definition().annotations.read_only_hint == Some(true)
    }
}

impl Gate {
    pub(crate) fn new(catalog: Arc<Catalog>, limits: &Limits, log: LogSink) -> Self {
        let in_flight = limits.calls_in_flight.clamp(1, Semaphore::MAX_PERMITS);
        Self { catalog, max_result_bytes: limits.tool_result, in_flight: Arc::new(Semaphore::new(in_flight)), log }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Looks the tool up and checks the arguments, which come from a guest and may be anything.
    pub(crate) fn admit(&self, name: &str, arguments: String) -> Result<Admitted, CallError> {
        let tool = Arc::clone(self.catalog.get(name)?);
        let arguments = Json::parse(arguments).map_err(|error| {
            CallError::new(CallErrorKind::InvalidArguments, format!("the arguments of {name} are not JSON: {error}"))
        })?;
        check(tool.input(), &arguments, |text, data| {
            CallError::new(
                CallErrorKind::InvalidArguments,
                format!("the arguments of {name} break its input schema: {text}"),
            )
            .with_data(data)
        })?;
        Ok(Admitted { tool, arguments })
    }

    /// The call's future: it waits for its turn, calls the provider, and checks what comes back. It borrows nothing, so that
    /// it can become a task.
    pub(crate) fn start(
        self: &Arc<Self>,
        admitted: Admitted,
        trace: CallTrace,
        timeout: Option<Duration>,
    ) -> impl Future<Output = CallResult> + Send + 'static {
        let gate = Arc::clone(self);
        async move {
            let name = Arc::clone(admitted.name());
            let attempt = gate.attempt(admitted, &trace);
            match timeout {
                None => attempt.await,
                Some(limit) => {
                    tokio::time::timeout(limit, attempt).await.unwrap_or_else(|_| Err(timed_out(&name, limit)))
                }
            }
        }
    }

    async fn attempt(&self, admitted: Admitted, trace: &CallTrace) -> CallResult {
        // Tried first: waiting in line is subject to tokio's budget, and would make a task of a call that need not wait.
        let (_turn, at_once) = match self.in_flight.try_acquire() {
            Ok(turn) => (turn, true),
            Err(_) => match self.in_flight.acquire().await {
                Ok(turn) => (turn, false),
                Err(_) => return Err(CallError::unavailable("the run has ended")),
            },
        };
        let Admitted { tool, arguments } = admitted;
        let call = Call {
            tool: Arc::clone(tool.local_name()),
            full_name: Arc::clone(tool.shared_name()),
            arguments,
            id: trace.id(),
            max_result_bytes: self.max_result_bytes,
            log: self.log.clone(),
        };
        let reason = AttemptReason::First;
        let attempt = if at_once { trace.attempt_at_once(reason) } else { trace.attempt(reason) };
        let result = tool.provider().call(call).await;
        let result = result.and_then(|result| self.check_result(&tool, &result).map(|()| result));
        attempt.end(&result);
        result
    }

    fn check_result(&self, tool: &Tool, result: &Json) -> Result<(), CallError> {
        let name = tool.full_name();
        let actual = result.as_str().len() as u64;
        if actual > self.max_result_bytes {
            return Err(result_too_large(name, self.max_result_bytes, actual));
        }
        let Some(schema) = tool.output() else { return Ok(()) };
        check(schema, result, |text, data| {
            CallError::invalid_result(format!("the result of {name} breaks its own output schema: {text}"))
                .with_data(data)
        })
    }
}

/// A result that is over the limit `tool_result`.
pub(crate) fn result_too_large(name: &str, allowed: u64, actual: u64) -> CallError {
    let message = format!(
        "the result of {name} has {actual} bytes, more than the {allowed} that the limit `tool_result` allows: ask for less"
    );
    CallError::limit("tool_result", allowed, actual, message)
}

fn timed_out(name: &str, limit: Duration) -> CallError {
    let message = format!("{name} took longer than the {} that the script gave it", humantime::format_duration(limit));
    CallError::new(CallErrorKind::TimedOut, message).retryable(true)
}

fn check(schema: &Schema, json: &Json, error: impl FnOnce(String, Value) -> CallError) -> Result<(), CallError> {
    schema.check(json).map_err(|violations| {
        let all: Vec<Value> = violations.iter().map(crate::catalog::Violation::to_json).collect();
        error(crate::catalog::describe(&violations), json!({ "violations": all }))
    })
}
