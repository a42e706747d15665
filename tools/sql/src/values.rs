//! Values between JSON and SQLite. What a JSON number can't hold exactly is never rounded in silence, and bytes are told from
//! text.

use std::fmt;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use toolgate_guest::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toolgate_guest::serde::de::{Error, MapAccess, SeqAccess, Visitor};
use toolgate_guest::serde::ser::SerializeMap;
use toolgate_guest::serde::{Deserialize, Deserializer, Serialize, Serializer};
use toolgate_guest::serde_json::{self, Map};

/// The largest integer up to which a JSON number, which is a double to most readers, holds every one.
const LARGEST_EXACT: u64 = (1 << 53) - 1;

/// A value on its way in.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Integer(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Integer(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
                i64::try_from(value)
                    .map(Value::Integer)
                    .map_err(|_| E::custom(format_args!("{value} does not fit into the 64 bits of an SQLite integer")))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(Value::Real(value))
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element::<serde_json::Value>()? {
                    all.push(item);
                }
                Ok(Value::Text(serde_json::Value::Array(all).to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
                let mut all = Map::new();
                while let Some((key, value)) = entries.next_entry::<String, serde_json::Value>()? {
                    all.insert(key, value);
                }
                tagged(all)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// `{"base64": ".."}`, `{"integer": ".."}`, or any other object as its JSON.
fn tagged<E: Error>(object: Map<String, serde_json::Value>) -> Result<Value, E> {
    if object.len() == 1 {
        match object.iter().next().map(|(key, value)| (key.as_str(), value.as_str())) {
            Some(("base64", Some(text))) => {
                let bytes = STANDARD.decode(text);
                return bytes.map(Value::Blob).map_err(|error| E::custom(format_args!("this is not base64: {error}")));
            }
            Some(("integer", Some(text))) => {
                let integer = text.parse();
                return integer
                    .map(Value::Integer)
                    .map_err(|_| E::custom(format_args!("{text:?} is not an integer of 64 bits")));
            }
            _ => {}
        }
    }
    Ok(Value::Text(serde_json::Value::Object(object).to_string()))
}

impl JsonSchema for Value {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["null", "boolean", "number", "string", "object", "array"] })
    }
}

/// A row on its way in: names and values, in the order in which they were written.
#[derive(Debug)]
pub(crate) struct Record(pub(crate) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Record;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Record, A::Error> {
                let mut all = Vec::with_capacity(entries.size_hint().unwrap_or(0).min(64));
                while let Some(entry) = entries.next_entry()? {
                    all.push(entry);
                }
                Ok(Record(all))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for Record {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Record".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": true })
    }
}

/// A value on its way out.
#[derive(Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    /// Text that is not UTF-8 is bytes.
    pub(crate) fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Cell::Text(text.to_owned()),
                Err(_) => Cell::Blob(bytes.to_owned()),
            },
            ValueRef::Blob(bytes) => Cell::Blob(bytes.to_owned()),
        }
    }

    /// How much of an answer a value takes, in bytes; about, since what JSON escapes is not counted twice.
    pub(crate) fn size(value: ValueRef<'_>) -> usize {
        match value {
            ValueRef::Null => 4,
            ValueRef::Integer(_) | ValueRef::Real(_) => 16,
            ValueRef::Text(bytes) => bytes.len() + 2,
            ValueRef::Blob(bytes) => bytes.len() / 3 * 4 + 20,
        }
    }

    /// Whether it is a number that has to be written as text.
    pub(crate) fn is_number_as_text(&self) -> bool {
        match self {
            Cell::Integer(value) => value.unsigned_abs() > LARGEST_EXACT,
            Cell::Real(value) => !value.is_finite(),
            _ => false,
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_unit(),
            Cell::Integer(value) if self.is_number_as_text() => serializer.collect_str(value),
            Cell::Integer(value) => serializer.serialize_i64(*value),
            Cell::Real(value) if value.is_finite() => serializer.serialize_f64(*value),
            Cell::Real(value) => serializer.serialize_str(if *value > 0.0 { "Infinity" } else { "-Infinity" }),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Blob(bytes) => {
                let mut object = serializer.serialize_map(Some(1))?;
                object.serialize_entry("base64", &STANDARD.encode(bytes))?;
                object.end()
            }
        }
    }
}

impl JsonSchema for Cell {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cell".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["null", "number", "string", "object"] })
    }
}

/// A row on its way out: an object with the columns' names, in their order.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) columns: Rc<[String]>,
    pub(crate) cells: Vec<Cell>,
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(&self.cells))
    }
}

impl JsonSchema for Row {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Result<Value, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn json_becomes_values() {
        for (json, expect) in [
            ("null", Value::Null),
            ("true", Value::Integer(1)),
            ("-9223372036854775808", Value::Integer(i64::MIN)),
            ("1.5", Value::Real(1.5)),
            ("1e20", Value::Real(1e20)),
            (r#""a""#, Value::Text("a".into())),
            (r#"{"base64": "AP8="}"#, Value::Blob(vec![0, 255])),
            (r#"{"integer": "9007199254740993"}"#, Value::Integer(9_007_199_254_740_993)),
            (r#"{"base64": 1}"#, Value::Text(r#"{"base64":1}"#.into())),
            (r#"[1, {"a": null}]"#, Value::Text(r#"[1,{"a":null}]"#.into())),
        ] {
            assert_eq!(value(json), Ok(expect), "{json}");
        }
        assert!(value("18446744073709551615").is_err_and(|error| error.contains("64 bits")));
        assert!(value(r#"{"integer": "1.5"}"#).is_err_and(|error| error.contains("not an integer")));
        assert!(value(r#"{"base64": "?"}"#).is_err_and(|error| error.contains("not base64")));
    }

    #[test]
    fn values_become_json() {
        for (cell, expect) in [
            (Cell::Null, "null"),
            (Cell::Integer(9_007_199_254_740_991), "9007199254740991"),
            (Cell::Integer(-9_007_199_254_740_992), r#""-9007199254740992""#),
            (Cell::Integer(i64::MIN), r#""-9223372036854775808""#),
            (Cell::Real(0.1), "0.1"),
            (Cell::Real(f64::NEG_INFINITY), r#""-Infinity""#),
            (Cell::from(ValueRef::Text(b"a\0b")), r#""a\u0000b""#),
            (Cell::from(ValueRef::Text(&[0xff])), r#"{"base64":"/w=="}"#),
            (Cell::from(ValueRef::Blob(b"")), r#"{"base64":""}"#),
        ] {
            assert_eq!(serde_json::to_string(&cell).ok().as_deref(), Some(expect));
        }
    }
}
