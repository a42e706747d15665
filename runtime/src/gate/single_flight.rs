//! Identical calls of a read-only tool that a run has in flight share one execution. If the call that leads it is cancelled or runs
//! out of time, the next one leads: nobody fails by another's end. Never shares anything between runs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::Gate;
use super::call::{Next, ToolCall, service};
use crate::provider::{CallFuture, CallResult};
use crate::trace::{AnsweredBy, WaitReason};

/// A tool and the text of its arguments.
type Key = (usize, Arc<String>);

/// A run's executions that may be shared.
pub(crate) type Flights = HashMap<Key, Arc<Flight>>;

/// One execution.
pub(crate) struct Flight {
    /// The number of the call that leads it.
    leader: u64,
    end: Mutex<End>,
    ended: Notify,
}

enum End {
    Open,
    /// The leader went without a result.
    Left,
    Result(CallResult),
}

#[derive(Clone)]
pub(super) struct SingleFlight(Arc<(usize, Next)>);

impl SingleFlight {
    pub(super) fn new(tool: usize, next: Next) -> Self {
        Self(Arc::new((tool, next)))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            let (tool, next) = &*this;
            let key = (*tool, call.arguments().shared());
            loop {
                let flight = match board(&call.gate, &key, call.id()) {
                    Role::Leader(lead) => return lead.end(next.go(call).await),
                    Role::Follower(flight) => flight,
                };
                let joined = Instant::now();
                let noted = call.trace.wait(WaitReason::SingleFlight);
                let result = flight.wait().await;
                drop(noted);
                if let Some(result) = result {
                    call.trace.answered_by(AnsweredBy::SingleFlight, Some(flight.leader), joined);
                    return result;
                }
            }
        })
    }
}

service!(SingleFlight);

enum Role {
    Leader(Lead),
    Follower(Arc<Flight>),
}

fn board(gate: &Arc<Gate>, key: &Key, call: u64) -> Role {
    match gate.flights().entry(key.clone()) {
        Entry::Occupied(flight) => Role::Follower(Arc::clone(flight.get())),
        Entry::Vacant(place) => {
            let flight = Arc::new(Flight { leader: call, end: Mutex::new(End::Open), ended: Notify::new() });
            place.insert(Arc::clone(&flight));
            Role::Leader(Lead { gate: Arc::clone(gate), key: key.clone(), flight })
        }
    }
}

impl Flight {
    /// The result, or `None` where the leader left without one.
    async fn wait(&self) -> Option<CallResult> {
        loop {
            let ended = self.ended.notified();
            match &*self.end.lock().unwrap_or_else(PoisonError::into_inner) {
                End::Open => {}
                End::Left => return None,
                End::Result(result) => return Some(result.clone()),
            }
            ended.await;
        }
    }
}

/// Leads an execution; whoever else waits for it goes on when this is dropped.
struct Lead {
    gate: Arc<Gate>,
    key: Key,
    flight: Arc<Flight>,
}

impl Lead {
    fn end(self, result: CallResult) -> CallResult {
        // Nobody can join any more once it is taken out, so that a lone call copies nothing.
        self.gate.flights().remove(&self.key);
        if Arc::strong_count(&self.flight) > 1 {
            *self.flight.end.lock().unwrap_or_else(PoisonError::into_inner) = End::Result(result.clone());
        }
        result
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let mut end = self.flight.end.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*end, End::Open) {
            *end = End::Left;
            drop(end);
            let mut flights = self.gate.flights();
            // Another may lead under this key by now.
            if flights.get(&self.key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
                flights.remove(&self.key);
            }
        }
        self.flight.ended.notify_waiters();
    }
}
