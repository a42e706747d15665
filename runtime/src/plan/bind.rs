//! From a task as it was written to a tool and its arguments: names in full or in part, positions to the schema's properties. Never calls
//! a tool, and never looks at another task.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::fault::Fault;
use super::literal::object;
use super::template::Template;
use super::written::{Argument, Arguments, Written};
use crate::catalog::{Catalog, Tool};
use crate::provider::{CallError, CallErrorKind};

/// The tools by what planners call them: letters and digits count, their case doesn't.
pub(super) struct Names {
    whole: HashMap<String, Vec<Arc<Tool>>>,
    last: HashMap<String, Vec<Arc<Tool>>>,
}

/// A task that can be called.
pub(super) struct Bound {
    pub(super) tool: Arc<Tool>,
    /// An object.
    pub(super) arguments: Template,
    /// Where each of them is in a plan of text.
    pub(super) places: Vec<(String, usize)>,
}

/// The arguments by name, and where each was written.
type Fields = (Vec<(String, Template)>, Vec<(String, usize)>);

const TOO_LARGE: &str =
    "an integer here has more than 64 bits and would be rounded: write it in quotes, or with an exponent";

/// The most tools that an error about a name lists.
const MAX_NAMED: usize = 10;

fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Names {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut names = Self { whole: HashMap::new(), last: HashMap::new() };
        for tool in catalog.by_index() {
            names.whole.entry(normal(tool.full_name())).or_default().push(Arc::clone(&tool));
            let local = normal(tool.local_name());
            let part = tool.local_name().rsplit('.').next().map(normal).unwrap_or_default();
            if part != local {
                names.last.entry(part).or_default().push(Arc::clone(&tool));
            }
            names.last.entry(local).or_default().push(tool);
        }
        names
    }

    /// # Errors
    /// No tool has the name, or several have.
    fn find(&self, catalog: &Catalog, name: &str) -> Result<Arc<Tool>, CallError> {
        let bare = ["tools.", "functions."].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
        let unknown = match catalog.get(bare) {
            Ok(tool) => return Ok(Arc::clone(tool)),
            Err(unknown) => unknown,
        };
        let wanted = normal(bare);
        let found = [self.whole.get(&wanted), self.last.get(&wanted)].into_iter().flatten().next();
        match found.map(Vec::as_slice) {
            Some([tool]) => Ok(Arc::clone(tool)),
            Some(several) => {
                let mut names: Vec<&str> = several.iter().map(|tool| tool.full_name()).collect();
                names.truncate(MAX_NAMED);
                let message = format!("{name:?} may be {}: write one of them in full", names.join(" or "));
                Err(CallError::new(CallErrorKind::UnknownTool, message)
                    .with_data(serde_json::json!({ "nearest": names })))
            }
            None => Err(unknown),
        }
    }

    /// What a line that may be a task is.
    pub(super) fn bind(&self, catalog: &Catalog, written: Written) -> Binding {
        let tool = match self.find(catalog, &written.tool) {
            Ok(tool) => tool,
            // The plan's end, with what the planner wants to see there.
            Err(_) if normal(&written.tool) == "join" => return Binding::Nothing(None),
            Err(_) if written.may_be_prose => {
                let (line, _) = written.position;
                let name = written.tool;
                let message = format!(
                    "line {line} was taken for prose, since no tool is named {name:?}: a task is `1. tool(\"argument\")`"
                );
                return Binding::Nothing(Some(message));
            }
            Err(error) => {
                let fault = Fault::of(written.tool_at, error).of_tool(&written.tool);
                let pointer = written.pointer.as_ref().map(|pointer| format!("{pointer}/tool"));
                return Binding::Faulty(written, Fault { pointer, ..fault });
            }
        };
        let Written { arguments, .. } = written;
        let kept = Written { arguments: Arguments::default(), ..written };
        match named(&tool, &kept, arguments) {
            Ok((fields, places)) => Binding::Task(kept, Bound { tool, arguments: object(fields), places }),
            Err(fault) => Binding::Faulty(kept, fault.of_tool(tool.full_name())),
        }
    }
}

/// What became of a task as it was written.
pub(super) enum Binding {
    Task(Written, Bound),
    /// It can't be called.
    Faulty(Written, Fault),
    /// It is no task; and what is to be said of that.
    Nothing(Option<String>),
}

fn named(tool: &Tool, written: &Written, arguments: Arguments) -> Result<Fields, Fault> {
    let schema = &tool.definition().input_schema;
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = |name: &str| {
        schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|known| known == name))
    };
    let Arguments { mut positional, named, as_one } = arguments;
    if let Some(text) = as_one.filter(|_| properties.len() == 1) {
        positional = vec![text];
    }
    if named.is_empty()
        && let [only] = &*positional
        && is_whole(&only.value, properties)
        && let Some(Argument { value, .. }) = positional.pop()
    {
        return Ok((fields(value), Vec::new()));
    }
    if positional.len() > properties.len() {
        return Err(too_many(tool, written, properties, &positional));
    }
    let (mut fields, mut places) = (Vec::new(), Vec::new());
    let by_position = properties.iter().zip(positional).map(|((name, _), argument)| (name.clone(), argument));
    let by_name = named.into_iter().map(|(name, argument)| (property(properties, name), argument));
    let mut known = std::collections::HashSet::new();
    for (name, argument) in by_position.chain(by_name) {
        if !known.insert(name.clone()) {
            let message = format!("{} is given its argument `{name}` twice: drop one", tool.full_name());
            return Err(invalid(written, argument.at, message));
        }
        if argument.is_none && !required(&name) {
            continue;
        }
        let value = match (argument.number, argument.inexact) {
            (Some(number), _) if wants_text(properties.get(&name)) => Template::Value(Value::String(number)),
            (_, Some(at)) => return Err(invalid(written, at, TOO_LARGE.to_owned())),
            (_, None) => argument.value,
        };
        places.push((name.clone(), argument.at));
        fields.push((name, value));
    }
    Ok((fields, places))
}

/// Whether the one argument is all of them: an object whose keys are the tool's.
fn is_whole(value: &Template, properties: &Map<String, Value>) -> bool {
    let known = |key: &String| properties.is_empty() || properties.contains_key(key);
    match value {
        Template::Value(Value::Object(fields)) => !fields.is_empty() && fields.keys().all(known),
        Template::Object(fields) => fields.iter().all(|(key, _)| known(key)),
        _ => false,
    }
}

fn fields(value: Template) -> Vec<(String, Template)> {
    match value {
        Template::Object(fields) => fields,
        Template::Value(Value::Object(fields)) => {
            fields.into_iter().map(|(key, value)| (key, Template::Value(value))).collect()
        }
        _ => Vec::new(),
    }
}

/// The property that a planner means: its own name, or one that differs in case, `_` and `-` only.
fn property(properties: &Map<String, Value>, name: String) -> String {
    if properties.contains_key(&name) {
        return name;
    }
    let wanted = normal(&name);
    properties.keys().find(|known| normal(known) == wanted).cloned().unwrap_or(name)
}

fn wants_text(schema: Option<&Value>) -> bool {
    schema.is_some_and(|schema| schema.get("type").is_some_and(|kind| kind == "string"))
}

fn too_many(tool: &Tool, written: &Written, properties: &Map<String, Value>, given: &[Argument]) -> Fault {
    let name = tool.full_name();
    let at = given.get(properties.len()).map_or(written.at, |argument| argument.at);
    let names: Vec<&str> = properties.keys().take(MAX_NAMED).map(String::as_str).collect();
    let message = match properties.len() {
        0 => format!("the schema of {name} names no arguments, so they have no order: write them as name=value"),
        all => {
            let names = names.join(", ");
            let arguments = if all == 1 { "argument" } else { "arguments" };
            let hint = if given.iter().any(|argument| argument.is_text) {
                ", or write a text with commas in quotes"
            } else {
                ""
            };
            format!("{name} takes {all} {arguments} ({names}), and this has {}: drop some{hint}", given.len())
        }
    };
    invalid(written, at, message)
}

fn invalid(written: &Written, at: usize, message: String) -> Fault {
    let pointer = written.pointer.as_ref().map(|pointer| format!("{pointer}/arguments"));
    Fault { pointer, ..Fault::of(at, CallError::new(CallErrorKind::InvalidArguments, message)) }
}
