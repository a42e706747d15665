//! What a tool says of itself: the fields of MCP's `Tool`. Asks types for their schemas; never runs anything.

use schemars::generate::SchemaSettings;
use schemars::transform::Transform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::plain::{Plain, close, refer};

/// One tool of a plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolDefinition {
    /// Unique within the plugin; 1 to 128 ASCII letters, digits, `_`, `-` and `.`.
    pub name: String,
    /// A name for people.
    pub title: Option<String>,
    /// What it does, for the model that decides whether to call it.
    pub description: Option<String>,
    /// A JSON Schema 2020-12 of the arguments; its type is `object`.
    pub input_schema: Value,
    /// A JSON Schema 2020-12 of the result, where the type has one.
    pub output_schema: Option<Value>,
    /// What it says of its own behaviour.
    pub annotations: Annotations,
    /// The most that a call may take, in milliseconds, as the tool suggests it.
    pub timeout_ms: Option<u64>,
}

/// MCP's hints. None of them is a promise, and `None` means unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// It does not modify its environment.
    pub read_only: Option<bool>,
    /// It may destroy or overwrite something.
    pub destructive: Option<bool>,
    /// Calling it again with the same arguments changes nothing further.
    pub idempotent: Option<bool>,
    /// It reaches an open world of things outside of the host.
    pub open_world: Option<bool>,
}

/// The schema of a tool's arguments.
pub(crate) fn input_schema<T: JsonSchema>() -> Value {
    let mut schema = schema::<T>(SchemaSettings::draft2020_12().for_deserialize(), &mut Plain { tuples: false });
    close(&mut schema);
    schema.to_value()
}

/// The schema of a plugin's settings.
pub(crate) fn settings_schema<T: JsonSchema>() -> Value {
    input_schema::<T>()
}

/// The schema of a tool's result; `None` where the type may be anything.
pub(crate) fn output_schema<T: JsonSchema>() -> Option<Value> {
    let schema = schema::<T>(SchemaSettings::draft2020_12().for_serialize(), &mut Plain { tuples: true });
    let says_something = schema.as_object().is_some_and(|schema| !schema.is_empty());
    says_something.then(|| schema.to_value())
}

/// A schema without what only tells a Rust type from another. A model reads it, so types stand where they are used; only one
/// that contains itself stands in `$defs`.
fn schema<T: JsonSchema>(mut settings: SchemaSettings, plain: &mut Plain) -> Schema {
    settings.meta_schema = None;
    settings.inline_subschemas = true;
    tidy(settings.into_generator().into_root_schema_for::<T>(), &T::schema_name(), plain)
}

fn tidy(mut schema: Schema, type_name: &str, plain: &mut Plain) -> Schema {
    if schema.get("title").and_then(Value::as_str) == Some(type_name) {
        schema.remove("title");
    }
    plain.transform(&mut schema);
    refer(&mut schema);
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_their_bounds_and_lose_their_width() {
        assert_eq!(input_schema::<u32>(), json!({"type": "integer", "minimum": 0}));
        assert_eq!(output_schema::<Vec<f64>>(), Some(json!({"type": "array", "items": {"type": "number"}})));
    }

    #[test]
    fn choices_within_choices_are_choices() {
        /// One or several.
        #[derive(JsonSchema)]
        #[schemars(untagged)]
        #[expect(dead_code, reason = "only its schema matters")]
        enum Patterns {
            One(String),
            Many(Vec<String>),
        }
        let strings = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(
            input_schema::<Option<Patterns>>(),
            json!({"description": "One or several.", "anyOf": [{"type": "string"}, strings, {"type": "null"}]})
        );
    }

    #[test]
    fn anything_has_no_output_schema() {
        assert_eq!(output_schema::<Value>(), None);
    }

    #[test]
    fn a_struct_that_says_nothing_of_other_fields_is_closed() {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema matters")]
        struct Open {
            a: Option<String>,
        }
        assert_eq!(
            input_schema::<Open>(),
            json!({
                "type": "object",
                "properties": {"a": {"type": ["string", "null"]}},
                "additionalProperties": false,
            })
        );
    }
}
