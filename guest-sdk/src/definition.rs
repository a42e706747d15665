//! What a tool says of itself: the fields of MCP's `Tool`. Makes schemas plain; never runs anything.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

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
    let schema = plain::<T>(SchemaSettings::draft2020_12().for_deserialize());
    close(schema).to_value()
}

/// The schema of a plugin's settings.
pub(crate) fn settings_schema<T: JsonSchema>() -> Value {
    input_schema::<T>()
}

/// The schema of a tool's result; `None` where the type may be anything.
pub(crate) fn output_schema<T: JsonSchema>() -> Option<Value> {
    let schema = plain::<T>(SchemaSettings::draft2020_12().for_serialize());
    let says_something = schema.as_object().is_some_and(|schema| !schema.is_empty());
    says_something.then(|| schema.to_value())
}

/// A schema without what only tells a Rust type from another. A model reads it, so types stand where they are used.
fn plain<T: JsonSchema>(settings: SchemaSettings) -> Schema {
    tidy(generator(settings).into_root_schema_for::<T>(), &T::schema_name())
}

fn generator(mut settings: SchemaSettings) -> SchemaGenerator {
    settings.meta_schema = None;
    settings.inline_subschemas = true;
    settings.into_generator()
}

fn tidy(mut schema: Schema, type_name: &str) -> Schema {
    if schema.get("title").and_then(Value::as_str) == Some(type_name) {
        schema.remove("title");
    }
    Plain.transform(&mut schema);
    schema
}

/// Refuses arguments that the tool doesn't have, where the type's own schema leaves that open, and names the properties of a
/// tool without arguments: none.
fn close(mut schema: Schema) -> Schema {
    let says = |schema: &Schema, keys: &[&str]| keys.iter().any(|&key| schema.get(key).is_some());
    if schema.get("type").and_then(Value::as_str) != Some("object")
        || says(&schema, &["$ref", "allOf", "anyOf", "oneOf"])
    {
        return schema;
    }
    if !says(&schema, &["properties"]) {
        schema.insert("properties".to_owned(), Value::Object(Map::new()));
    }
    if !says(&schema, &["additionalProperties", "unevaluatedProperties", "patternProperties"]) {
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    schema
}

/// Drops `"format": "uint32"` and its like, which JSON Schema doesn't know (the bounds say what matters), and makes one `anyOf`
/// of one within another.
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let number = ["int", "uint", "float", "double"];
        let format = schema.get("format").and_then(Value::as_str);
        if format.is_some_and(|format| number.iter().any(|prefix| format.starts_with(prefix))) {
            schema.remove("format");
        }
        if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
            *choices = std::mem::take(choices).into_iter().flat_map(choices_of).collect();
        }
    }
}

/// The choices of a schema that is nothing but choices, and the schema itself otherwise.
fn choices_of(schema: Value) -> Vec<Value> {
    match schema {
        Value::Object(mut object) if object.keys().all(|key| key == "anyOf" || key == "description") => {
            match object.remove("anyOf") {
                Some(Value::Array(choices)) => choices,
                _ => vec![Value::Object(object)],
            }
        }
        schema => vec![schema],
    }
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
            json!({"anyOf": [{"type": "string"}, strings, {"type": "null"}]})
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
