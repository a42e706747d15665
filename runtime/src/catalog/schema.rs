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

/// Kinds of JSON values, each with one of them. An integer is a number as well.
const KINDS: [&str; 7] = ["string", "integer", "number", "boolean", "null", "object", "array"];

fn sample(kind: &str) -> Value {
    match kind {
        "string" => "".into(),
        "integer" => 1.into(),
        "number" => json!(0.5),
        "boolean" => true.into(),
        "object" => json!({}),
        "array" => json!([]),
        _ => Value::Null,
    }
}

impl Schema {
    /// The kinds of values that may be at `pointer` of `value`, which is not known there yet; `None` where any may. Nothing is said of what
    /// else a schema wants of such a value.
    pub(crate) fn kinds_at(&self, value: &Value, pointer: &str) -> Option<Vec<&'static str>> {
        let Check::Full(validator) = &self.check else { return None };
        let mut value = value.clone();
        let mut allowed = Vec::with_capacity(KINDS.len());
        for kind in KINDS {
            *value.pointer_mut(pointer)? = sample(kind);
            if !validator.iter_errors(&value).take(MAX_LOOKED_AT).any(|error| is_wrong_kind(&error, pointer)) {
                allowed.push(kind);
            }
        }
        (allowed.len() < KINDS.len()).then_some(allowed)
    }
}

/// Whether a violation is about the kind of the value there; of alternatives, whether that rules out each.
fn is_wrong_kind(error: &jsonschema::ValidationError<'_>, pointer: &str) -> bool {
    match error.kind() {
        ValidationErrorKind::Type { .. } => error.instance_path().as_str() == pointer,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().all(|branch| branch.iter().any(|error| is_wrong_kind(error, pointer)))
        }
        _ => false,
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

/// The violations as one sentence: `/a/b: reason; /c: reason`; without a place what is missing from the whole.
pub(crate) fn describe(violations: &[Violation]) -> String {
    let each = |violation: &Violation| {
        let Violation { pointer, message } = violation;
        if pointer.is_empty() { message.clone() } else { format!("{pointer}: {message}") }
    };
    violations.iter().map(each).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_a_value_that_is_not_known_yet() {
        let schema = json!({
            "type": "object",
            "properties": {
                "text": { "type": "string", "minLength": 3 },
                "maybe": { "type": ["string", "null"] },
                "number": { "type": "number", "minimum": 7 },
                "one": { "anyOf": [{ "$ref": "#/$defs/row" }, { "type": "string" }] },
                "rows": { "type": "array", "items": { "$ref": "#/$defs/row" } },
                "any": { "description": "whatever" },
                "choice": { "enum": ["a", "b"] },
            },
            "required": ["text"],
            "$defs": { "row": { "type": "object", "required": ["id"] } },
        });
        let schema = Schema::compile(&schema).unwrap();
        for (value, pointer, kinds) in [
            (json!({ "text": null }), "/text", Some(&["string"][..])),
            (json!({ "maybe": null }), "/maybe", Some(&["string", "null"])),
            (json!({ "number": null }), "/number", Some(&["integer", "number"])),
            (json!({ "one": null, "rows": 1 }), "/one", Some(&["string", "object"])),
            (json!({ "rows": [{ "id": 1 }, null] }), "/rows/1", Some(&["object"])),
            (json!({ "any": null }), "/any", None),
            (json!({ "choice": null }), "/choice", None),
            (json!({ "other": [null] }), "/other/0", None),
        ] {
            assert_eq!(schema.kinds_at(&value, pointer).as_deref(), kinds, "{pointer}");
        }
        assert_eq!(Schema::compile(&json!({})).unwrap().kinds_at(&json!([1]), "/0"), None);
    }
}
