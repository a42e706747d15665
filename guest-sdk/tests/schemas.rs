//! What becomes of Rust types in schemas: a table. Every schema in it stays within what model providers accept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::num::{NonZeroI8, NonZeroU16};

use toolgate_guest::schemars::JsonSchema;
use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{__private, schema};

/// The keywords of a tool's arguments that OpenAI, Anthropic and Google all take.
const KEYWORDS: &[&str] = &[
    "$defs",
    "$ref",
    "additionalProperties",
    "anyOf",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];

/// `T` in arguments.
fn takes<T: JsonSchema>(expected: Value) {
    let schema = __private::input_schema::<Taken<T>>();
    check_keywords(&schema, "");
    assert_eq!(schema["properties"]["it"], expected, "{}", T::schema_name());
}

/// `T` as the whole result.
fn gives<T: JsonSchema>(expected: Value) {
    assert_eq!(__private::output_schema::<T>(), Some(expected), "{}", T::schema_name());
}

#[derive(JsonSchema)]
#[schemars(crate = "toolgate_guest::schemars")]
#[expect(dead_code, reason = "only its schema matters")]
struct Taken<T> {
    it: T,
}

/// Every keyword at every place of a schema is one of the list.
fn check_keywords(schema: &Value, place: &str) {
    let Value::Object(object) = schema else { return assert!(schema.is_boolean(), "{place}: {schema}") };
    for (key, value) in object {
        assert!(KEYWORDS.contains(&key.as_str()), "{place}/{key}");
        match (key.as_str(), value) {
            ("properties" | "$defs", Value::Object(inner)) => {
                inner.iter().for_each(|(name, schema)| check_keywords(schema, &format!("{place}/{key}/{name}")));
            }
            ("anyOf", Value::Array(inner)) => inner.iter().for_each(|schema| check_keywords(schema, place)),
            ("items" | "additionalProperties", schema) => check_keywords(schema, &format!("{place}/{key}")),
            _ => {}
        }
    }
}

#[test]
fn numbers_and_texts() {
    takes::<bool>(json!({"type": "boolean"}));
    takes::<u8>(json!({"type": "integer", "minimum": 0, "maximum": 255}));
    takes::<u64>(json!({"type": "integer", "minimum": 0}));
    takes::<i64>(json!({"type": "integer"}));
    takes::<f32>(json!({"type": "number"}));
    takes::<NonZeroU16>(json!({"type": "integer", "minimum": 1, "maximum": 65535}));
    takes::<NonZeroI8>(json!({"type": "integer", "minimum": -128, "maximum": 127}));
    takes::<String>(json!({"type": "string"}));
    takes::<char>(json!({"type": "string", "minLength": 1, "maxLength": 1}));
    takes::<std::path::PathBuf>(json!({"type": "string"}));
    takes::<IpAddr>(json!({"type": "string"}));
    takes::<std::net::Ipv4Addr>(json!({"type": "string", "format": "ipv4"}));
    takes::<()>(json!({"type": "null"}));
    takes::<Value>(json!({}));
}

#[test]
fn what_may_be_absent() {
    takes::<Option<String>>(json!({"type": ["string", "null"]}));
    takes::<Option<Box<u8>>>(json!({"type": ["integer", "null"], "minimum": 0, "maximum": 255}));
    takes::<Option<Vec<bool>>>(json!({"type": ["array", "null"], "items": {"type": "boolean"}}));
    takes::<Option<Option<i32>>>(json!({"type": ["integer", "null"]}));
    takes::<Option<Value>>(json!({}));
    takes::<Option<Side>>(json!({"type": ["string", "null"], "enum": ["left", "right", null]}));
    takes::<Option<Order>>(json!({
        "type": ["string", "null"],
        "enum": ["relevance", "newest", "oldest", null],
        "description": "How to sort.\n\n- \"newest\": Newest first.\n- \"oldest\": Oldest first, of two lines.",
    }));
}

#[test]
fn lists_and_maps() {
    takes::<Vec<u16>>(json!({"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 65535}}));
    takes::<[bool; 3]>(json!({"type": "array", "items": {"type": "boolean"}, "minItems": 3, "maxItems": 3}));
    takes::<BTreeSet<String>>(json!({"type": "array", "items": {"type": "string"}}));
    takes::<HashMap<String, f64>>(json!({"type": "object", "additionalProperties": {"type": "number"}}));
    takes::<BTreeMap<u32, bool>>(json!({"type": "object", "additionalProperties": {"type": "boolean"}}));
    takes::<BTreeMap<i8, bool>>(json!({"type": "object", "additionalProperties": {"type": "boolean"}}));
    takes::<BTreeMap<String, Value>>(json!({"type": "object", "additionalProperties": true}));
    takes::<Vec<Value>>(json!({"type": "array", "items": {}}));
}

#[test]
fn tuples_are_lists_in_arguments_and_tuples_in_results() {
    takes::<(f64, f64)>(json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}));
    takes::<(String, i64, String)>(json!({
        "type": "array",
        "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "description": "In this order: string, integer, string.",
        "minItems": 3,
        "maxItems": 3,
    }));
    gives::<(String, i64)>(json!({
        "type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2,
    }));
}

#[schema]
#[serde(rename_all = "lowercase")]
enum Side {
    Left,
    Right,
}

/// How to sort.
#[schema]
#[serde(rename_all = "lowercase")]
enum Order {
    /// Newest first.
    Newest,
    /// Oldest first,
    /// of two lines.
    Oldest,
    Relevance,
}

/// A shape.
#[schema]
enum Shape {
    /// All within a radius.
    Circle {
        /// Not negative.
        radius: f64,
    },
    Named(String),
    Nothing,
    Everything,
}

/// What to do.
#[schema]
#[serde(tag = "do", rename_all = "snake_case")]
enum Step {
    /// Goes somewhere.
    Go {
        to: String,
    },
    /// Waits.
    Wait {
        seconds: u32,
        to: Option<String>,
    },
    Stop,
}

#[schema]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    One(u8),
    None,
}

#[schema]
#[serde(untagged)]
enum Loose {
    Number(f64),
    Many(Vec<String>),
}

#[test]
fn enums_of_names() {
    takes::<Side>(json!({"type": "string", "enum": ["left", "right"]}));
    takes::<Order>(json!({
        "type": "string",
        "enum": ["relevance", "newest", "oldest"],
        "description": "How to sort.\n\n- \"newest\": Newest first.\n- \"oldest\": Oldest first, of two lines.",
    }));
}

#[test]
fn enums_with_data() {
    takes::<Shape>(json!({
        "description": "A shape.",
        "anyOf": [
            {"type": "string", "enum": ["Nothing", "Everything"]},
            {
                "type": "object",
                "description": "All within a radius.",
                "properties": {"Circle": {
                    "type": "object",
                    "properties": {"radius": {"type": "number", "description": "Not negative."}},
                    "required": ["radius"],
                    "additionalProperties": false,
                }},
                "required": ["Circle"],
                "additionalProperties": false,
            },
            {
                "type": "object",
                "properties": {"Named": {"type": "string"}},
                "required": ["Named"],
                "additionalProperties": false,
            },
        ],
    }));
    let step = |name: &str, fields: Value, required: Value, description: &str| {
        let mut properties = fields;
        properties["do"] = json!({"type": "string", "enum": [name]});
        let mut schema = json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        });
        if !description.is_empty() {
            schema["description"] = description.into();
        }
        schema
    };
    let text = json!({"type": "string"});
    takes::<Step>(json!({
        "description": "What to do.",
        "anyOf": [
            step("go", json!({"to": text}), json!(["do", "to"]), "Goes somewhere."),
            step(
                "wait",
                json!({
                    "seconds": {"type": "integer", "minimum": 0},
                    "to": {"type": ["string", "null"]},
                }),
                json!(["do", "seconds"]),
                "Waits.",
            ),
            step("stop", json!({}), json!(["do"]), ""),
        ],
    }));
    takes::<Adjacent>(json!({"anyOf": [
        {
            "type": "object",
            "properties": {
                "t": {"type": "string", "enum": ["One"]},
                "c": {"type": "integer", "minimum": 0, "maximum": 255},
            },
            "required": ["t", "c"],
        },
        {"type": "object", "properties": {"t": {"type": "string", "enum": ["None"]}}, "required": ["t"]},
    ]}));
    takes::<Option<Loose>>(json!({"anyOf": [
        {"type": "number"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"},
    ]}));
}

#[test]
fn a_root_of_choices_is_one_object() {
    let schema = __private::input_schema::<Step>();
    check_keywords(&schema, "");
    assert_eq!(
        schema,
        json!({
            "description": "What to do.",
            "type": "object",
            "properties": {
                "do": {
                    "type": "string",
                    "enum": ["go", "wait", "stop"],
                    "description": "- \"go\": Goes somewhere. (Needs \"to\".)\n- \"wait\": Waits. (Needs \"seconds\".)",
                },
                "to": {"anyOf": [{"type": "string"}, {"type": ["string", "null"]}]},
                "seconds": {"type": "integer", "minimum": 0},
            },
            "required": ["do"],
            "additionalProperties": false,
        })
    );
}

#[schema]
struct Outer {
    /// How to sort what was found.
    order: Order,
    /// One of two, or neither.
    #[serde(default)]
    side: Option<Side>,
    #[serde(default)]
    tags: Vec<String>,
    #[schemars(range(min = 1, max = 9), example = 3)]
    count: u8,
    #[schemars(length(max = 5), regex(pattern = "^a"))]
    name: String,
    #[schemars(extend("exclusiveMinimum" = 0, "x-note" = "no"))]
    ratio: f64,
}

#[test]
fn fields_keep_what_is_said_of_them() {
    takes::<Outer>(json!({
        "type": "object",
        "properties": {
            "order": {
                "type": "string",
                "enum": ["relevance", "newest", "oldest"],
                "description": "How to sort what was found.\n\n- \"newest\": Newest first.\n- \"oldest\": Oldest first, of two lines.",
            },
            "side": {
                "type": ["string", "null"], "enum": ["left", "right", null], "description": "One of two, or neither.",
            },
            "tags": {"type": "array", "items": {"type": "string"}, "default": []},
            "count": {"type": "integer", "minimum": 1, "maximum": 9, "description": "For example: 3"},
            "name": {"type": "string", "maxLength": 5, "pattern": "^a"},
            "ratio": {"type": "number"},
        },
        "required": ["order", "count", "name", "ratio"],
        "additionalProperties": false,
    }));
}

/// A tree.
#[schema]
struct Tree {
    value: u8,
    /// Beneath it.
    #[serde(default)]
    children: Vec<Tree>,
    parent: Option<Box<Tree>>,
}

#[test]
fn what_contains_itself_is_a_definition() {
    let reference = json!({"$ref": "#/$defs/Tree"});
    let tree = json!({
        "type": "object",
        "description": "A tree.",
        "properties": {
            "value": {"type": "integer", "minimum": 0, "maximum": 255},
            "children": {"type": "array", "items": reference, "description": "Beneath it.", "default": []},
            "parent": {"anyOf": [reference, {"type": "null"}]},
        },
        "required": ["value"],
        "additionalProperties": false,
    });
    let schema = __private::input_schema::<Taken<Tree>>();
    check_keywords(&schema, "");
    assert_eq!(schema["$defs"]["Tree"], tree);
    assert_eq!(schema["properties"]["it"], reference);
    let schema = __private::input_schema::<Tree>();
    assert_eq!(schema["type"], "object");
    assert_eq!(schema["properties"]["value"], tree["properties"]["value"]);
    assert_eq!(schema["additionalProperties"], false);
}
