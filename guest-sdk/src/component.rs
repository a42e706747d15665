//! The plugin as its host sees it: the exports of world `plugin`, over a [`Provider`]. Translates, and decides nothing.

use std::marker::PhantomData;
use std::panic::PanicHookInfo;

use serde_json::Value;

use crate::bindings::exports::toolgate::tools::provider::{CallError, Guest, ToolDefinition};
use crate::bindings::toolgate::tools::types::{Problem, ToolAnnotations};
use crate::{FailureKind, Provider, ToolFailure, log};

/// A provider as a component.
pub struct Exported<P>(PhantomData<P>);

impl<P: Provider> Guest for Exported<P> {
    fn list_tools() -> Vec<ToolDefinition> {
        P::definitions().into_iter().map(definition).collect()
    }

    fn settings_schema() -> Option<String> {
        P::settings_schema().as_ref().map(text)
    }

    async fn call_tool(name: String, arguments: String) -> Result<String, CallError> {
        report_panics();
        let call = P::call(&name, &arguments);
        #[cfg(feature = "http")]
        let call = crate::reactor::drive(call);
        call.await.map_err(failure)
    }
}

/// A panic ends the instance as a trap, which says nothing of its reason; the log does.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let reason = panic.payload_as_str().unwrap_or("it panicked");
    let message = match panic.location() {
        Some(place) => format!("{reason} ({place})"),
        None => reason.to_owned(),
    };
    log::log(log::Level::Critical, "panic", &message);
}

fn definition(definition: crate::ToolDefinition) -> ToolDefinition {
    ToolDefinition {
        name: definition.name,
        title: definition.title,
        description: definition.description,
        input_schema: text(&definition.input_schema),
        output_schema: definition.output_schema.as_ref().map(text),
        annotations: ToolAnnotations {
            read_only_hint: definition.annotations.read_only,
            destructive_hint: definition.annotations.destructive,
            idempotent_hint: definition.annotations.idempotent,
            open_world_hint: definition.annotations.open_world,
        },
        timeout_ms: definition.timeout_ms,
    }
}

fn failure(failure: ToolFailure) -> CallError {
    let ToolFailure { kind, message, data, retryable } = failure;
    let problem = Problem { message, data: data.as_ref().map(text), retryable };
    match kind {
        FailureKind::UnknownTool => CallError::UnknownTool(problem),
        FailureKind::InvalidArguments => CallError::InvalidArguments(problem),
        FailureKind::Denied => CallError::Denied(problem),
        FailureKind::TimedOut => CallError::TimedOut(problem),
        FailureKind::Unavailable => CallError::Unavailable(problem),
        FailureKind::LimitExceeded => CallError::LimitExceeded(problem),
        FailureKind::InvalidResult => CallError::InvalidResult(problem),
        FailureKind::Failed => CallError::Failed(problem),
    }
}

/// Not `Display`, which has a pretty form as well and brings its code along.
fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
