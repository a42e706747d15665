//! A plan that is there as a whole, before anything of it runs: ids, references, cycles, tools, and arguments as far as they are known.
//! Never calls a tool.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::bind::{Binding, Bound, Names};
use super::fault::Fault;
use super::reference::Reference;
use super::written::Written;
use crate::catalog::{Catalog, Violation, describe};
use crate::json::Json;
use crate::provider::{CallError, CallErrorKind};
use crate::sandbox::RunErrorKind;

/// A task that may run.
pub(super) struct Checked {
    pub(super) written: Written,
    pub(super) bound: Bound,
}

/// # Errors
/// A plan has more tasks than there may be calls: known before the first one is made.
pub(crate) fn within(tasks: usize, max_calls: u64) -> Result<(), RunErrorKind> {
    let tasks = tasks as u64;
    if tasks > max_calls { Err(RunErrorKind::Tasks { limit: max_calls, tasks }) } else { Ok(()) }
}

/// The most mistakes that are looked for, and notes that are made.
const MAX_FAULTS: usize = 20;
pub(super) const MAX_NOTES: usize = 20;
/// The most tasks of a cycle that are named.
const MAX_CYCLE: usize = 10;

/// Checks a plan. `notes` gets what is to be said of it, be it right or not.
///
/// # Errors
/// Everything that is wrong with the plan, up to the first 20 mistakes; at least one.
pub(super) fn check(
    catalog: &Catalog,
    written: Vec<Written>,
    notes: &mut Vec<String>,
) -> Result<Vec<Checked>, Vec<Fault>> {
    let names = Names::new(catalog);
    let most = notes.len() + MAX_NOTES;
    let mut note = |note: String| {
        if notes.len() < most {
            notes.push(note);
        }
    };
    let mut tasks = Vec::with_capacity(written.len());
    let mut faults = Vec::new();
    // All of them, so that a reference to a task with a mistake is not one more.
    let mut ids: HashMap<Arc<str>, (u32, u32)> = HashMap::with_capacity(written.len());
    for task in written {
        let (id, position) = (Arc::clone(&task.id), task.position);
        let binding = names.bind(catalog, task);
        let (task, bound) = match binding {
            Binding::Nothing(said) => {
                said.into_iter().for_each(&mut note);
                continue;
            }
            Binding::Task(task, bound) => (task, Ok(bound)),
            Binding::Faulty(task, fault) => (task, Err(fault)),
        };
        task.left_out().into_iter().for_each(&mut note);
        if let Some((line, _)) = ids.insert(id, position) {
            faults.push(twice(&task, line));
        }
        match bound {
            Ok(bound) => tasks.push(Checked { written: task, bound }),
            Err(fault) => faults.push(fault),
        }
        if faults.len() >= MAX_FAULTS {
            return Err(faults);
        }
    }
    for task in &mut tasks {
        task.settle(&ids, &mut note);
        if let Err(mut found) = task.check(&ids) {
            faults.append(&mut found);
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    faults.sort_by_key(|fault| fault.at);
    if faults.is_empty() {
        faults.extend(cycle(&tasks));
    }
    if faults.is_empty() { Ok(tasks) } else { Err(faults) }
}

/// An id that another task has.
pub(super) fn twice(task: &Written, line: u32) -> Fault {
    let message = format!("there is a task {} already, in line {line}: give each its own id", task.id);
    let pointer = task.pointer.as_ref().map(|pointer| format!("{pointer}/id"));
    Fault { pointer, ..Fault::unreadable(task.at, message) }
}

/// What was no reference, since no such task is known.
pub(super) fn left_as_text(task: &str, reference: &Reference) -> String {
    let Reference { id, source, .. } = reference;
    format!("{source:?} in task {task} is left as text, since there is no task {id}")
}

/// A reference that names a task and can't be read.
pub(super) fn unreadable(reference: &Reference) -> Option<Fault> {
    let message = format!(
        "{} can't be read: a part of a result is ${{1.name}}, ${{1[0]}} or ${{1[\"a name\"]}}; write \\$ where a dollar is meant",
        reference.source
    );
    reference.unreadable.then(|| Fault::unreadable(reference.at, message))
}

impl Checked {
    /// What looks like a reference within a text is text where there is no such task.
    fn settle(&mut self, ids: &HashMap<Arc<str>, (u32, u32)>, note: &mut impl FnMut(String)) {
        let own = &self.written.id;
        self.bound.arguments.settle(&mut |reference| {
            let exists = ids.contains_key(&reference.id);
            if !exists {
                note(left_as_text(own, reference));
            }
            exists
        });
    }

    fn check(&self, ids: &HashMap<Arc<str>, (u32, u32)>) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let unknown = |id: &str| format!("there is no task {id}: refer to a task of this plan");
        self.bound.arguments.references(&mut |reference| {
            faults.extend(unreadable(reference).filter(|_| faults.len() < MAX_FAULTS));
            if !ids.contains_key(&reference.id) && faults.len() < MAX_FAULTS {
                let hint = if reference.as_text { ", or write \\$ where a dollar is meant" } else { "" };
                let pointer = self.written.pointer.as_ref().map(|_| reference.source.clone());
                faults.push(Fault { pointer, ..Fault::unreadable(reference.at, unknown(&reference.id) + hint) });
            }
        });
        for (index, id) in self.written.after.iter().enumerate() {
            if !ids.contains_key(id) && faults.len() < MAX_FAULTS {
                let pointer = self.written.pointer.as_ref().map(|pointer| format!("{pointer}/after/{index}"));
                faults.push(Fault { pointer, ..Fault::unreadable(self.written.at, unknown(id)) });
            }
        }
        if faults.is_empty()
            && let Err(fault) = self.arguments()
        {
            faults.push(fault);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The arguments against the schema, as far as no result is in them.
    fn arguments(&self) -> Result<(), Fault> {
        let Bound { tool, arguments, places } = &self.bound;
        let mut holes = Vec::new();
        let known = arguments.with_holes(&mut Vec::new(), &mut holes);
        let violations = match tool.input().check_around(&Json::from(&known), &holes) {
            Ok(()) => return Ok(()),
            Err(violations) => violations,
        };
        let all: Vec<Value> = violations.iter().map(Violation::to_json).collect();
        let name = tool.full_name();
        let message = format!("the arguments of {name} break its input schema: {}", describe(&violations));
        let error = CallError::new(CallErrorKind::InvalidArguments, message).with_data(json!({ "violations": all }));
        let first = violations.first().map_or("", |violation| violation.pointer.as_str());
        let pointer = self.written.pointer.as_ref().map(|pointer| format!("{pointer}/arguments{first}"));
        let step = super::path::pointer(first).and_then(|steps| steps.into_iter().next());
        let place = step.and_then(|step| places.iter().find(|(name, _)| *name == step));
        let at = place.map_or(self.written.at, |(_, at)| *at);
        Err(Fault { pointer, ..Fault::of(at, error).of_tool(name) })
    }

    /// The tasks that it needs, as often as it says so.
    pub(super) fn needs(&self, each: &mut impl FnMut(&Arc<str>)) {
        self.written.after.iter().for_each(&mut *each);
        self.bound.arguments.references(&mut |reference| each(&reference.id));
    }
}

/// A cycle, where there is one: what is left when all tasks are taken away that wait for none.
fn cycle(tasks: &[Checked]) -> Option<Fault> {
    let index: HashMap<&str, usize> =
        tasks.iter().enumerate().map(|(index, task)| (&*task.written.id, index)).collect();
    let mut waits = vec![0_usize; tasks.len()];
    let mut dependents = vec![Vec::new(); tasks.len()];
    for (at, task) in tasks.iter().enumerate() {
        task.needs(&mut |id| {
            if let Some(needed) = index.get(&**id) {
                waits[at] += 1;
                dependents[*needed].push(at);
            }
        });
    }
    let mut free: Vec<usize> = (0..tasks.len()).filter(|at| waits[*at] == 0).collect();
    while let Some(at) = free.pop() {
        for dependent in std::mem::take(&mut dependents[at]) {
            waits[dependent] -= 1;
            if waits[dependent] == 0 {
                free.push(dependent);
            }
        }
    }
    // Every task that is left needs one that is left: whoever goes on from one to the next comes back.
    let mut at = waits.iter().position(|waits| *waits > 0)?;
    let mut seen = vec![false; tasks.len()];
    let mut way = Vec::new();
    while !std::mem::replace(&mut seen[at], true) {
        way.push(at);
        let mut next = at;
        tasks[at].needs(&mut |id| {
            if let Some(needed) = index.get(&**id).filter(|needed| waits[**needed] > 0) {
                next = *needed;
            }
        });
        at = next;
    }
    let begins = way.iter().position(|known| *known == at).unwrap_or(0);
    let cycle = &way[begins..];
    let mut ids: Vec<&str> = cycle.iter().take(MAX_CYCLE).map(|at| &*tasks[*at].written.id).collect();
    if cycle.len() > MAX_CYCLE {
        ids.push("…");
    }
    ids.push(&tasks[at].written.id);
    let message =
        format!("the tasks wait for each other: {}: let one of them do without the other's result", ids.join(" → "));
    let first = cycle.iter().map(|at| &tasks[*at].written).min_by_key(|task| task.position)?;
    Some(Fault { pointer: first.pointer.clone(), ..Fault::unreadable(first.at, message) })
}
