//! Calls with side effects on the same resource, one after the other, in the order in which a run made them. What the resource is,
//! the policy says. Never orders the calls of one run among those of another.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Gate;
use super::call::{Next, ToolCall, service};
use super::policy::{Resource, at_pointer};
use crate::provider::{CallError, CallFuture};
use crate::trace::WaitReason;

/// What a resource is within a run: who shares it (the section of the policy, or the tool), and its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum TurnKey {
    Tool(usize),
    Section(usize, Arc<str>),
}

/// A run's resources that are in use, each with the line before it.
pub(crate) type Turns = HashMap<TurnKey, Arc<Semaphore>>;

#[derive(Clone)]
pub(super) struct Order(Arc<Inner>);

struct Inner {
    tool: usize,
    resource: Resource,
    section: usize,
    next: Next,
}

impl Order {
    pub(super) fn new(tool: usize, (resource, section): (Resource, usize), next: Next) -> Self {
        Self(Arc::new(Inner { tool, resource, section, next }))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            let key = match &this.resource {
                Resource::Tool => TurnKey::Tool(this.tool),
                Resource::Pointer(pointer) => {
                    TurnKey::Section(this.section, at_pointer(call.arguments(), pointer).into())
                }
            };
            let mut turn = Turn::new(&call.gate, key);
            turn.wait(&call).await?;
            this.next.go(call).await
        })
    }
}

service!(Order);

/// A place in the line before a resource, and then the resource, until it is dropped.
struct Turn {
    gate: Arc<Gate>,
    key: TurnKey,
    line: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    fn new(gate: &Arc<Gate>, key: TurnKey) -> Self {
        let line = gate.turns().entry(key.clone()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone();
        Self { gate: Arc::clone(gate), key, line: Some(line), permit: None }
    }

    async fn wait(&mut self, call: &ToolCall) -> Result<(), CallError> {
        let Some(line) = &self.line else { return Ok(()) };
        if let Ok(permit) = Arc::clone(line).try_acquire_owned() {
            self.permit = Some(permit);
            return Ok(());
        }
        let _noted = call.trace.wait(WaitReason::Order);
        // The place is taken at the first poll, which is when the script makes the call, whatever tokio's budget says.
        let permit = tokio::task::unconstrained(Arc::clone(line).acquire_owned()).await;
        self.permit = Some(permit.map_err(|_| CallError::unavailable("the run has ended"))?);
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.permit = None;
        let mut turns = self.gate.turns();
        self.line = None;
        // Everybody who waits holds the line as well, and comes by it under this lock.
        if turns.get(&self.key).is_some_and(|line| Arc::strong_count(line) == 1) {
            turns.remove(&self.key);
        }
    }
}
