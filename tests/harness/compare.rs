//! What came out against what was expected, and where the two differ. Never runs anything.

use serde_json::{Map, Value};

/// The most differences that are listed.
const MAX_DIFFERENCES: usize = 20;

/// Compares what `run --json` printed with `expected.json`:
///
/// - `result` is equal;
/// - `truncated` is equal, false where it isn't named;
/// - `logs` are lines `LEVEL: MESSAGE`, or `LEVEL SOURCE: MESSAGE` where the source isn't the console; none where it isn't named;
/// - `usage` has at least the figures that are named; `{"at_least": n, "at_most": n}` is a range.
pub(super) fn output(expected: &Value, actual: &Value) -> Result<(), String> {
    let expected = expected.as_object().ok_or("expected.json is not an object")?;
    let mut found = Differences::default();
    if let Some(key) = expected.keys().find(|key| !["result", "truncated", "logs", "usage"].contains(&key.as_str())) {
        return Err(format!("expected.json has a key that means nothing: {key}"));
    }
    if let Some(result) = expected.get("result") {
        found.equal("result", result, &actual["result"]);
    }
    found.equal("truncated", expected.get("truncated").unwrap_or(&Value::Bool(false)), &actual["truncated"]);
    let none = Value::Array(Vec::new());
    found.equal("logs", expected.get("logs").unwrap_or(&none), &Value::from(log_lines(&actual["logs"])));
    for (figure, wanted) in expected.get("usage").and_then(Value::as_object).into_iter().flatten() {
        found.figure(&format!("usage.{figure}"), wanted, &actual["usage"][figure]);
    }
    found.verdict()
}

/// Compares two values, and names every place where they differ; `name` is the first part of each.
pub(crate) fn differences(name: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    let mut found = Differences::default();
    found.equal(name, expected, actual);
    found.verdict()
}

/// Compares an error, as text, with the lines of `error.txt`: each occurs somewhere.
pub(super) fn error(wanted: &[&str], said: &str) -> Result<(), String> {
    let missing: Vec<&str> = wanted.iter().copied().filter(|line| !said.contains(line)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("not said:\n{}\nsaid:\n{said}", missing.join("\n")))
}

/// Everything that an error says, one thing a line.
pub(super) fn error_text(output: &Value) -> String {
    let error = &output["error"];
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!("{}: {}", text("name"), text("message"))];
    if !error["line"].is_null() {
        lines.push(format!("line {}, column {}", error["line"], error["column"]));
    }
    lines.push(text("frame"));
    for frame in error["stack"].as_array().into_iter().flatten() {
        let name = frame["function"].as_str().unwrap_or("<script>");
        lines.push(format!("at {name} ({}:{})", frame["line"], frame["column"]));
    }
    if !error["data"].is_null() {
        lines.push(format!("data {}", error["data"]));
    }
    lines.push(format!("calls {}", output["usage"]["calls"]));
    lines.extend(log_lines(&output["logs"]));
    lines.join("\n")
}

fn log_lines(logs: &Value) -> Vec<String> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let line = |line: &Value| match text(line, "source").as_str() {
        "console" => format!("{}: {}", text(line, "level"), text(line, "message")),
        source => format!("{} {source}: {}", text(line, "level"), text(line, "message")),
    };
    logs.as_array().into_iter().flatten().map(line).collect()
}

/// The places at which two values differ.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn equal(&mut self, path: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => self.objects(path, expected, actual),
            (Value::Array(expected), Value::Array(actual)) => {
                for index in 0..expected.len().max(actual.len()) {
                    self.entry(&format!("{path}[{index}]"), expected.get(index), actual.get(index));
                }
            }
            _ if expected == actual => {}
            _ => self.0.push(format!("{path}: expected {expected}, got {actual}")),
        }
    }

    fn objects(&mut self, path: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        let keys = expected.keys().chain(actual.keys().filter(|key| !expected.contains_key(*key)));
        for key in keys {
            self.entry(&format!("{path}.{key}"), expected.get(key), actual.get(key));
        }
    }

    fn entry(&mut self, path: &str, expected: Option<&Value>, actual: Option<&Value>) {
        match (expected, actual) {
            (Some(expected), Some(actual)) => self.equal(path, expected, actual),
            (Some(expected), None) => self.0.push(format!("{path}: expected {expected}, got nothing")),
            (None, Some(actual)) => self.0.push(format!("{path}: expected nothing, got {actual}")),
            (None, None) => {}
        }
    }

    fn figure(&mut self, path: &str, expected: &Value, actual: &Value) {
        let Some(range) = expected.as_object() else { return self.equal(path, expected, actual) };
        let within = actual.as_f64().is_some_and(|actual| {
            range.iter().all(|(bound, limit)| match (bound.as_str(), limit.as_f64()) {
                ("at_least", Some(limit)) => actual >= limit,
                ("at_most", Some(limit)) => actual <= limit,
                _ => false,
            })
        });
        if !within {
            self.0.push(format!("{path}: expected {expected}, got {actual}"));
        }
    }

    fn verdict(mut self) -> Result<(), String> {
        if self.0.is_empty() {
            return Ok(());
        }
        let more = self.0.len().saturating_sub(MAX_DIFFERENCES);
        self.0.truncate(MAX_DIFFERENCES);
        if more > 0 {
            self.0.push(format!("… and {more} more"));
        }
        Err(self.0.join("\n"))
    }
}

crate::tests![differences_are_named_by_place, ranges_have_ends, an_error_must_say_every_line];

fn differences_are_named_by_place() {
    let actual = serde_json::json!({
        "result": { "a": [1, 2], "b": "x" },
        "truncated": false,
        "logs": [{ "level": "info", "source": "console", "message": "hello" }],
        "usage": { "calls": 2 },
    });
    let check = |expected: Value, wanted: &str| {
        let differences = output(&expected, &actual).err().unwrap_or_default();
        assert_eq!(differences, wanted);
    };
    let logs = ["info: hello"];
    check(serde_json::json!({ "result": { "a": [1, 2], "b": "x" }, "logs": logs, "usage": { "calls": 2 } }), "");
    check(serde_json::json!({ "result": { "b": "x", "a": [1, 3] }, "logs": logs }), "result.a[1]: expected 3, got 2");
    check(
        serde_json::json!({ "result": { "b": "x", "a": [1] }, "logs": logs }),
        "result.a[1]: expected nothing, got 2",
    );
    check(serde_json::json!({ "logs": logs, "truncated": true }), "truncated: expected true, got false");
    check(serde_json::json!({}), "logs[0]: expected nothing, got \"info: hello\"");
    check(serde_json::json!({ "logs": logs, "usage": { "calls": 3 } }), "usage.calls: expected 3, got 2");
    check(serde_json::json!({ "reslt": 1 }), "expected.json has a key that means nothing: reslt");
}

fn ranges_have_ends() {
    let holds = |range: Value, actual: f64| {
        let mut found = Differences::default();
        found.figure("x", &range, &Value::from(actual));
        found.verdict().is_ok()
    };
    assert!(holds(serde_json::json!({ "at_least": 1, "at_most": 2 }), 1.5));
    assert!(!holds(serde_json::json!({ "at_least": 1, "at_most": 2 }), 2.5));
    assert!(!holds(serde_json::json!({ "at_least": 1 }), 0.5));
    assert!(!holds(serde_json::json!({ "at_leest": 1 }), 1.0));
}

fn an_error_must_say_every_line() {
    let said = error_text(&serde_json::json!({
        "error": { "kind": "thrown", "name": "TypeError", "message": "no", "line": 3, "column": 7, "frame": "> 3 | x\n    | ^\n" },
        "logs": [{ "level": "warn", "source": "toolgate", "message": "mind" }],
        "usage": { "calls": 1 },
    }));
    assert!(
        error(&["TypeError: no", "line 3, column 7", "> 3 | x", "    | ^", "warn toolgate: mind", "calls 1"], &said)
            .is_ok()
    );
    assert!(
        error(&["TypeError: no", "line 3, column 8"], &said).unwrap_err().starts_with("not said:\nline 3, column 8\n")
    );
}
