//! The order of JSON values, and when two of them are the same: by type (null, false, true, numbers, strings, arrays, objects)
//! and then by content, which is jq's order. 1 and 1.0 are the same number.

use std::cmp::Ordering;

use toolgate_guest::serde_json::{Number, Value};

/// Which of two values comes first.
pub(super) fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare_numbers(one, other),
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let items = one.iter().zip(other).map(|(one, other)| compare(one, other));
            items.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        (Value::Object(one), Value::Object(other)) => {
            let (one, other) = (sorted(one), sorted(other));
            let keys = one.iter().map(|(key, _)| key).cmp(other.iter().map(|(key, _)| key));
            let values = || one.iter().zip(&other).map(|((_, one), (_, other))| compare(one, other));
            keys.then_with(|| values().find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
        }
        (one, other) => rank(one).cmp(&rank(other)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    }
}

fn sorted(object: &super::Row) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_unstable_by_key(|(key, _)| *key);
    members
}

fn compare_numbers(one: &Number, other: &Number) -> Ordering {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
    }
}

/// The number as an integer, where it is one.
pub(super) fn integer(number: &Number) -> Option<i128> {
    let float =
        || number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 1e30).map(|value| value as i128);
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)).or_else(float)
}

/// A text that two values share exactly where they are the same.
pub(super) fn identity<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    let mut text = String::new();
    for value in values {
        write(value, &mut text);
        text.push('\n');
    }
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => match integer(number) {
            Some(integer) => text.push_str(&integer.to_string()),
            None => text.push_str(&number.to_string()),
        },
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (key, value) in sorted(object) {
                write(&Value::from(key.as_str()), text);
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        // A string's text is quoted and has no newline of its own.
        value => text.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use toolgate_guest::serde_json::json;

    use super::*;

    #[test]
    fn values_have_one_order() {
        let sorted = [
            json!(null),
            json!(false),
            json!(true),
            json!(-1.5),
            json!(0),
            json!(9_007_199_254_740_993_u64),
            json!(u64::MAX),
            json!("A"),
            json!("a"),
            json!("ä"),
            json!([]),
            json!([1]),
            json!([1, 0]),
            json!([2]),
            json!({}),
            json!({"a": 1}),
            json!({"a": 2}),
            json!({"b": 0}),
        ];
        for (one, first) in sorted.iter().enumerate() {
            for (other, second) in sorted.iter().enumerate() {
                assert_eq!(compare(first, second), one.cmp(&other), "{first} {second}");
                assert_eq!(identity([first]) == identity([second]), one == other, "{first} {second}");
            }
        }
    }

    #[test]
    fn what_is_equal_is_the_same() {
        for (one, other) in
            [(json!(1), json!(1.0)), (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1.0})), (json!([0]), json!([-0.0]))]
        {
            assert_eq!(compare(&one, &other), Ordering::Equal);
            assert_eq!(identity([&one]), identity([&other]));
        }
        assert_ne!(identity([&json!("a"), &json!("b")]), identity([&json!("a\nb")]));
    }
}
