//! Tasks, what each waits for, and what became of each. Never calls a tool, and never waits.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::reference::Reference;
use super::template::{Failure as Unwritten, Output, Template};
use super::{MAX_ARGUMENT_BYTES, path};
use crate::catalog::Tool;
use crate::json::Json;
use crate::provider::{CallError, CallErrorKind};

/// The tasks of a run, in the order in which they came.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    by_id: HashMap<Arc<str>, usize>,
    /// Who waits for tasks that have not come yet.
    awaited: BTreeMap<Arc<str>, Vec<usize>>,
    ready: VecDeque<usize>,
}

struct Node {
    id: Arc<str>,
    /// The tool's full name, or what the planner called it where there is none.
    name: Arc<str>,
    /// Until it starts.
    call: Option<Pending>,
    /// Tasks that it waits for.
    waits: usize,
    dependents: Vec<usize>,
    state: State,
}

/// A call that has not been made.
pub(super) struct Pending {
    pub(super) tool: Arc<Tool>,
    pub(super) arguments: Template,
}

enum State {
    Waiting,
    /// The call is about to be made; and whether it has been.
    Started(Arc<AtomicBool>),
    Done(Json),
    Failed(Box<Failure>),
}

/// A task's error.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) data: Option<Box<Value>>,
    pub(super) retryable: bool,
    /// The task that failed first, where it is another one.
    cause: Option<usize>,
}

/// The kind of a task that was not called, since one that it needs has failed.
pub(super) const DEPENDENCY_FAILED: &str = "dependency-failed";

/// Bytes of an error that are told again where another task fails for it.
pub(super) const MAX_REASON: usize = 300;

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let CallError { kind, message, data, retryable } = error;
        Self { kind: kind.as_str(), message, data: data.map(Box::new), retryable, cause: None }
    }
}

impl Graph {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// A task's number, from 0.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn name(&self, task: usize) -> &Arc<str> {
        &self.nodes[task].name
    }

    /// Takes a task that is called once those that it needs are done.
    pub(super) fn add(&mut self, id: Arc<str>, call: Pending, after: &[Arc<str>]) -> usize {
        let mut needs: HashSet<Arc<str>> = after.iter().cloned().collect();
        call.arguments.references(&mut |reference| {
            needs.insert(Arc::clone(&reference.id));
        });
        let name = Arc::clone(call.tool.shared_name());
        let task = self.push(id, name, Some(call), State::Waiting);
        let mut failed = None;
        for id in needs {
            match self.by_id.get(&id) {
                Some(needed) => match self.nodes[*needed].state {
                    State::Done(_) => continue,
                    State::Failed(_) => failed = failed.max(Some(*needed)),
                    State::Waiting | State::Started(_) => self.nodes[*needed].dependents.push(task),
                },
                None => self.awaited.entry(id).or_default().push(task),
            }
            self.nodes[task].waits += 1;
        }
        match failed {
            Some(needed) => self.fail(task, self.for_lack_of(needed)),
            None if self.nodes[task].waits == 0 => self.ready.push_back(task),
            None => {}
        }
        task
    }

    /// Takes a task that can't be called.
    pub(super) fn add_failed(&mut self, id: Arc<str>, name: &str, error: CallError) {
        let task = self.push(id, name.into(), None, State::Waiting);
        self.fail(task, error.into());
    }

    fn push(&mut self, id: Arc<str>, name: Arc<str>, call: Option<Pending>, state: State) -> usize {
        let task = self.nodes.len();
        let dependents = self.awaited.remove(&id).unwrap_or_default();
        self.by_id.insert(Arc::clone(&id), task);
        self.nodes.push(Node { id, name, call, waits: 0, dependents, state });
        task
    }

    /// A task that can start, the first that could.
    pub(super) fn next(&mut self) -> Option<usize> {
        std::iter::from_fn(|| self.ready.pop_front()).find(|task| matches!(self.nodes[*task].state, State::Waiting))
    }

    /// Starts a task: its arguments, with all results in their places.
    ///
    /// # Errors
    /// There is nothing where a reference looks for it, or they are too large.
    pub(super) fn start(&mut self, task: usize) -> Result<String, Failure> {
        self.nodes[task].state = State::Started(Arc::default());
        let Some(Pending { tool, arguments }) = self.nodes[task].call.take() else { return Ok("{}".to_owned()) };
        let text = self.write(&arguments, false)?;
        let mut has_values = false;
        arguments.whole_references(&mut |reference| {
            has_values |= reference.as_text && self.result(reference).is_ok_and(|json| !json.starts_with('"'));
        });
        if !has_values || fits(&tool, &text) {
            return Ok(text);
        }
        // The tool may want the text of what is no text.
        let other = self.write(&arguments, true)?;
        Ok(if fits(&tool, &other) { other } else { text })
    }

    /// Where it is noted whether the call of a task that was started has been made.
    pub(super) fn made(&self, task: usize) -> Arc<AtomicBool> {
        match &self.nodes[task].state {
            State::Started(made) => Arc::clone(made),
            _ => Arc::default(),
        }
    }

    fn write(&self, arguments: &Template, all_text: bool) -> Result<String, Failure> {
        let mut out = Output::new(MAX_ARGUMENT_BYTES);
        match arguments.write(&mut out, &|reference| self.result(reference), all_text) {
            Ok(()) => Ok(out.into_text()),
            Err(Unwritten::Result(failure)) => Err(failure),
            Err(Unwritten::TooLarge) => {
                let message =
                    format!("the arguments have more than {MAX_ARGUMENT_BYTES} bytes: pass a part of the results");
                Err(CallError::new(CallErrorKind::LimitExceeded, message).into())
            }
        }
    }

    fn result(&self, reference: &Reference) -> Result<&str, Failure> {
        let node = self.by_id.get(&reference.id).map(|task| &self.nodes[*task]);
        let Some(Node { state: State::Done(json), .. }) = node else {
            return Err(CallError::failed(format!("task {} has no result", reference.id)).into());
        };
        path::find(json.as_str(), &reference.path).ok_or_else(|| {
            let at = path::to_pointer(&reference.path);
            let message = format!("the result of task {} has nothing at {at}: look at its shape", reference.id);
            CallError::new(CallErrorKind::InvalidArguments, message).into()
        })
    }

    pub(super) fn done(&mut self, task: usize, result: Json) {
        self.nodes[task].state = State::Done(result);
        for dependent in std::mem::take(&mut self.nodes[task].dependents) {
            let node = &mut self.nodes[dependent];
            node.waits -= 1;
            if node.waits == 0 {
                self.ready.push_back(dependent);
            }
        }
    }

    /// A task fails, and with it all that need it.
    pub(super) fn fail(&mut self, task: usize, failure: Failure) {
        let mut failed = vec![(task, failure)];
        while let Some((task, failure)) = failed.pop() {
            let node = &mut self.nodes[task];
            if matches!(node.state, State::Failed(_)) {
                continue;
            }
            node.state = State::Failed(Box::new(failure));
            node.call = None;
            for dependent in std::mem::take(&mut node.dependents) {
                failed.push((dependent, self.for_lack_of(task)));
            }
        }
    }

    /// The error of a task that needs one that failed.
    fn for_lack_of(&self, needed: usize) -> Failure {
        let node = &self.nodes[needed];
        let State::Failed(failure) = &node.state else { return CallError::failed("").into() };
        let cause = failure.cause.unwrap_or(needed);
        let (id, first) = (&node.id, &self.nodes[cause].id);
        let message = if cause == needed {
            let reason = &failure.message[..failure.message.floor_char_boundary(MAX_REASON)];
            format!("it needs task {id}, which failed: {}: {}: {reason}", node.name, failure.kind)
        } else {
            format!("it needs task {id}, which was not called, since task {first} failed")
        };
        Failure {
            kind: DEPENDENCY_FAILED,
            message,
            data: Some(Box::new(json!({ "dependency": &**id, "cause": &**first }))),
            retryable: failure.retryable,
            cause: Some(cause),
        }
    }

    /// No more tasks come. Those that wait for one that never came, fail.
    pub(super) fn close(&mut self) {
        for (id, waiting) in std::mem::take(&mut self.awaited) {
            for task in waiting {
                let message = format!("there is no task {id}: refer to a task of this plan");
                self.fail(task, CallError::new(CallErrorKind::InvalidArguments, message).into());
            }
        }
    }

    /// Nothing is under way and nothing can start: what is left waits for itself.
    pub(super) fn give_up(&mut self) {
        for task in 0..self.nodes.len() {
            if matches!(self.nodes[task].state, State::Waiting) {
                let message = "it waits for a task that waits for it: let one of them do without the other's result";
                self.fail(task, CallError::new(CallErrorKind::InvalidArguments, message).into());
            }
        }
    }

    /// Each task's id and its result or error, as JSON.
    ///
    /// # Errors
    /// The bytes, where they are more than `max_bytes`.
    pub(super) fn results(&self, max_bytes: u64) -> Result<String, u64> {
        let mut out = String::from("{");
        for node in &self.nodes {
            let separator = if out.len() > 1 { "," } else { "" };
            let key = Value::from(&*node.id);
            match &node.state {
                State::Done(json) => out.push_str(&format!("{separator}{key}:{}", json.as_str())),
                State::Failed(failure) => out.push_str(&format!("{separator}{key}:{}", node.error(failure))),
                State::Waiting | State::Started(_) => continue,
            }
            if out.len() as u64 > max_bytes {
                return Err(out.len() as u64);
            }
        }
        out.push('}');
        let actual = out.len() as u64;
        if actual > max_bytes { Err(actual) } else { Ok(out) }
    }

    /// The ids of the tasks that are done, under way, and waiting.
    pub(super) fn progress(&self) -> [Vec<&str>; 3] {
        let mut ids = [const { Vec::new() }; 3];
        for node in &self.nodes {
            match &node.state {
                State::Done(_) => ids[0].push(&*node.id),
                State::Started(made) if made.load(Ordering::Relaxed) => ids[1].push(&*node.id),
                State::Started(_) | State::Waiting => ids[2].push(&*node.id),
                State::Failed(_) => {}
            }
        }
        ids
    }

    /// What failed: `ID (TOOL: KIND)` of those that were at fault, and the ids of those that need them.
    pub(super) fn failures(&self) -> (Vec<String>, Vec<&str>) {
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for node in &self.nodes {
            match &node.state {
                State::Failed(failure) if failure.cause.is_some() => others.push(&*node.id),
                State::Failed(failure) => own.push(format!("{} ({}: {})", node.id, node.name, failure.kind)),
                _ => {}
            }
        }
        (own, others)
    }
}

fn fits(tool: &Tool, arguments: &str) -> bool {
    Json::parse(arguments).is_ok_and(|json| tool.input().check(&json).is_ok())
}

impl Node {
    /// As a script sees it.
    fn error(&self, failure: &Failure) -> Value {
        json!({
            "name": "ToolError",
            "tool": &*self.name,
            "kind": failure.kind,
            "message": failure.message,
            "data": failure.data,
            "retryable": failure.retryable,
        })
    }
}
