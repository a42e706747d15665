//! The budget holds for any JSON: what comes out is valid, within the budget, and says what is missing.

use serde_json::{Map, Value, json};

use super::peek::characters;
use super::*;

/// Budgets `value` and checks what must hold of every summary.
fn check(result: Json, max_tokens: u64, kept_at: Option<&str>) -> Option<Value> {
    let text = result.as_str().to_owned();
    let budgeted = budget(result, max_tokens, kept_at);
    let out = budgeted.result.as_str();
    let tokens = count_tokens(out);
    assert!(tokens <= max_tokens.max(1), "{tokens} tokens for {max_tokens}: {out}");
    assert!(budgeted.tokens.is_none_or(|counted| counted == tokens));
    if !budgeted.truncated {
        assert_eq!(out, text);
        return None;
    }
    assert!(count_tokens(&text) > max_tokens);
    assert!(Json::parse(out).is_ok(), "{out}");
    let summary: Value = serde_json::from_str(out).unwrap_or_else(|_| json!({ "surrogates": true }));
    if let Some(bytes) = summary.get("bytes") {
        assert_eq!(bytes, text.len());
    }
    Some(summary)
}

fn summary_of(value: &Value, max_tokens: u64) -> Value {
    check(Json::from(value), max_tokens, Some("/tmp/whole.json")).unwrap()
}

#[test]
fn a_short_result_is_not_counted() {
    let budgeted = budget(Json::from(json!({ "a": 1 })), 4_000, None);
    assert_eq!((budgeted.truncated, budgeted.tokens), (false, None));
    // More bytes than tokens are allowed, but fewer tokens.
    let words = json!("the quick brown fox ".repeat(300));
    let budgeted = budget(Json::from(&words), 4_000, None);
    assert!(!budgeted.truncated && budgeted.tokens.is_some());
}

#[test]
fn rows_are_summed_up() {
    let rows: Vec<_> = (0..5_000).map(|id| json!({ "id": id, "name": format!("item {id}"), "tags": ["a"] })).collect();
    let value = json!({ "total": 5_000, "items": rows });
    let summary = summary_of(&value, 1_000);
    assert_eq!(summary["truncated"], true);
    assert_eq!(summary["kept"], "/tmp/whole.json");
    assert_eq!(summary["tokens"], count_tokens(&value.to_string()));
    assert_eq!(summary["shape"], "{total: number, items: {id: number, name: string, tags: string[1]}[5000]}");
    assert_eq!(summary["sample"]["total"], 5_000);
    let items = summary["sample"]["items"].as_array().unwrap();
    assert_eq!(items[0]["id"], 0);
    assert_eq!(items.last().unwrap()["id"], 4_999);
    let remark = items.iter().find_map(Value::as_str).unwrap();
    assert_eq!(remark, format!("… {} more items …", 5_000 - (items.len() - 1)));
}

#[test]
fn the_budget_is_used() {
    let rows: Vec<_> = (0..50_000).map(|id| json!({ "id": id, "v": f64::from(id) / 7.0 })).collect();
    for value in
        [json!(rows), json!("lorem ipsum dolor ".repeat(50_000)), json!({ "a": rows, "b": "x y ".repeat(9_000) })]
    {
        let out = budget(Json::from(&value), 4_000, None);
        let tokens = out.tokens.unwrap();
        assert!((3_000..=4_000).contains(&tokens), "{tokens}");
    }
}

#[test]
fn a_shortened_string_says_so_and_keeps_its_characters_whole() {
    for unit in ["é", "😀", "\u{1}", "\"", "\\", "日本"] {
        let text = unit.repeat(20_000);
        let summary = summary_of(&json!({ "text": text }), 300);
        let sample = summary["sample"]["text"].as_str().unwrap();
        let (leading, remark) = sample.split_once("… (shortened, ").unwrap();
        assert!(text.starts_with(leading), "{sample}");
        assert_eq!(remark, format!("{} characters in all)", text.chars().count()));
    }
}

#[test]
fn escapes_and_surrogates_stay_whole() {
    let units: Vec<_> = characters(r#"aé\n\u0041\ud83d\ude00\ud83d\ud83dx\udc00\\"#).collect();
    assert_eq!(units, ["a", "é", r"\n", r"\u0041", r"\ud83d\ude00", r"\ud83d", r"\ud83d", "x", r"\udc00", r"\\"]);
    let lone = format!(r#"{{"\ud800":"{}"}}"#, r"\ud83d\ude00\ud800".repeat(3_000));
    let out = budget(Json::parse(lone).unwrap(), 500, None);
    assert!(out.truncated && Json::parse(out.result.as_str()).is_ok());
}

#[test]
fn hostile_shapes_are_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let digits = "1".repeat(300_000);
    let wide: Map<String, Value> = (0..20_000).map(|n| (format!("key {n}"), json!(n))).collect();
    let long_key = format!(r#"{{"{}":1}}"#, "k".repeat(100_000));
    let spaced = format!("[{}1]", " \n".repeat(50_000));
    for text in [deep, digits, Value::Object(wide).to_string(), long_key, spaced] {
        for max_tokens in [64, 500, 4_000] {
            check(Json::parse(text.clone()).unwrap(), max_tokens, Some("/tmp/whole.json"));
        }
    }
}

#[test]
fn counting_is_bounded() {
    let numbers: Vec<_> = (0..400_000).collect();
    let summary = summary_of(&json!(numbers), 400);
    assert_eq!(summary["tokens"], json!({ "at_least": 250_001 }));
    assert_eq!(summary["shape"], "number[400000]");
}

#[test]
fn any_budget_is_obeyed() {
    let value = json!({ "rows": (0..2_000).collect::<Vec<_>>() });
    for max_tokens in 0..200 {
        let summary = summary_of(&value, max_tokens);
        assert!(max_tokens < MIN_RESULT_TOKENS || summary.get("kept").is_some(), "{max_tokens}: {summary}");
    }
}

#[test]
fn any_json_is_within_its_budget() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..400 {
        let size = 1 << random.usize(0..13);
        let value = any_value(&mut random, size, 0);
        let max_tokens = random.u64(1..1_500);
        check(Json::from(value), max_tokens, random.bool().then_some("/tmp/kept/whole.json"));
    }
}

fn any_value(random: &mut fastrand::Rng, size: usize, depth: usize) -> Value {
    match random.u8(if size > 16 && depth < 20 { 3..6 } else { 0..4 }) {
        0 => [Value::Null, json!(true), json!(-1.5e300), json!(12)][random.usize(0..4)].clone(),
        1 => json!(random.f64() * 1e6),
        2 => json!(random.u64(..)),
        3 => json!((0..size * random.usize(0..6)).map(|_| random.char(..)).collect::<String>()),
        4 => {
            let items = random.usize(1..=size.min(40));
            (0..items).map(|_| any_value(random, size / items, depth + 1)).collect()
        }
        _ => {
            let keys = random.usize(1..=size.min(40));
            let key = |random: &mut fastrand::Rng| {
                (0..random.usize(0..12)).map(|_| random.char('\0'..'\u{2ff}')).collect::<String>()
            };
            Value::Object((0..keys).map(|_| (key(random), any_value(random, size / keys, depth + 1))).collect())
        }
    }
}
