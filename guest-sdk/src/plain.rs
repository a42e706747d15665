//! Schemas in the part of JSON Schema 2020-12 that model providers accept for a tool's arguments (OpenAI's, Anthropic's and
//! Google's, the smallest of the three): what only another validator would know is said in that part, or left to the
//! tool's own types. Never makes a schema stricter than the type.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value};

/// The keywords that are left. `prefixItems` is only there in results, which no provider reads as a grammar.
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
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "pattern",
    "prefixItems",
    "properties",
    "required",
    "title",
    "type",
];

/// The formats that JSON Schema has and that providers know; not the widths of Rust's numbers.
const FORMATS: &[&str] = &["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"];

/// What may stand beside choices that are to be one schema with them.
const BESIDE_CHOICES: &[&str] = &["anyOf", "default", "description", "title"];

/// Brings a schema into that part, its subschemas first.
pub(crate) struct Plain {
    /// Whether `prefixItems` stays.
    pub(crate) tuples: bool,
}

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if schema.as_bool() == Some(true) {
            *schema = Schema::default();
        }
        let Some(object) = schema.as_object_mut() else { return };
        constant(object);
        keys_of_maps(object);
        if !self.tuples {
            tuple(object);
        }
        if let Some(choices) = object.remove("oneOf") {
            object.entry("anyOf").or_insert(choices);
        }
        choices(object);
        examples(object);
        if object.get("format").and_then(Value::as_str).is_some_and(|format| !FORMATS.contains(&format)) {
            object.remove("format");
        }
        if object.get("default").is_some_and(Value::is_null) {
            object.remove("default");
        }
        let unknown: Vec<String> = object.keys().filter(|key| !KEYWORDS.contains(&key.as_str())).cloned().collect();
        unknown.iter().for_each(|key| drop(object.remove(key)));
    }
}

fn constant(object: &mut Map<String, Value>) {
    if let Some(value) = object.remove("const") {
        object.insert("enum".to_owned(), Value::Array(vec![value]));
    }
}

/// Keys that are numbers are text in JSON, and any text will do for a schema.
fn keys_of_maps(object: &mut Map<String, Value>) {
    if let Some(Value::Object(patterns)) = object.remove("patternProperties") {
        let mut values = patterns.into_iter().map(|(_, value)| value);
        if let (Some(value), None) = (values.next(), values.next()) {
            object.insert("additionalProperties".to_owned(), value);
        } else {
            object.remove("additionalProperties");
        }
    }
    if object.get("additionalProperties").and_then(Value::as_object).is_some_and(Map::is_empty) {
        object.insert("additionalProperties".to_owned(), Value::Bool(true));
    }
}

/// A tuple is a list of as many items, each of which is one of the items' types; the order is told in words.
fn tuple(object: &mut Map<String, Value>) {
    let Some(Value::Array(items)) = object.remove("prefixItems") else { return };
    let mut kinds: Vec<Value> = Vec::new();
    for item in &items {
        if !kinds.contains(item) {
            kinds.push(item.clone());
        }
    }
    if let [kind] = kinds.as_mut_slice() {
        object.insert("items".to_owned(), kind.take());
        return;
    }
    let order: Vec<&str> = items.iter().map(name_of).collect();
    describe(object, &format!("In this order: {}.", order.join(", ")));
    object.insert("items".to_owned(), with("anyOf", Value::Array(kinds)));
}

fn name_of(schema: &Value) -> &str {
    ["title", "description", "type"].iter().find_map(|&key| schema.get(key)?.as_str()).unwrap_or("any")
}

/// Makes one list of choices within choices, one `enum` of the literals among them, and nothing of a list of one.
fn choices(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.remove("anyOf") else { return };
    let mut flat = Vec::new();
    for choice in choices {
        match choice {
            Value::Object(mut inner) if inner.keys().all(|key| key == "anyOf" || key == "description") => {
                let choices = inner.remove("anyOf");
                if let Some(Value::String(text)) = inner.get("description").filter(|_| choices.is_some()) {
                    describe(object, text);
                }
                match choices {
                    Some(Value::Array(choices)) => flat.extend(choices),
                    _ => flat.push(Value::Object(inner)),
                }
            }
            choice => flat.push(choice),
        }
    }
    let alone = object.keys().all(|key| BESIDE_CHOICES.contains(&key.as_str()));
    let mut flat = or_null(literals(flat));
    match flat.as_mut_slice() {
        [Value::Object(only)] if alone => {
            for (key, value) in std::mem::take(only) {
                match value {
                    Value::String(text) if key == "description" => describe(object, &text),
                    value => drop(object.entry(key).or_insert(value)),
                }
            }
        }
        _ => drop(object.insert("anyOf".to_owned(), Value::Array(flat))),
    }
}

/// One `enum` of strings in place of all, with what was said of each of them.
fn literals(choices: Vec<Value>) -> Vec<Value> {
    let strings = |choice: &Value| {
        let object = choice.as_object()?;
        let plain = object.keys().all(|key| ["type", "enum", "description"].contains(&key.as_str()));
        let values = object.get("enum")?.as_array()?;
        (plain && values.iter().all(Value::is_string)).then(|| values.clone())
    };
    if choices.iter().filter_map(strings).count() < 2 {
        return choices;
    }
    let (mut first, mut values, mut said, mut kept) = (None, Vec::new(), Vec::new(), Vec::new());
    for choice in choices {
        let Some(literals) = strings(&choice) else {
            kept.push(choice);
            continue;
        };
        if first.is_none() {
            first = Some(kept.len());
        }
        if let Some(text) = choice.get("description").and_then(Value::as_str) {
            match literals.as_slice() {
                [literal] => said.push(about(literal, text)),
                _ => said.push(text.to_owned()),
            }
        }
        values.extend(literals);
    }
    if let Some(first) = first {
        let mut merged = Map::new();
        merged.insert("type".to_owned(), "string".into());
        merged.insert("enum".to_owned(), Value::Array(values));
        if !said.is_empty() {
            merged.insert("description".to_owned(), Value::String(said.join("\n")));
        }
        kept.insert(first, Value::Object(merged));
    }
    kept
}

/// JSON as text. Not `Display`, which has a pretty form as well and brings its code along.
fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// An object of one key. Not `json!`, which serialises what it is given: a plugin is small.
fn with(key: &str, value: Value) -> Value {
    let mut object = Map::new();
    object.insert(key.to_owned(), value);
    Value::Object(object)
}

fn is_null(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| object.len() == 1) && schema.get("type").is_some_and(|kind| kind == "null")
}

/// What was said of one value, in a line.
fn about(literal: &Value, said: &str) -> String {
    let words: Vec<&str> = said.split_ascii_whitespace().collect();
    format!("- {}: {}", text(literal), words.join(" "))
}

/// `X` or nothing, where `X` has one type: that type or null.
fn or_null(choices: Vec<Value>) -> Vec<Value> {
    let [choice, nothing] = choices.as_slice() else { return choices };
    let kind = choice.get("type").filter(|kind| kind.is_string()).cloned();
    let Some(kind) = kind.filter(|kind| kind != "null" && is_null(nothing)) else {
        return choices;
    };
    let mut both = choice.clone();
    both["type"] = Value::Array(vec![kind, "null".into()]);
    if let Some(Value::Array(values)) = both.get_mut("enum") {
        values.push(Value::Null);
    }
    vec![both]
}

fn examples(object: &mut Map<String, Value>) {
    if let Some(Value::Array(examples)) = object.remove("examples") {
        let shown: Vec<String> = examples.iter().map(text).collect();
        describe(object, &format!("For example: {}", shown.join(", ")));
    }
}

/// Says something more.
fn describe(object: &mut Map<String, Value>, more: &str) {
    let text = match object.get("description").and_then(Value::as_str) {
        Some(text) => format!("{text}\n\n{more}"),
        None => more.to_owned(),
    };
    object.insert("description".to_owned(), Value::String(text));
}

/// Refers to what stands in `$defs` wherever else it was written out.
pub(crate) fn refer(schema: &mut Schema) {
    let Some(definitions) = schema.get("$defs").and_then(Value::as_object).cloned() else { return };
    if let Some(object) = schema.as_object_mut() {
        object.values_mut().for_each(|value| refer_within(value, &definitions));
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
}

fn refer_within(value: &mut Value, definitions: &Map<String, Value>) {
    if let Some((name, _)) = definitions.iter().find(|(_, definition)| *definition == value) {
        *value = with("$ref", Value::String(format!("#/$defs/{name}")));
        return;
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(|value| refer_within(value, definitions)),
        Value::Array(list) => list.iter_mut().for_each(|value| refer_within(value, definitions)),
        _ => {}
    }
}

/// Refuses arguments that the tool doesn't have, where the type's own schema leaves that open; says which there are, and that
/// the whole is an object: a root of choices between objects becomes one object, since no provider takes anything else.
pub(crate) fn close(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    one_object(object);
    if object.get("type").is_none_or(|kind| kind != "object") || object.contains_key("$ref") {
        return;
    }
    object.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    object.entry("additionalProperties").or_insert(Value::Bool(false));
}

/// One object that has the properties of all choices; those that every choice requires are required.
fn one_object(object: &mut Map<String, Value>) {
    let all_objects = |choices: &Vec<Value>| choices.iter().all(|choice| choice.get("properties").is_some());
    let Some(choices) = object.get("anyOf").and_then(Value::as_array).filter(|choices| all_objects(choices)).cloned()
    else {
        return;
    };
    object.remove("anyOf");
    let common = object.remove("properties").and_then(|own| own.as_object().cloned()).unwrap_or_default();
    let mut properties = Map::new();
    let names = |schema: &Value| -> Vec<Value> { schema["required"].as_array().cloned().unwrap_or_default() };
    let own: Vec<Value> = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let always: Vec<Value> = names(choices.first().unwrap_or(&Value::Null))
        .into_iter()
        .filter(|name| choices.iter().all(|choice| names(choice).contains(name)))
        .collect();
    for choice in &choices {
        let needed: Vec<String> =
            names(choice).into_iter().filter(|name| !always.contains(name)).map(|name| text(&name)).collect();
        let Some(Value::Object(fields)) = choice.get("properties") else { continue };
        for (name, field) in fields {
            let field = with_choice(field.clone(), choice, fields.len() == 1, &needed);
            match properties.entry(name.as_str()).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(fits) if !fits.contains(&field) => fits.push(field),
                _ => {}
            }
        }
    }
    for (_, fits) in &mut properties {
        let Value::Object(mut field) = with("anyOf", fits.take()) else { continue };
        self::choices(&mut field);
        *fits = Value::Object(field);
    }
    for (name, field) in common {
        properties.insert(name, field);
    }
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("required".to_owned(), own.into_iter().chain(always).collect());
}

/// A choice's property, with what was said of the choice where the property is what names it.
fn with_choice(mut field: Value, choice: &Value, only: bool, needed: &[String]) -> Value {
    let Some(object) = field.as_object_mut() else { return field };
    let is_tag = object.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() == 1);
    let mut said: Vec<String> =
        choice.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    if is_tag && !needed.is_empty() {
        said.push(format!("(Needs {}.)", needed.join(", ")));
    }
    if (is_tag || only) && !said.is_empty() && !object.contains_key("description") {
        object.insert("description".to_owned(), Value::String(said.join(" ")));
    }
    field
}
