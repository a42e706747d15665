//! A tool's JSON Schema, compiled once. What it refers to must be inside of it: nothing is fetched.

use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use crate::json::Json;

pub(crate) struct Schema {
    check: Check,
}

enum Check {
    /// Any value will do.
    Anything,
    /// Any object will do: the most common schema, and one that needs no tree.
    AnyObject,
    Full(Box<jsonschema::Validator>),
}

/// One way in which a value breaks a schema.
pub(crate) struct Violation {
    /// Where in the value: a JSON Pointer (RFC 6901).
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Violation {
    pub(crate) fn to_json(&self) -> Value {
        json!({ "pointer": self.pointer, "message": self.message })
    }
}

/// The most violations that one message lists, and characters of one.
const MAX_VIOLATIONS: usize = 5;
const MAX_MESSAGE: usize = 300;
/// The most violations of a value with holes that are looked at.
const MAX_LOOKED_AT: usize = 1_000;

impl Schema {
    pub(crate) fn compile(schema: &Value) -> Result<Self, String> {
        let check = match schema {
            Value::Bool(true) => Check::Anything,
            Value::Object(keys) if keys.is_empty() => Check::Anything,
            Value::Object(keys) if keys.len() == 1 && keys.get("type").is_some_and(|kind| kind == "object") => {
                Check::AnyObject
            }
            _ => {
                let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
                Check::Full(Box::new(options.build(schema).map_err(|error| error.to_string())?))
            }
        };
        Ok(Self { check })
    }

    /// # Errors
    /// What breaks the schema, and where; the first few of them.
    pub(crate) fn check(&self, json: &Json) -> Result<(), Vec<Violation>> {
        match &self.check {
            Check::Anything => Ok(()),
            Check::AnyObject if json.as_str().trim_ascii_start().starts_with('{') => Ok(()),
            Check::AnyObject => {
                Err(vec![Violation { pointer: String::new(), message: "it is not an object".to_owned() }])
            }
            Check::Full(validator) => {
                let value: Value = json.to().map_err(|error| {
                    vec![Violation { pointer: String::new(), message: format!("it can't be read: {error}") }]
                })?;
                if validator.is_valid(&value) {
                    return Ok(());
                }
                Err(validator.iter_errors(&value).take(MAX_VIOLATIONS).map(|error| violation(&error)).collect())
            }
        }
    }

    /// The same for a value of which the parts at `holes` (JSON Pointers) are not known yet.
    ///
    /// # Errors
    /// What breaks the schema whatever those parts will be.
    pub(crate) fn check_around(&self, json: &Json, holes: &[String]) -> Result<(), Vec<Violation>> {
        let Check::Full(validator) = &self.check else { return self.check(json) };
        if holes.is_empty() {
            return self.check(json);
        }
        let Ok(value) = json.to::<Value>() else { return Ok(()) };
        let errors = validator.iter_errors(&value).take(MAX_LOOKED_AT).filter(|error| holds_around(error, holes));
        let violations: Vec<_> = errors.take(MAX_VIOLATIONS).map(|error| violation(&error)).collect();
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

/// Whether a violation at that place says something though values at `holes` are not known: what is within a hole says nothing, and what is
/// around one only where it is about names or the kind of value.
fn holds_around(error: &jsonschema::ValidationError<'_>, holes: &[String]) -> bool {
    let at = error.instance_path().as_str();
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let about_names = matches!(
        error.kind(),
        ValidationErrorKind::Required { .. }
            | ValidationErrorKind::AdditionalProperties { .. }
            | ValidationErrorKind::UnevaluatedProperties { .. }
            | ValidationErrorKind::Type { .. }
    );
    holes.iter().all(|hole| !within(at, hole) && (about_names || !within(hole, at)))
}

fn violation(error: &jsonschema::ValidationError<'_>) -> Violation {
    let mut message = error.to_string();
    if message.len() > MAX_MESSAGE {
        let end = message.floor_char_boundary(MAX_MESSAGE);
        message.truncate(end);
        message.push('…');
    }
    Violation { pointer: error.instance_path().to_string(), message }
}

/// The violations as one sentence: `/a/b: reason; /c: reason`.
pub(crate) fn describe(violations: &[Violation]) -> String {
    let each = |violation: &Violation| {
        let place = if violation.pointer.is_empty() { "(the whole)" } else { &violation.pointer };
        format!("{place}: {}", violation.message)
    };
    violations.iter().map(each).collect::<Vec<_>>().join("; ")
}
