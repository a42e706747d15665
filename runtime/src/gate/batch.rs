//! Calls that a script makes in the same turn of its event loop go out as one call of another tool (the DataLoader pattern), and the
//! result is spread back. A call that is alone goes its own way. Never holds a call up for longer than the turn.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::Shared;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::call::{Next, ToolCall, service};
use super::{Gate, policy, validate};
use crate::catalog::Tool;
use crate::json::Json;
use crate::provider::{Call, CallError, CallFuture, CallResult};
use crate::sandbox::outside;
use crate::trace::AnsweredBy;

#[derive(Clone)]
pub(super) struct Batch(Arc<Inner>);

struct Inner {
    policy: policy::Batch,
    tool: Arc<Tool>,
    /// The tool that takes many.
    many: Arc<Tool>,
    next: Next,
}

/// A tool, and what the arguments of its calls hold beside the element: calls go together only where they agree in it.
type Key = (usize, String);

/// A run's batches that are still being filled.
pub(crate) type Batches = HashMap<Key, Arc<Filling>>;

/// The calls of one batch.
pub(crate) struct Filling(Mutex<Stage>);

enum Stage {
    Open(Vec<Member>),
    /// All but one of its calls went away.
    Single,
    Sent(Sent),
}

/// A call in a batch that is being filled; `None` once it was cancelled.
type Member = Option<(Value, Option<Instant>)>;

/// What became of the elements, in the order of the calls.
type Outcome = Arc<Vec<CallResult>>;

/// The batch's call, driven by whichever of its calls is polled; dropped with the last of them.
#[derive(Clone)]
struct Sent {
    leader: u64,
    at: Instant,
    /// The place of each call's element.
    places: Arc<Vec<Option<usize>>>,
    call: Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
}

impl Batch {
    pub(super) fn new(policy: policy::Batch, tool: Arc<Tool>, many: Arc<Tool>, next: Next) -> Self {
        Self(Arc::new(Inner { policy, tool, many, next }))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            let Some((item, rest)) = this.split(call.arguments()) else { return this.next.go(call).await };
            let key = (this.tool.index(), Value::Object(rest.clone()).to_string());
            let mut seat = Seat::take(&call.gate, key, item, call.deadline(), this.policy.max as usize);
            // Once the guest's turn is over, the batch is as full as it gets.
            outside().await;
            call.gate.turn().finished().await;
            match seat.depart(|members| this.send(&call, rest, members)) {
                None => {
                    drop(seat);
                    // The turn is a wait of which the record says nothing.
                    this.next.go(ToolCall { all_noted: false, ..call }).await
                }
                Some(sent) => {
                    let shared_with = (sent.leader != call.id()).then_some(sent.leader);
                    call.trace.answered_by(AnsweredBy::Batch, shared_with, sent.at);
                    let result = this.result(&seat, sent).await;
                    if let Ok(json) = &result {
                        validate::result(&this.tool, json, call.call.max_result_bytes)?;
                    }
                    result
                }
            }
        })
    }
}

service!(Batch);

impl Inner {
    /// The element, and the other arguments; nothing where the arguments hold no element.
    fn split(&self, arguments: &Json) -> Option<(Value, Map<String, Value>)> {
        let Value::Object(mut rest) = arguments.to_value() else { return None };
        match name(&self.policy.item) {
            None => Some((Value::Object(rest), Map::new())),
            // In its order: what is left has to have the same text for all.
            Some(name) => Some((rest.shift_remove(&name)?, rest)),
        }
    }

    /// The batch's call, for those members that are still there.
    fn send(self: &Arc<Self>, call: &ToolCall, mut arguments: Map<String, Value>, members: Vec<Member>) -> Sent {
        let mut items = Vec::new();
        let mut places = Vec::with_capacity(members.len());
        let mut deadline = Some(Instant::now());
        for member in members {
            let Some((item, until)) = member else {
                places.push(None);
                continue;
            };
            places.push(Some(items.len()));
            items.push(item);
            // The last of them: each has its own above.
            deadline = deadline.zip(until).map(|(one, other)| one.max(other));
        }
        arguments.insert(name(&self.policy.arguments).unwrap_or_default(), Value::Array(items.clone()));
        let many = ToolCall {
            call: Call {
                tool: Arc::clone(self.many.local_name()),
                full_name: Arc::clone(self.many.shared_name()),
                arguments: Json::from(Value::Object(arguments)),
                deadline,
                ..call.call.clone()
            },
            trace: call.trace.clone().read_only(call.gate.is_read_only(&self.many)),
            timeout: None,
            all_noted: false,
            ..call.clone()
        };
        let leader = many.trace.clone();
        let this = Arc::clone(self);
        let called = async move {
            let gate = Arc::clone(&many.gate);
            Arc::new(match gate.stack(this.many.index()).go(many).await {
                Ok(result) => this.spread(&items, &result),
                Err(error) => vec![Err(error); items.len()],
            })
        };
        let called: Pin<Box<dyn Future<Output = Outcome> + Send>> = Box::pin(leader.scope(called));
        Sent { leader: call.id(), at: Instant::now(), places: Arc::new(places), call: called.shared() }
    }

    async fn result(&self, seat: &Seat, sent: Sent) -> CallResult {
        let place = sent.places.get(seat.index).copied().flatten();
        let outcome = sent.call.await;
        let result = place.and_then(|place| outcome.get(place));
        result.cloned().unwrap_or_else(|| Err(CallError::unavailable("the batch went without this call")))
    }

    /// Each element's part of the result.
    fn spread(&self, items: &[Value], result: &Json) -> Vec<CallResult> {
        let whole = result.to_value();
        let (one, many) = (self.tool.full_name(), self.many.full_name());
        let all_fail = |problem: String| {
            let message = format!("{many}, which answers calls of {one}, {problem}");
            vec![Err(CallError::invalid_result(message)); items.len()]
        };
        let at = &self.policy.results;
        let missing = |item: &Value| {
            let item = shortened(item);
            Err(CallError::failed(format!("{many}, which answers calls of {one}, has no result for {item}")))
        };
        match (whole.pointer(at), &self.policy.key) {
            (Some(Value::Array(results)), None) if results.len() == items.len() => {
                results.iter().map(|result| Ok(Json::from(result))).collect()
            }
            (Some(Value::Array(results)), None) => {
                all_fail(format!("returned {} results for {} calls", results.len(), items.len()))
            }
            (Some(Value::Array(results)), Some(key)) => {
                let by_key: HashMap<String, &Value> =
                    results.iter().filter_map(|result| Some((result.pointer(key)?.to_string(), result))).collect();
                let find = |item: &Value| {
                    by_key.get(&item.to_string()).map_or_else(|| missing(item), |found| Ok(Json::from(*found)))
                };
                items.iter().map(find).collect()
            }
            (Some(Value::Object(results)), None) => {
                let key = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                let find =
                    |item: &Value| results.get(&key(item)).map_or_else(|| missing(item), |found| Ok(Json::from(found)));
                items.iter().map(find).collect()
            }
            _ => all_fail(format!("returned no array at {at:?}")),
        }
    }
}

/// The one name of a pointer of one step.
fn name(pointer: &str) -> Option<String> {
    pointer.strip_prefix('/').map(|name| name.replace("~1", "/").replace("~0", "~"))
}

/// An element as a message names it.
fn shortened(item: &Value) -> String {
    const MAX: usize = 100;
    let mut text = item.to_string();
    if text.len() > MAX {
        text.truncate(text.floor_char_boundary(MAX));
        text.push('…');
    }
    text
}

/// A call's place in a batch, until it is dropped.
struct Seat {
    gate: Arc<Gate>,
    key: Key,
    batch: Arc<Filling>,
    index: usize,
}

impl Seat {
    fn take(gate: &Arc<Gate>, key: Key, item: Value, deadline: Option<Instant>, max: usize) -> Self {
        let mut batches = gate.batches();
        let batch =
            batches.entry(key.clone()).or_insert_with(|| Arc::new(Filling(Mutex::new(Stage::Open(Vec::new())))));
        let batch = Arc::clone(batch);
        let mut index = 0;
        if let Stage::Open(members) = &mut *batch.stage() {
            index = members.len();
            members.push(Some((item, deadline)));
            if members.len() >= max {
                batches.remove(&key);
            }
        }
        Self { gate: Arc::clone(gate), key, batch, index }
    }

    /// What the batch became; the first call that asks sends it. `None`: this call goes alone.
    fn depart(&mut self, send: impl FnOnce(Vec<Member>) -> Sent) -> Option<Sent> {
        self.close();
        let mut stage = self.batch.stage();
        if let Stage::Open(members) = &mut *stage {
            let members = std::mem::take(members);
            *stage = match members.iter().flatten().count() {
                0 | 1 => Stage::Single,
                _ => Stage::Sent(send(members)),
            };
        }
        match &*stage {
            Stage::Sent(sent) => Some(sent.clone()),
            Stage::Open(_) | Stage::Single => None,
        }
    }

    /// Nobody gets on any more.
    fn close(&self) {
        let mut batches = self.gate.batches();
        if batches.get(&self.key).is_some_and(|batch| Arc::ptr_eq(batch, &self.batch)) {
            batches.remove(&self.key);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let empty = match &mut *self.batch.stage() {
            Stage::Open(members) => {
                if let Some(member) = members.get_mut(self.index) {
                    *member = None;
                }
                members.iter().all(Option::is_none)
            }
            _ => false,
        };
        if empty {
            self.close();
        }
    }
}

impl Filling {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
