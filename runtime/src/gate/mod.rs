//! The gate: what every call passes through, whoever makes it. One stack of layers for each tool, built from its policy; what a run
//! shares among its calls is here. Never knows what kind of provider is behind it.
//!
//! ```text
//! authorise → validate → deadline → (the embedder's) → cache → single flight → order → batch → retry → hedge
//!   → breaker → width and rate → timeout of one attempt → attempt
//! ```

mod adaptive;
mod attempt;
mod authorise;
mod batch;
mod breaker;
mod cache;
mod call;
mod deadline;
mod hedge;
mod layers;
mod order;
mod policy;
mod rate;
mod retry;
mod single_flight;
mod slots;
mod stack;
#[cfg(test)]
mod tests;
mod timeout;
mod turn;
mod validate;
mod width;

pub use breaker::BreakerState;
pub use call::{Next, ToolCall};
pub use policy::{
    Backoff, Batch, Breaker, Cache, Explanation, Hedge, KeyExplanation, LayerExplanation, Policies, Policy,
    PolicyError, Rate, Resource, Setting, Width,
};

pub(crate) use attempt::panicked;
pub(crate) use layers::Layers;
pub(crate) use policy::{KEYS, KeyPlaces, MAX_RETRY_BUDGET};
pub(crate) use stack::Stacks;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::catalog::{Catalog, Tool};
use crate::json::Json;
use crate::provider::{Call, CallError, CallErrorKind, CallFuture};
use crate::sandbox::Limits;
use crate::trace::{AttemptReason, CallTrace, LogSink};
use slots::Slots;
use turn::Turn;

/// One tool at the gate, now: over all runs of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ToolState {
    /// `PROVIDER.NAME`.
    pub tool: String,
    /// Attempts that its provider has.
    pub in_flight: usize,
    /// Calls that wait for a width or the rate.
    pub waiting: usize,
    /// How many may be in flight, where the tool has a width for all runs together; an adaptive one changes.
    pub width: Option<usize>,
    /// Whether calls go through, where the tool has a breaker.
    pub breaker: Option<BreakerState>,
}

/// One run's gate: every tool's stack, and what this run's calls share.
pub(crate) struct Gate {
    stacks: Arc<Stacks>,
    max_result_bytes: u64,
    log: LogSink,
    /// When the run ends at the latest.
    deadline: Option<Instant>,
    in_flight: Slots,
    scheduled: Mutex<HashMap<usize, Arc<width::Scheduled>>>,
    flights: Mutex<single_flight::Flights>,
    turns: Mutex<order::Turns>,
    batches: Mutex<batch::Batches>,
    turn: Turn,
}

/// A call of a tool that exists, with arguments that are JSON.
pub(crate) struct Admitted {
    tool: Arc<Tool>,
    arguments: Json,
    read_only: bool,
}

impl Admitted {
    /// Whether the tool changes nothing.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }
}

impl Gate {
    /// The gate of a run that begins now.
    pub(crate) fn new(stacks: Arc<Stacks>, limits: &Limits, log: LogSink) -> Self {
        Self {
            stacks,
            max_result_bytes: limits.tool_result,
            log,
            // What is beyond the clock's end is no limit.
            deadline: Instant::now().checked_add(limits.wall_time),
            in_flight: Slots::new(limits.calls_in_flight),
            scheduled: Mutex::default(),
            flights: Mutex::default(),
            turns: Mutex::default(),
            batches: Mutex::default(),
            turn: Turn::default(),
        }
    }

    /// The turn of the script that makes the calls.
    pub(crate) fn turn(&self) -> &Turn {
        &self.turn
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        self.stacks.catalog()
    }

    /// Looks the tool up; the arguments come from a guest and may be anything.
    pub(crate) fn admit(&self, name: &str, arguments: String) -> Result<Admitted, CallError> {
        let tool = Arc::clone(self.catalog().get(name)?);
        let arguments = Json::parse(arguments).map_err(|error| {
            CallError::new(CallErrorKind::InvalidArguments, format!("the arguments of {name} are not JSON: {error}"))
        })?;
        let read_only = self.stacks.is_read_only(&tool);
        Ok(Admitted { tool, arguments, read_only })
    }

    /// The call, from the first layer to the provider and back. `timeout` is the script's own.
    pub(crate) fn start(
        self: &Arc<Self>,
        admitted: Admitted,
        trace: CallTrace,
        timeout: Option<Duration>,
    ) -> CallFuture {
        let Admitted { tool, arguments, .. } = admitted;
        let call = Call {
            tool: Arc::clone(tool.local_name()),
            full_name: Arc::clone(tool.shared_name()),
            arguments,
            id: trace.id(),
            deadline: self.deadline,
            max_result_bytes: self.max_result_bytes,
            log: self.log.clone(),
        };
        let gate = Arc::clone(self);
        let reason = AttemptReason::First;
        let call = ToolCall { call, gate, trace, timeout, reason, all_noted: true, hurried: false };
        self.stacks.stack(tool.index()).go(call)
    }

    /// What is left behind in the gate, as a sentence; nothing where all is well and no call is under way.
    #[cfg(test)]
    fn left_behind(&self) -> Option<String> {
        let run = [self.in_flight.taken(), self.flights().len(), self.turns().len(), self.batches().len()];
        let scheduled: usize = self.scheduled().values().map(|scheduled| scheduled.taken()).sum();
        let shared = self.stacks.taken();
        let busy: Vec<_> =
            self.stacks.states().into_iter().filter(|state| state.in_flight + state.waiting > 0).collect();
        let idle = run == [0; 4] && scheduled == 0 && shared == 0 && busy.is_empty();
        (!idle).then(|| format!("run {run:?}, scheduled {scheduled}, shared {shared}, tools {busy:?}"))
    }

    fn stack(&self, tool: usize) -> &Next {
        self.stacks.stack(tool)
    }

    fn is_read_only(&self, tool: &Tool) -> bool {
        self.stacks.is_read_only(tool)
    }

    fn in_flight(&self) -> &Slots {
        &self.in_flight
    }

    fn scheduled(&self) -> MutexGuard<'_, HashMap<usize, Arc<width::Scheduled>>> {
        locked(&self.scheduled)
    }

    fn flights(&self) -> MutexGuard<'_, single_flight::Flights> {
        locked(&self.flights)
    }

    fn turns(&self) -> MutexGuard<'_, order::Turns> {
        locked(&self.turns)
    }

    fn batches(&self) -> MutexGuard<'_, batch::Batches> {
        locked(&self.batches)
    }
}

/// What a layer leaves behind is whole at every step: a panic elsewhere spoils nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
