//! The schemas of every plugin that was built: model providers accept them.

use std::fs;

use serde_json::Value;
use toolgate::provider::ComponentSource;

use super::{block_on, builder};
use crate::harness::root;

crate::tests![plugins_say_nothing_that_model_providers_refuse];

/// What OpenAI, Anthropic and Google all take in a tool's arguments. None of them reads a result's schema, so that may hold
/// tuples as well.
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
const FORMATS: &[&str] = &["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"];

fn plugins_say_nothing_that_model_providers_refuse() {
    let mut builder = builder();
    let mut plugins = 0;
    for entry in fs::read_dir(root().join("target/guests")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.extension().is_some_and(|extension| extension == "wasm") {
            fs::read(&path).unwrap()
        } else {
            continue;
        };
        // Engines and scripts export something else.
        let is_plugin = bytes.windows(PROVIDER.len()).any(|window| window == PROVIDER);
        if !is_plugin || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().replace('-', "_");
        builder = builder.component(name, ComponentSource::from_bytes(bytes).named(path.display().to_string()));
        plugins += 1;
    }
    assert!(plugins > 2, "{plugins}");
    let runtime = block_on(async { builder.build().await.unwrap() });
    for (name, tool) in runtime.catalog().tools() {
        assert_eq!(tool.input_schema["type"], "object", "{name}");
        assert!(tool.input_schema.get("anyOf").is_none(), "{name}: choices at the root");
        check(&tool.input_schema, name, KEYWORDS);
        if let Some(schema) = &tool.output_schema {
            check(schema, name, &[KEYWORDS, &["prefixItems"]].concat());
        }
    }
}

const PROVIDER: &[u8] = b"toolgate:tools/provider@";

fn check(schema: &Value, place: &str, keywords: &[&str]) {
    let Value::Object(object) = schema else { panic!("{place}: {schema} is no object") };
    for (key, value) in object {
        assert!(keywords.contains(&key.as_str()), "{place}: the keyword {key:?}: {schema}");
        match (key.as_str(), value) {
            ("properties" | "$defs", Value::Object(inner)) => {
                inner.iter().for_each(|(name, schema)| check(schema, &format!("{place}/{name}"), keywords));
            }
            ("anyOf" | "prefixItems", Value::Array(inner)) => {
                inner.iter().for_each(|schema| check(schema, place, keywords));
            }
            ("items" | "additionalProperties", Value::Object(_)) => check(value, place, keywords),
            ("additionalProperties", Value::Bool(_)) => {}
            ("format", Value::String(format)) => assert!(FORMATS.contains(&format.as_str()), "{place}: {format}"),
            ("enum", Value::Array(values)) => {
                assert!(values.iter().all(|value| value.is_string() || value.is_null()), "{place}: {schema}");
            }
            _ => {}
        }
    }
}
