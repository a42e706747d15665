//! What goes through the stack, and what a layer stands on. Never decides anything.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;
use tower::util::Oneshot;
use tower::{Service, ServiceExt};

use super::Gate;
use crate::json::Json;
use crate::provider::{Call, CallError, CallFuture, CallResult};
use crate::trace::{AttemptReason, CallTrace};

/// A call on its way through the layers. A clone is a further attempt of the same call.
#[derive(Clone)]
pub struct ToolCall {
    pub(crate) call: Call,
    /// The run that makes it.
    pub(crate) gate: Arc<Gate>,
    /// Its way to its record.
    pub(crate) trace: CallTrace,
    /// The most that the script gave it.
    pub(crate) timeout: Option<Duration>,
    /// Why the next attempt is made.
    pub(crate) reason: AttemptReason,
    /// Whether it has waited for nothing that its record does not have.
    pub(crate) all_noted: bool,
    /// The script gave it so little time that running out of it says nothing of the tool.
    pub(crate) hurried: bool,
}

impl ToolCall {
    /// The tool's full name, `PROVIDER.NAME`.
    #[must_use]
    #[expect(clippy::misnamed_getters, reason = "whoever is not the provider knows a tool by its full name")]
    pub fn tool(&self) -> &str {
        &self.call.full_name
    }

    /// The arguments: a JSON object that satisfies the input schema.
    #[must_use]
    pub fn arguments(&self) -> &Json {
        &self.call.arguments
    }

    /// The call's number within its run, from 1.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.call.id
    }

    /// It is made beside another attempt: it waits for nothing.
    pub(super) fn is_hedge(&self) -> bool {
        self.reason == AttemptReason::Hedge
    }

    /// When it has to be done, where that says something of the tool.
    pub(super) fn fair_deadline(&self) -> Option<Instant> {
        self.call.deadline.filter(|_| !self.hurried)
    }

    /// When it has to be done.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.call.deadline
    }
}

impl std::fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToolCall").field("tool", &self.tool()).field("id", &self.id()).finish_non_exhaustive()
    }
}

/// The layers below one, and the provider. Always ready: waiting happens in `call`, since readiness can't know the call. Clones share
/// what they lead to.
#[derive(Clone)]
pub struct Next(Arc<dyn Stage>);

/// A service that is shared by all calls.
trait Stage: Send + Sync {
    fn call(&self, call: ToolCall) -> CallFuture;
}

/// A layer of this crate: its future is boxed already, and it is always ready.
struct Own<S>(S);

impl<S> Stage for Own<S>
where
    S: Service<ToolCall, Future = CallFuture> + Clone + Send + Sync,
{
    fn call(&self, call: ToolCall) -> CallFuture {
        self.0.clone().call(call)
    }
}

/// Any service: its readiness is waited for.
struct Foreign<S>(S);

impl<S> Stage for Foreign<S>
where
    S: Service<ToolCall, Response = Json, Error = CallError> + Clone + Send + Sync,
    Oneshot<S, ToolCall>: Future<Output = CallResult> + Send + 'static,
{
    fn call(&self, call: ToolCall) -> CallFuture {
        // What such a layer waits for, it tells nobody.
        Box::pin(self.0.clone().oneshot(ToolCall { all_noted: false, ..call }))
    }
}

impl Next {
    pub(super) fn own<S>(service: S) -> Self
    where
        S: Service<ToolCall, Future = CallFuture> + Clone + Send + Sync + 'static,
    {
        Self(Arc::new(Own(service)))
    }

    pub(super) fn foreign<S>(service: S) -> Self
    where
        S: Service<ToolCall, Response = Json, Error = CallError> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        Self(Arc::new(Foreign(service)))
    }

    /// The call, without a look at a readiness that there is not.
    pub(crate) fn go(&self, call: ToolCall) -> CallFuture {
        self.0.call(call)
    }
}

impl Service<ToolCall> for Next {
    type Response = Json;
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = CallResult> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: ToolCall) -> Self::Future {
        self.go(call)
    }
}

impl std::fmt::Debug for Next {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Next")
    }
}

/// The boilerplate of a layer of ours: a service over `fn run(&self, ToolCall) -> CallFuture`.
macro_rules! service {
    ($name:ident) => {
        impl tower::Service<$crate::gate::call::ToolCall> for $name {
            type Response = $crate::json::Json;
            type Error = $crate::provider::CallError;
            type Future = $crate::provider::CallFuture;

            fn poll_ready(
                &mut self,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Result<(), $crate::provider::CallError>> {
                std::task::Poll::Ready(Ok(()))
            }

            fn call(&mut self, call: $crate::gate::call::ToolCall) -> $crate::provider::CallFuture {
                self.run(call)
            }
        }
    };
}
pub(super) use service;

/// An error that is there at once.
pub(super) fn refuse(error: CallError) -> CallFuture {
    Box::pin(std::future::ready(Err(error)))
}

/// What the gate itself refuses in the tool's stead: nothing was tried, and trying again at once would not help.
pub(super) fn refused(by: &str, message: String, retry_after: Option<Duration>) -> CallError {
    let mut data = serde_json::json!({ "refused_by": by });
    if let Some(after) = retry_after {
        // Rounded up: who comes back then must not be too early.
        data["retry_after_ms"] = u64::try_from(after.as_micros().div_ceil(1000)).unwrap_or(u64::MAX).into();
    }
    CallError::unavailable(message).with_data(data)
}

/// Whether the gate refused it, rather than the tool.
pub(super) fn is_refused(error: &CallError) -> bool {
    error.data.as_ref().is_some_and(|data| data.get("refused_by").is_some())
}
