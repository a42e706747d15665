//! `group`: rows that share values become one, with figures of each group. Nulls count for nothing but `count` of rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use toolgate_guest::serde_json::{Number, Value, json};
use toolgate_guest::{ToolFailure, schema, tool};

use super::order::{compare, identity, integer};
use super::{Fields, Row, field};
use crate::failure::{invalid, kind};

/// What a figure is: `count` of rows (or of values that are not null, with `field`), `sum`, `mean`, `median`, `min`, `max`,
/// `percentile` (with `p`), `distinct` (how many different values), `first`, `last`, or `list` of values.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Operation {
    Count,
    Sum,
    Mean,
    Median,
    Min,
    Max,
    Percentile,
    Distinct,
    First,
    Last,
    List,
}

/// One figure of each group.
#[schema]
#[derive(Debug)]
pub(crate) struct Aggregate {
    op: Operation,
    /// Whose values; only `count` does without. `a.b` reaches into an object.
    field: Option<String>,
    /// For `percentile`: from 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    p: Option<f64>,
}

/// Groups rows by the values of fields and computes figures for each group, like SQL's GROUP BY. Without `by` all rows are one group.
#[tool(title = "Group and aggregate rows", read_only, idempotent, open_world = false)]
pub(crate) async fn group(
    /// An array of objects.
    rows: Vec<Row>,
    /// `"country"` or `["country", "city"]`. `a.b` reaches into an object.
    by: Option<Fields>,
    /// The figures by the name that each gets in the result: `{"total": {"op": "sum", "field": "price"}, "orders": {"op": "count"}}`.
    #[tool(default)]
    aggregates: BTreeMap<String, Aggregate>,
) -> Result<Vec<Row>, ToolFailure> {
    let by = by.as_ref().map(Fields::as_slice).unwrap_or_default();
    check(by, &aggregates)?;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    if by.is_empty() {
        groups.push((0..rows.len()).collect());
    } else {
        for (at, row) in rows.iter().enumerate() {
            let key = identity(by.iter().map(|name| field(row, name)));
            let group = *by_key.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(at);
        }
    }
    let result = |members: Vec<usize>| {
        let mut result = Row::new();
        for name in by {
            let value = members.first().map_or(&Value::Null, |&first| field(&rows[first], name));
            result.insert(name.clone(), value.clone());
        }
        for (name, aggregate) in &aggregates {
            result.insert(name.clone(), aggregate.of(&rows, &members)?);
        }
        Ok(result)
    };
    groups.into_iter().map(result).collect()
}

fn check(by: &[String], aggregates: &BTreeMap<String, Aggregate>) -> Result<(), ToolFailure> {
    if by.is_empty() && aggregates.is_empty() {
        return Err(invalid("", "give `by`, `aggregates`, or both"));
    }
    for (name, aggregate) in aggregates {
        let pointer = format!("/aggregates/{}", name.replace('~', "~0").replace('/', "~1"));
        if by.contains(name) {
            return Err(invalid(&pointer, format!("`{name}` is a field of `by`: give the figure another name")));
        }
        if aggregate.field.is_none() && aggregate.op != Operation::Count {
            return Err(invalid(&pointer, format!("`{name}` needs a `field`")));
        }
        if (aggregate.op == Operation::Percentile) != aggregate.p.is_some() {
            return Err(invalid(&pointer, format!("`{name}`: `p` goes with `percentile`, and `percentile` with `p`")));
        }
        if aggregate.p.is_some_and(|p| !(0.0..=100.0).contains(&p)) {
            return Err(invalid(&pointer, format!("`{name}`: `p` is from 0 to 100")));
        }
    }
    Ok(())
}

impl Aggregate {
    fn of(&self, rows: &[Row], members: &[usize]) -> Result<Value, ToolFailure> {
        let Some(name) = &self.field else { return Ok(members.len().into()) };
        let values = || members.iter().map(|&at| field(&rows[at], name)).filter(|value| !value.is_null());
        let or_null = |value: Option<&Value>| value.cloned().unwrap_or(Value::Null);
        match self.op {
            Operation::Count => Ok(values().count().into()),
            Operation::Distinct => Ok(values().map(|value| identity([value])).collect::<HashSet<_>>().len().into()),
            Operation::First => Ok(or_null(values().next())),
            Operation::Last => Ok(or_null(values().next_back())),
            Operation::List => Ok(values().cloned().collect::<Vec<_>>().into()),
            Operation::Min => Ok(or_null(values().min_by(|one, other| compare(one, other)))),
            Operation::Max => Ok(or_null(values().max_by(|one, other| compare(one, other)))),
            Operation::Sum => Ok(sum(&numbers(rows, members, name)?)),
            Operation::Mean => Ok(mean(&numbers(rows, members, name)?)),
            Operation::Median => Ok(percentile(&numbers(rows, members, name)?, 50.0)),
            Operation::Percentile => Ok(percentile(&numbers(rows, members, name)?, self.p.unwrap_or(50.0))),
        }
    }
}

fn numbers<'a>(rows: &'a [Row], members: &[usize], name: &str) -> Result<Vec<&'a Number>, ToolFailure> {
    let values = members.iter().map(|&at| (at, field(&rows[at], name))).filter(|(_, value)| !value.is_null());
    let number = |(at, value): (usize, &'a Value)| match value {
        Value::Number(number) => Ok(number),
        value => Err(ToolFailure::failed(format!(
            "`{name}` of row {at} is {}, not a number: convert it first, or leave the row out",
            kind(value)
        ))
        .with_data(json!({"code": "not-a-number", "row": at, "field": name}))),
    };
    values.map(number).collect()
}

/// Exact where all are integers.
fn sum(numbers: &[&Number]) -> Value {
    let exact = numbers.iter().try_fold(0_i128, |sum, number| sum.checked_add(integer(number)?));
    match exact.and_then(|sum| i64::try_from(sum).ok()) {
        Some(sum) => sum.into(),
        None => float(total(numbers)),
    }
}

fn total(numbers: &[&Number]) -> f64 {
    numbers.iter().filter_map(|number| number.as_f64()).sum()
}

fn mean(numbers: &[&Number]) -> Value {
    if numbers.is_empty() {
        return Value::Null;
    }
    float(total(numbers) / numbers.len() as f64)
}

/// Between the two nearest values, in proportion.
fn percentile(numbers: &[&Number], p: f64) -> Value {
    let mut values: Vec<f64> = numbers.iter().filter_map(|number| number.as_f64()).collect();
    values.sort_by(f64::total_cmp);
    let Some(last) = values.len().checked_sub(1) else { return Value::Null };
    let at = p / 100.0 * last as f64;
    let (low, high) = (values[at.floor() as usize], values[(at.ceil() as usize).min(last)]);
    float(low + (high - low) * at.fract())
}

/// A float that is an integer is written as one.
fn float(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.fract() == 0.0 && value.abs() <= EXACT {
        true => (value as i64).into(),
        false => Number::from_f64(value).map_or(Value::Null, Value::Number),
    }
}
