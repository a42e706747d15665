//! What `#[tool]` and `plugin!` make of functions: definitions, and calls by JSON.

use std::num::ParseIntError;

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{Annotations, FailureKind, Provider, ToolDefinition, ToolFailure, plugin, schema, testing, tool};

/// A place on a map.
#[schema]
#[derive(Clone, Debug, PartialEq)]
struct Place {
    /// North is positive.
    latitude: f32,
    longitude: f32,
    name: Option<String>,
}

#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Meters,
    Miles,
}

/// Says how far
/// it is.
///
/// As the crow flies.
#[tool(
    name = "distance-between",
    title = "Distance",
    timeout = "1m 30s",
    read_only,
    idempotent = true,
    open_world = false
)]
async fn distance(
    from: Place,
    /// Where it ends.
    mut to: Place,
    #[tool(default = Unit::Meters)] unit: Unit,
    #[tool(default)] round: bool,
    #[tool(name = "max-hops")]
    #[schemars(range(max = 9))]
    hops: Option<u8>,
) -> f64 {
    to.name = None;
    let length = f64::from(from.latitude - to.latitude).hypot(f64::from(from.longitude - to.longitude));
    let length = if unit == Unit::Miles { length / 1609.0 } else { length };
    if round { length.round() } else { length + f64::from(hops.unwrap_or(0)) }
}

#[tool]
fn parse(r#type: String) -> Result<i64, ParseIntError> {
    r#type.parse()
}

#[tool(destructive)]
async fn refuse() -> Result<(), ToolFailure> {
    let _: i64 = "x".parse().or(Err(ToolFailure::unavailable("closed").with_data(json!({"retry_after_ms": 5}))))?;
    Ok(())
}

/// Gives back.
#[tool]
fn mirror(#[tool(flatten)] Place { latitude, longitude, name }: Place) -> Place {
    Place { latitude: longitude, longitude: latitude, name }
}

#[tool]
fn anything(value: Value) -> Value {
    value
}

mod other {
    use toolgate_guest::tool;

    type Result<T> = std::result::Result<T, String>;

    #[tool]
    pub(super) fn nothing() {}

    #[tool]
    pub(super) fn fails() -> Result<u8> {
        Err("no".to_owned())
    }
}

plugin!(distance, parse, refuse, mirror, anything, other::nothing, other::fails);

fn definition(name: &str) -> ToolDefinition {
    Plugin::definitions().into_iter().find(|definition| definition.name == name).expect("a tool")
}

fn call(name: &str, arguments: Value) -> Result<Value, ToolFailure> {
    testing::call::<Plugin>(name, arguments)
}

#[test]
fn a_definition_says_what_the_function_says() {
    let place = |description: &str| {
        json!({
            "type": "object",
            "description": description,
            "properties": {
                "latitude": {"type": "number", "description": "North is positive."},
                "longitude": {"type": "number"},
                "name": {"type": ["string", "null"]},
            },
            "required": ["latitude", "longitude"],
            "additionalProperties": false,
        })
    };
    let expect = ToolDefinition {
        name: "distance-between".to_owned(),
        title: Some("Distance".to_owned()),
        description: Some("Says how far\nit is.\n\nAs the crow flies.".to_owned()),
        input_schema: json!({
            "type": "object",
            "properties": {
                "from": place("A place on a map."),
                "to": place("Where it ends."),
                "unit": {"type": "string", "enum": ["meters", "miles"], "default": "meters"},
                "round": {"type": "boolean", "default": false},
                "max-hops": {"type": ["integer", "null"], "minimum": 0, "maximum": 9},
            },
            "required": ["from", "to"],
            "additionalProperties": false,
        }),
        output_schema: Some(json!({"type": "number"})),
        annotations: Annotations {
            read_only: Some(true),
            destructive: None,
            idempotent: Some(true),
            open_world: Some(false),
        },
        timeout_ms: Some(90_000),
    };
    assert_eq!(definition("distance-between"), expect);
}

#[test]
fn schemas_of_less_common_shapes() {
    assert_eq!(
        definition("nothing").input_schema,
        json!({"type": "object", "properties": {}, "additionalProperties": false})
    );
    assert_eq!(definition("nothing").output_schema, Some(json!({"type": "null"})));
    assert_eq!(definition("anything").output_schema, None);
    assert_eq!(definition("fails").output_schema, Some(json!({"type": "integer", "minimum": 0, "maximum": 255})));
    let mirror = definition("mirror");
    assert_eq!(mirror.input_schema["required"], json!(["latitude", "longitude"]));
    assert_eq!(mirror.output_schema.expect("a schema")["required"], json!(["latitude", "longitude", "name"]));
    assert_eq!(definition("refuse").annotations, Annotations { destructive: Some(true), ..Annotations::default() });
}

#[test]
fn calls_go_through_json() {
    let here = json!({"latitude": 3.0, "longitude": 4.0});
    let there = json!({"latitude": 0.0, "longitude": 0.0, "name": "null"});
    assert_eq!(call("distance-between", json!({"from": here, "to": there, "max-hops": 2})), Ok(json!(7.0)));
    assert_eq!(call("mirror", here), Ok(json!({"latitude": 4.0, "longitude": 3.0, "name": null})));
    assert_eq!(call("parse", json!({"type": "7"})), Ok(json!(7)));
    assert_eq!(call("anything", json!({"value": [1, {"a": null}]})), Ok(json!([1, {"a": null}])));
    assert_eq!(call("nothing", json!({})), Ok(Value::Null));
}

#[test]
fn failures_say_which_kind() {
    let refused = call("refuse", json!({})).expect_err("a failure");
    assert_eq!((refused.kind, refused.retryable), (FailureKind::Unavailable, true));
    assert_eq!(refused.data, Some(json!({"retry_after_ms": 5})));
    assert_eq!(call("parse", json!({"type": "x"})), Err(ToolFailure::failed("invalid digit found in string")));
    assert_eq!(call("fails", json!({})), Err(ToolFailure::failed("no")));
    assert_eq!(call("none", json!({})).map_err(|failure| failure.kind), Err(FailureKind::UnknownTool));
    for wrong in [json!({}), json!({"type": 1}), json!({"type": "1", "other": 1}), json!([])] {
        assert_eq!(call("parse", wrong).map_err(|failure| failure.kind), Err(FailureKind::InvalidArguments));
    }
}

#[test]
fn a_tool_is_still_its_function() {
    let place = Place { latitude: 1.0, longitude: 2.0, name: None };
    assert_eq!(testing::block_on(distance(place.clone(), place.clone(), Unit::Miles, true, None)), 0.0);
    assert_eq!(mirror(place).latitude, 2.0);
}
