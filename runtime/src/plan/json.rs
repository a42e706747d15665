//! A plan as JSON: `[{"id", "tool", "arguments", "after"}]`, or the same as `tasks` of an object. A result's place is
//! `{"$ref": ID}`, or `{"$ref": ID, "path": …}` for a part of it; `{"$value": …}` is what is in it as it stands. Never knows a tool.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::fault::Fault;
use super::literal::object;
use super::reference::Reference;
use super::template::Template;
use super::written::{Argument, Arguments, Written};
use super::{MAX_DEPTH, MAX_ID_BYTES, path};

const KEYS: [&str; 5] = ["id", "tool", "arguments", "after", "thought"];

/// The most mistakes that are looked for.
const MAX_FAULTS: usize = 20;

/// Reads a plan in `text[range]`.
///
/// # Errors
/// Where it is not JSON, or not a plan.
pub(super) fn read(text: &str, range: Range<usize>) -> Result<Vec<Written>, Vec<Fault>> {
    let json = text[range.clone()].trim_end();
    let whole: Value = serde_json::from_str(json).map_err(|error| vec![not_json(json, range.start, &error)])?;
    let (list, pointer): (&[Value], _) = match &whole {
        Value::Array(list) => (list, ""),
        Value::Object(keys) => match keys.get("tasks") {
            Some(Value::Array(list)) => (list, "/tasks"),
            _ => return Err(vec![not_a_plan()]),
        },
        _ => return Err(vec![not_a_plan()]),
    };
    let places = positions(text, range.clone(), pointer);
    let mut faults = Vec::new();
    let mut tasks = Vec::with_capacity(list.len());
    for (index, task) in list.iter().enumerate() {
        let place = Place { places: &places, index, pointer: format!("{pointer}/{index}") };
        match place.task(task) {
            Ok(task) => tasks.push(task),
            Err(fault) if faults.len() < MAX_FAULTS => faults.push(fault),
            Err(_) => break,
        }
    }
    if faults.is_empty() { Ok(tasks) } else { Err(faults) }
}

fn not_json(json: &str, base: usize, error: &serde_json::Error) -> Fault {
    let line = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(json.len());
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    let what = if error.is_eof() { "the plan is cut: its JSON ends too early" } else { "the plan is not JSON" };
    Fault::unreadable(base + json.floor_char_boundary(at), format!("{what}: {reason}"))
}

fn not_a_plan() -> Fault {
    let message = "a plan of JSON is a list of tasks, or an object with such a list as `tasks`: [{\"id\", \"tool\", \"arguments\"}]";
    Fault::unreadable(0, message).in_json("")
}

/// Each task's line and column.
fn positions(text: &str, range: Range<usize>, pointer: &str) -> Vec<(u32, u32)> {
    let keys = path::pointer(pointer).unwrap_or_default();
    let list = path::find(&text[range], &keys).unwrap_or_default();
    let items: Vec<&serde_json::value::RawValue> = serde_json::from_str(list).unwrap_or_default();
    let (mut at, mut line, mut start) = (0, 1_u32, 0);
    let place = |item: &serde_json::value::RawValue| {
        let begins = path::offset(text, item.get());
        for (newline, _) in text[at..begins].match_indices('\n') {
            line = line.saturating_add(1);
            start = at + newline + 1;
        }
        at = begins;
        // In a line that is longer than any screen is wide, the column is only about right.
        let column = text[start..begins].chars().take(MAX_COLUMN).count();
        (line, u32::try_from(column + 1).unwrap_or(u32::MAX))
    };
    items.into_iter().map(place).collect()
}

/// Characters of a line that are counted for a task's column.
const MAX_COLUMN: usize = 1_000;

/// One task's place.
struct Place<'a> {
    places: &'a [(u32, u32)],
    index: usize,
    pointer: String,
}

impl Place<'_> {
    fn fault(&self, keys: &[&str], message: impl Into<String>) -> Fault {
        Fault::unreadable(0, message).in_json(self.pointer.clone() + &path::to_pointer(keys))
    }

    fn task(&self, task: &Value) -> Result<Written, Fault> {
        let form = "a task is an object: {\"id\": \"1\", \"tool\": \"search\", \"arguments\": {}, \"after\": []}";
        let task = task.as_object().ok_or_else(|| self.fault(&[], form))?;
        if let Some(key) = task.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let message = format!("a task has no key `{key}`: its keys are {}", KEYS.join(", "));
            return Err(self.fault(&[key], message));
        }
        let id = self.id(task.get("id"), &["id"])?;
        let Some(Value::String(tool)) = task.get("tool") else {
            return Err(self.fault(&["tool"], "a task has a `tool`, whose name is a string"));
        };
        let arguments = match task.get("arguments") {
            None | Some(Value::Null) => Arguments::default(),
            Some(Value::Object(fields)) => self.named(fields)?,
            Some(Value::Array(items)) => self.positional(items)?,
            Some(_) => {
                return Err(self
                    .fault(&["arguments"], "`arguments` are an object, or a list in the order of the tool's schema"));
            }
        };
        Ok(Written {
            id,
            at: 0,
            position: self.places.get(self.index).copied().unwrap_or((1, 1)),
            pointer: Some(self.pointer.clone()),
            tool: tool.clone(),
            tool_at: 0,
            may_be_prose: false,
            behind: None,
            arguments,
            after: self.after(task.get("after"))?,
        })
    }

    fn id(&self, id: Option<&Value>, keys: &[&str]) -> Result<Arc<str>, Fault> {
        let id = match id {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID_BYTES => id.as_str().into(),
            Some(Value::Number(id)) if id.is_u64() || id.is_i64() => id.to_string().into(),
            _ => return Err(self.fault(keys, format!("an id is a number or a string of 1 to {MAX_ID_BYTES} bytes"))),
        };
        Ok(id)
    }

    fn after(&self, after: Option<&Value>) -> Result<Vec<Arc<str>>, Fault> {
        match after {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(ids)) => {
                ids.iter().enumerate().map(|(index, id)| self.id(Some(id), &["after", &index.to_string()])).collect()
            }
            Some(id) => Ok(vec![self.id(Some(id), &["after"])?]),
        }
    }

    fn named(&self, fields: &Map<String, Value>) -> Result<Arguments, Fault> {
        let mut arguments = Arguments::default();
        for (key, value) in fields {
            arguments.named.push((key.clone(), self.argument(value, key)?));
        }
        // `{"$ref": 1}` as the whole of the arguments.
        if fields.contains_key("$ref") {
            return Err(self.fault(
                &["arguments"],
                "a result can be an argument, and not all of them: write {\"NAME\": {\"$ref\": …}}",
            ));
        }
        Ok(arguments)
    }

    fn positional(&self, items: &[Value]) -> Result<Arguments, Fault> {
        let mut arguments = Arguments::default();
        for (index, value) in items.iter().enumerate() {
            arguments.positional.push(self.argument(value, &index.to_string())?);
        }
        Ok(arguments)
    }

    fn argument(&self, value: &Value, key: &str) -> Result<Argument, Fault> {
        let mut keys = vec!["arguments".to_owned(), key.to_owned()];
        Ok(Argument { value: self.template(value, &mut keys)?, ..Argument::at(0) })
    }

    fn template(&self, value: &Value, keys: &mut Vec<String>) -> Result<Template, Fault> {
        let wrong = |keys: &[String], message: String| {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            Err(self.fault(&keys, message))
        };
        if keys.len() > MAX_DEPTH {
            return wrong(keys, format!("arguments nest at most {MAX_DEPTH} deep"));
        }
        let mut child = |key: &str, value: &Value| {
            keys.push(key.to_owned());
            let template = self.template(value, keys);
            keys.pop();
            template
        };
        match value {
            Value::Array(items) if has_reference(value) => {
                let items = items.iter().enumerate().map(|(index, item)| child(&index.to_string(), item));
                Ok(Template::List(items.collect::<Result<_, _>>()?))
            }
            Value::Object(fields) if fields.len() == 1 && fields.contains_key("$value") => {
                Ok(Template::Value(fields["$value"].clone()))
            }
            Value::Object(fields) if fields.contains_key("$ref") => match reference(fields) {
                Ok(reference) => {
                    let source = self.pointer.clone() + &path::to_pointer(keys);
                    Ok(Template::Reference(Reference { source, ..reference }))
                }
                Err(message) => wrong(keys, message),
            },
            Value::Object(fields) if has_reference(value) => {
                let fields = fields.iter().map(|(key, value)| Ok((key.clone(), child(key, value)?)));
                Ok(object(fields.collect::<Result<_, _>>()?))
            }
            value => Ok(Template::Value(value.clone())),
        }
    }
}

/// Whether there is a reference in a value, or a value in quotes.
fn has_reference(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_reference),
        Value::Object(fields) => {
            fields.contains_key("$ref") || fields.contains_key("$value") || fields.values().any(has_reference)
        }
        _ => false,
    }
}

fn reference(fields: &Map<String, Value>) -> Result<Reference, String> {
    if let Some(key) = fields.keys().find(|key| !["$ref", "path", "pointer"].contains(&key.as_str())) {
        return Err(format!(
            "`{key}` stands beside `$ref`, where only `path` or `pointer` may: write {{\"$value\": …}} around what is no reference"
        ));
    }
    let id = match &fields["$ref"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return Err("`$ref` is the id of a task, a string or a number".to_owned()),
    };
    let steps = match (fields.get("path"), fields.get("pointer")) {
        (None, None) => Vec::new(),
        (Some(_), Some(_)) => return Err("`path` and `pointer` say the same: write one of them".to_owned()),
        (None, Some(Value::String(pointer))) => {
            path::pointer(pointer).ok_or_else(|| format!("{pointer:?} is no JSON Pointer: write \"/key/0\""))?
        }
        (Some(Value::String(text)), None) if text.starts_with('/') => path::pointer(text).unwrap_or_default(),
        (Some(Value::String(text)), None) => {
            text.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect()
        }
        (Some(Value::Array(steps)), None) => steps.iter().map(step).collect::<Option<_>>().ok_or_else(unusable)?,
        _ => return Err(unusable()),
    };
    let (id, source) = (id.into(), String::new());
    Ok(Reference { id, path: steps, certain: true, as_text: false, unreadable: false, source, at: 0 })
}

fn step(step: &Value) -> Option<String> {
    match step {
        Value::String(key) => Some(key.clone()),
        Value::Number(index) => Some(index.to_string()),
        _ => None,
    }
}

fn unusable() -> String {
    "`path` is a list of keys and indices, or \"key.0\", and `pointer` a JSON Pointer".to_owned()
}
