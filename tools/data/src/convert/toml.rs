//! TOML. Its dates and times become strings, `inf` and `nan` null; a null can't be written, and in an object is left out.

use toml::{Table, Value as Toml};
use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::{Number, Value};

use super::position;
use crate::failure::{invalid, kind, syntax};

pub(super) fn parse(text: &str) -> Result<Value, ToolFailure> {
    let table: Table = toml::from_str(text).map_err(|error: toml::de::Error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        syntax(format!("not TOML: {} (line {line}, column {column})", error.message().trim()), line, column)
    })?;
    Ok(value_of(Toml::Table(table)))
}

fn value_of(toml: Toml) -> Value {
    match toml {
        Toml::String(text) => text.into(),
        Toml::Integer(integer) => integer.into(),
        Toml::Float(float) => Number::from_f64(float).map_or(Value::Null, Value::Number),
        Toml::Boolean(boolean) => boolean.into(),
        Toml::Datetime(datetime) => datetime.to_string().into(),
        Toml::Array(items) => items.into_iter().map(value_of).collect(),
        Toml::Table(table) => Value::Object(table.into_iter().map(|(name, value)| (name, value_of(value))).collect()),
    }
}

pub(super) fn write(value: &Value) -> Result<String, ToolFailure> {
    let Value::Object(members) = value else {
        return Err(invalid("/input", format!("TOML is made of an object, and this is {}", kind(value))));
    };
    let mut table = Table::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        table.insert(name.clone(), toml_of(value, &format!("/input/{name}"))?);
    }
    Ok(toml::to_string(&table)?)
}

fn toml_of(value: &Value, pointer: &str) -> Result<Toml, ToolFailure> {
    Ok(match value {
        Value::Null => return Err(invalid(pointer, format!("TOML has no null: leave out {pointer}"))),
        Value::Bool(boolean) => Toml::Boolean(*boolean),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Toml::Integer(integer),
            (None, float) => Toml::Float(float.unwrap_or(f64::NAN)),
        },
        Value::String(text) => Toml::String(text.clone()),
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(at, item)| toml_of(item, &format!("{pointer}/{at}")));
            Toml::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let members =
                members.map(|(name, value)| Ok((name.clone(), toml_of(value, &format!("{pointer}/{name}"))?)));
            Toml::Table(members.collect::<Result<_, ToolFailure>>()?)
        }
    })
}
