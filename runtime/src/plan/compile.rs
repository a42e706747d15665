//! A plan as a script of JavaScript: its tasks, bound to their tools and checked, as data, with a runner that starts each when what it
//! needs is there. Never runs it. Whatever needs a schema is decided here, since a sandbox has no validator.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::check::{Checked, within};
use super::graph::MAX_REASON;
use super::prepared::parse;
use super::reference::Reference;
use super::run::MAX_NAMED;
use super::template::{Part, Template};
use super::{MAX_ARGUMENT_BYTES, path};
use crate::catalog::Catalog;
use crate::sandbox::RunErrorKind;
use crate::script::Script;

/// The function `run` of the tasks.
const RUNNER: &str = include_str!("runner.js");

/// What a plan becomes.
pub(crate) struct CompiledPlan {
    /// In JavaScript.
    pub(crate) script: Script,
    /// The full names of the tools that it calls, sorted.
    pub(crate) tools: Vec<String>,
    /// Each task's line and column, in the order of the tasks: the sites of their calls.
    pub(crate) tasks: Vec<(u32, u32)>,
}

/// Reads a plan, checks all of it, and makes a script of it.
///
/// # Errors
/// As of a run that ends before its first call.
pub(crate) fn compile(plan: &Script, catalog: &Catalog, max_calls: u64) -> Result<CompiledPlan, RunErrorKind> {
    let mut notes = Vec::new();
    let tasks = parse(plan.source(), catalog, &mut notes).map_err(|error| RunErrorKind::Script(Box::new(error)))?;
    within(tasks.len(), max_calls)?;
    let script = Numbers::of(&tasks).script(&tasks, &notes);
    let tools: BTreeSet<&str> = tasks.iter().map(|task| task.bound.tool.full_name()).collect();
    Ok(CompiledPlan {
        script: Script::javascript(script).with_name(plan.name()),
        tools: tools.into_iter().map(str::to_owned).collect(),
        tasks: tasks.iter().map(|task| task.written.position).collect(),
    })
}

/// Each task's place in the list, by its id.
struct Numbers<'p>(HashMap<&'p str, usize>);

impl<'p> Numbers<'p> {
    fn of(tasks: &'p [Checked]) -> Self {
        Self(tasks.iter().enumerate().map(|(number, task)| (&*task.written.id, number)).collect())
    }

    fn script(&self, tasks: &[Checked], notes: &[String]) -> String {
        let plan = json!({
            "tasks": tasks.iter().map(|task| self.task(task)).collect::<Vec<_>>(),
            "notes": notes,
            "bounds": { "arguments": MAX_ARGUMENT_BYTES, "reason": MAX_REASON, "named": MAX_NAMED },
        });
        // As text: in a literal of JavaScript a key `__proto__` would be none.
        format!("{RUNNER}\nreturn run(JSON.parse({}));\n", Value::from(plan.to_string()))
    }

    fn task(&self, task: &Checked) -> Value {
        let mut needs: BTreeSet<usize> = BTreeSet::new();
        task.needs(&mut |id| {
            needs.extend(self.0.get(&**id));
        });
        json!({
            "id": &*task.written.id,
            "tool": task.bound.tool.full_name(),
            "needs": needs,
            "arguments": Arguments::of(self, task).template(&task.bound.arguments, &mut Vec::new()),
        })
    }
}

/// The arguments of one task on their way to data.
struct Arguments<'p> {
    numbers: &'p Numbers<'p>,
    task: &'p Checked,
    /// As far as they are known.
    known: Value,
}

impl<'p> Arguments<'p> {
    fn of(numbers: &'p Numbers<'p>, task: &'p Checked) -> Self {
        let known = task.bound.arguments.with_holes(&mut Vec::new(), &mut Vec::new());
        Self { numbers, task, known }
    }

    /// One of `{value}`, `{list}`, `{fields}`, `{text}`, or a reference. `at` is its place in the arguments.
    fn template(&self, template: &Template, at: &mut Vec<String>) -> Value {
        let inside = |step: String, template: &Template, at: &mut Vec<String>| {
            at.push(step);
            let value = self.template(template, at);
            at.pop();
            value
        };
        match template {
            Template::Value(value) => json!({ "value": value }),
            Template::Reference(reference) => self.whole(reference, at),
            Template::Text(parts) => json!({ "text": parts.iter().map(|part| self.part(part)).collect::<Vec<_>>() }),
            Template::List(items) => {
                let items = items.iter().enumerate().map(|(index, item)| inside(index.to_string(), item, at));
                json!({ "list": items.collect::<Vec<_>>() })
            }
            Template::Object(fields) => {
                let fields = fields.iter().map(|(key, field)| json!([key, inside(key.clone(), field, at)]));
                json!({ "fields": fields.collect::<Vec<_>>() })
            }
        }
    }

    fn part(&self, part: &Part) -> Value {
        match part {
            Part::Text(text) => text.as_str().into(),
            Part::Reference(reference) => self.reference(reference),
        }
    }

    /// A reference that is a value by itself: with the kinds of values that the tool takes there, where it may become text.
    fn whole(&self, reference: &Reference, at: &[String]) -> Value {
        let mut value = self.reference(reference);
        if reference.as_text {
            value["kinds"] = json!(self.task.bound.tool.input().kinds_at(&self.known, &path::to_pointer(at)));
        }
        value
    }

    fn reference(&self, reference: &Reference) -> Value {
        json!({ "task": self.numbers.0.get(&*reference.id), "path": reference.path })
    }
}
