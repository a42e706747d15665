//! `sort`: rows in the order of one field or several. Rows that are equal keep their order.

use std::cmp::Ordering;

use toolgate_guest::serde_json::Value;
use toolgate_guest::{ToolFailure, schema, tool};

use super::order::compare;
use super::{Row, field};
use crate::failure::invalid;

/// The most fields that one sort looks at.
const MAX_KEYS: usize = 32;

/// Up or down.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Asc,
    Desc,
}

/// Where rows go that have null in the field, or no such field.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Nulls {
    First,
    Last,
}

/// A field to sort by, with its direction.
#[schema]
#[derive(Debug)]
pub(crate) struct Key {
    field: String,
    #[serde(default = "ascending")]
    direction: Direction,
    #[serde(default = "last")]
    nulls: Nulls,
}

fn ascending() -> Direction {
    Direction::Asc
}

fn last() -> Nulls {
    Nulls::Last
}

/// A field's name, or a field with its direction.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
pub(crate) enum By {
    Field(String),
    Key(Key),
}

/// One key or several, the most important first.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
pub(crate) enum Keys {
    One(By),
    Many(Vec<By>),
}

/// Sorts rows by one field or several; equal rows keep their order. Values of different types are sorted as null, false, true, numbers, strings, arrays, objects; strings by code points.
#[tool(title = "Sort rows", read_only, idempotent, open_world = false)]
pub(crate) async fn sort(
    /// An array of objects.
    rows: Vec<Row>,
    /// `"price"`, or `{field: "price", direction: "desc", nulls: "first"}`, or an array of these. `a.b` reaches into an object. Nulls are last unless told otherwise, in both directions.
    by: Keys,
    /// The most rows to return, from the first.
    limit: Option<u32>,
) -> Result<Vec<Row>, ToolFailure> {
    let keys: Vec<Key> = match by {
        Keys::One(key) => vec![key.into()],
        Keys::Many(keys) => keys.into_iter().map(Into::into).collect(),
    };
    if keys.is_empty() || keys.len() > MAX_KEYS {
        return Err(invalid("/by", format!("name 1 to {MAX_KEYS} fields to sort by")));
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let column = |key: &Key| rows.iter().map(|row| field(row, &key.field)).collect();
    let values: Vec<Vec<&Value>> = keys.iter().map(column).collect();
    order.sort_by(|&one, &other| {
        let orders = keys.iter().zip(&values).map(|(key, values)| key.compare(values[one], values[other]));
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    order.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|at| rows[at].take()).collect())
}

impl From<By> for Key {
    fn from(by: By) -> Self {
        match by {
            By::Field(field) => Key { field, direction: Direction::Asc, nulls: Nulls::Last },
            By::Key(key) => key,
        }
    }
}

impl Key {
    fn compare(&self, one: &Value, other: &Value) -> Ordering {
        let nulls = match self.nulls {
            Nulls::First => other.is_null().cmp(&one.is_null()),
            Nulls::Last => one.is_null().cmp(&other.is_null()),
        };
        nulls.then_with(|| match self.direction {
            Direction::Asc => compare(one, other),
            Direction::Desc => compare(other, one),
        })
    }
}
