//! Rows: arrays of objects, as a query or a table gives them. What the tools for rows share; no tool of its own.

pub(crate) mod group;
pub(crate) mod join;
mod order;
pub(crate) mod sort;

use toolgate_guest::schema;
use toolgate_guest::serde_json::{Map, Value};

/// One row: its fields by name.
pub(crate) type Row = Map<String, Value>;

/// The most rows that a tool returns.
const MAX_ROWS: usize = 100_000;

/// One field or several, by name.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
pub(crate) enum Fields {
    One(String),
    Many(Vec<String>),
}

impl Fields {
    fn as_slice(&self) -> &[String] {
        match self {
            Fields::One(field) => std::slice::from_ref(field),
            Fields::Many(fields) => fields,
        }
    }
}

/// A row's field; where it has none of that name, `a.b` is the field `b` of its field `a`. What is missing is null.
fn field<'a>(row: &'a Row, name: &str) -> &'a Value {
    if let Some(value) = row.get(name) {
        return value;
    }
    let mut parts = name.split('.');
    let first = parts.next().and_then(|part| row.get(part));
    parts.try_fold(first.unwrap_or(&Value::Null), |value, part| value.get(part)).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use toolgate_guest::serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_found_by_its_name_or_its_path() {
        let row = json!({"a": {"b": {"c": 1}}, "a.b": 2, "x": null});
        let row = row.as_object().expect("an object");
        assert_eq!(field(row, "a.b"), &json!(2));
        assert_eq!(field(row, "a.b.c"), &json!(1));
        for missing in ["x", "y", "x.y", "a.z.c", "", "."] {
            assert_eq!(field(row, missing), &Value::Null, "{missing}");
        }
    }
}
