//! `join`: two sets of rows, by the values that they share. Null is like nothing, not even like null.

use std::collections::{BTreeMap, HashMap};

use toolgate_guest::serde_json::Value;
use toolgate_guest::{ToolFailure, schema, tool};

use super::order::identity;
use super::{MAX_ROWS, Row, field};
use crate::failure::{invalid, limit};

/// Which rows stay that have no partner: none (`inner`), the left ones (`left`), or those of both sides (`full`).
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum How {
    Inner,
    Left,
    Full,
}

/// The fields that rows are matched by.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
pub(crate) enum On {
    One(String),
    Many(Vec<String>),
    /// The left side's name of each field, and the right side's.
    Named(BTreeMap<String, String>),
}

impl On {
    /// Names on the left and on the right.
    fn pairs(&self) -> (Vec<&str>, Vec<&str>) {
        match self {
            On::One(name) => (vec![name], vec![name]),
            On::Many(names) => (names.iter().map(String::as_str).collect(), names.iter().map(String::as_str).collect()),
            On::Named(names) => names.iter().map(|(left, right)| (left.as_str(), right.as_str())).unzip(),
        }
    }
}

/// Joins two sets of rows on fields that are equal. Each row of the result has the left row's fields and then the right row's; what both have under one name beside the keys gets `suffix` on the right side.
#[tool(title = "Join rows", read_only, idempotent, open_world = false)]
pub(crate) async fn join(
    /// An array of objects.
    left: Vec<Row>,
    /// An array of objects.
    right: Vec<Row>,
    /// `"id"`, `["country", "city"]`, or `{"customer_id": "id"}` where the left side's name differs from the right side's. `a.b` reaches into an object.
    on: On,
    #[tool(default = How::Inner)] how: How,
    /// What is appended to a name of the right side that the left side has as well.
    #[tool(default = String::from("_right"))]
    suffix: String,
) -> Result<Vec<Row>, ToolFailure> {
    let (left_keys, right_keys) = on.pairs();
    if left_keys.is_empty() {
        return Err(invalid("/on", "name at least one field to join on"));
    }
    if suffix.is_empty() {
        return Err(invalid("/suffix", "a suffix has at least one character, or fields would be lost"));
    }
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in right.iter().enumerate() {
        if let Some(key) = key(row, &right_keys) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let pair = Pair { same_names: left_keys == right_keys, right_keys: &right_keys, suffix: &suffix };
    let mut matched = vec![false; right.len()];
    let mut rows = Vec::new();
    for row in &left {
        let partners = key(row, &left_keys).and_then(|key| by_key.get(&key)).map(Vec::as_slice).unwrap_or_default();
        if rows.len() + partners.len().max(1) > MAX_ROWS {
            let message = format!("the join has more than {MAX_ROWS} rows: are its keys unique on one side?");
            return Err(limit("rows", MAX_ROWS as u64, (rows.len() + partners.len()) as u64, message));
        }
        for &partner in partners {
            matched[partner] = true;
            rows.push(pair.joined(row, &right[partner]));
        }
        if partners.is_empty() && how != How::Inner {
            rows.push(row.clone());
        }
    }
    if how == How::Full {
        rows.extend(right.into_iter().zip(matched).filter(|(_, matched)| !matched).map(|(row, _)| row));
    }
    Ok(rows)
}

fn key(row: &Row, names: &[&str]) -> Option<String> {
    let values: Vec<&Value> = names.iter().map(|name| field(row, name)).collect();
    (!values.iter().any(|value| value.is_null())).then(|| identity(values))
}

struct Pair<'a> {
    /// Whether the keys have one name on both sides; then they are in the result once.
    same_names: bool,
    right_keys: &'a [&'a str],
    suffix: &'a str,
}

impl Pair<'_> {
    fn joined(&self, left: &Row, right: &Row) -> Row {
        let mut row = left.clone();
        for (name, value) in right {
            if self.same_names && self.right_keys.contains(&name.as_str()) {
                continue;
            }
            let mut name = name.clone();
            while row.contains_key(&name) {
                name.push_str(self.suffix);
            }
            row.insert(name, value.clone());
        }
        row
    }
}
