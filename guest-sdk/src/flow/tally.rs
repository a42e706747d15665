//! Answers counted by what they agree on. Knows neither futures nor what an answer is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Number, Value};

/// The answers so far, in groups that agree.
#[derive(Default)]
pub(super) struct Tally {
    /// By the one text of equal keys.
    groups: BTreeMap<String, Counted>,
}

/// Answers that agree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    /// What they agree on, as the first of them to come said it.
    pub(super) key: Value,
    pub(super) votes: usize,
    pub(super) weight: f64,
    /// The earliest source among them.
    pub(super) source: usize,
}

impl Tally {
    pub(super) fn add(&mut self, source: usize, key: Value, weight: f64) {
        let counted = Counted { key, votes: 0, weight: 0.0, source };
        let group = self.groups.entry(canonical(&counted.key)).or_insert(counted);
        group.source = group.source.min(source);
        group.votes += 1;
        group.weight += weight;
    }

    /// The group that weighs most; of equal ones that with the earliest source.
    pub(super) fn best(&self) -> Option<&Counted> {
        self.groups.values().min_by(|one, other| Counted::rank(one, other))
    }

    /// All of them, best first.
    pub(super) fn ranked(&self) -> Vec<Counted> {
        let mut groups: Vec<_> = self.groups.values().cloned().collect();
        groups.sort_by(Counted::rank);
        groups
    }
}

impl Counted {
    fn rank(&self, other: &Self) -> std::cmp::Ordering {
        other.weight.total_cmp(&self.weight).then(self.source.cmp(&other.source))
    }
}

/// One text for equal values, whatever the order of their keys and the way their numbers are written.
fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => write_number(number, text),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, field) in fields {
                write_text(name, text);
                write_canonical(field, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::String(string) => write_text(string, text),
        Value::Bool(is) => text.push_str(if *is { "true" } else { "false" }),
        Value::Null => text.push_str("null"),
    }
}

/// With its length, so that nothing in it can be taken for what comes after.
fn write_text(part: &str, text: &mut String) {
    // Writing to a string can't fail.
    let _ = write!(text, "\"{}:{part}", part.len());
}

/// Beyond it no double is an integer that one of serde_json's integers may be.
const INTEGERS_END: f64 = 18_446_744_073_709_551_616.0;

/// `1.0` is `1`, as in JSON's own eyes.
fn write_number(number: &Number, text: &mut String) {
    let _ = match number.as_f64() {
        Some(double) if number.is_f64() && double.fract() == 0.0 && double.abs() < INTEGERS_END => {
            write!(text, "{}", double as i128)
        }
        _ => write!(text, "{number}"),
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_have_one_text() {
        for (one, other, agree) in [
            (json!({ "a": 1, "b": [{ "c": 2, "d": null }] }), json!({ "b": [{ "d": null, "c": 2 }], "a": 1 }), true),
            (json!(1), json!(1.0), true),
            (json!(0), json!(-0.0), true),
            (json!(10_000_000_000_000_000_000_u64), json!(1e19), true),
            (json!(9_223_372_036_854_775_808_u64), json!(9.223_372_036_854_776e18), true),
            (json!(1), json!(1.5), false),
            (json!(1), json!("1"), false),
            (json!(null), json!("null"), false),
            (json!([1, 2]), json!([2, 1]), false),
            (json!([[1], 2]), json!([[1, 2]]), false),
            (json!({ "a": "b\",\"c\":\"d" }), json!({ "a": "b", "c": "d" }), false),
            (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64), false),
        ] {
            assert_eq!(canonical(&one) == canonical(&other), agree, "{one} {other}");
        }
    }

    #[test]
    fn of_equal_groups_the_earliest_source_wins_whatever_came_first() {
        let mut tally = Tally::default();
        assert_eq!(tally.best(), None);
        for (source, key) in [(1, "soon"), (2, "soon"), (0, "late")] {
            tally.add(source, json!(key), 1.0);
        }
        assert_eq!(tally.best().map(|best| (&best.key, best.votes)), Some((&json!("soon"), 2)));
        tally.add(3, json!("late"), 1.0);
        assert_eq!(tally.best().map(|best| (&best.key, best.source)), Some((&json!("late"), 0)));
        tally.add(4, json!("sure"), 2.5);
        let ranked: Vec<_> = tally.ranked().into_iter().map(|group| (group.key, group.weight)).collect();
        assert_eq!(ranked, [(json!("sure"), 2.5), (json!("late"), 2.0), (json!("soon"), 2.0)]);
    }
}
