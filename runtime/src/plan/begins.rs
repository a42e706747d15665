//! Whether a text is a plan that nobody says is one. Reads as far as its first task, and prose before that.

use serde_json::Value;

use super::collect;
use super::head::{self, END_OF_PLAN, Line};

/// Whether a text begins as a plan does: its first line that is no remark and no prose is task 1, or JSON whose tasks name tools.
pub(crate) fn begins(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(line) = rest.lines().next() {
        if let Some(at) = collect::begins(line) {
            return is_json(&rest[at..]);
        }
        if !is_remark(line) {
            return matches!(head::read(line), Line::Task(head) if &*head.id == "1");
        }
        rest = rest[line.len()..].trim_start_matches(['\r', '\n']);
    }
    false
}

/// Whether all of it is what may stand before a plan.
pub(crate) fn is_prose(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().all(is_remark)
}

/// A line that no language of scripts has in its code, nor one that opens a text of many lines there.
fn is_remark(line: &str) -> bool {
    let code = line.contains(['`', '{', '}', '[', ']', '=', ';', '<', '>', '\\', '|', '&'])
        || ["/*", "\"\"\"", "'''"].iter().any(|mark| line.contains(mark));
    match head::read(line) {
        Line::Aside | Line::Thought => true,
        Line::Prose => !code && line.contains(char::is_alphabetic),
        _ => false,
    }
}

fn is_json(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let Some(Ok(json)) = values.next() else { return false };
    let behind = text[values.byte_offset()..].trim_start();
    let is_prose = behind.is_empty() || behind.starts_with(END_OF_PLAN) || behind.starts_with(char::is_alphanumeric);
    let tasks = json.get("tasks").unwrap_or(&json).as_array();
    let is_task = |task: &Value| task.get("id").is_some() && task.get("tool").is_some_and(Value::is_string);
    is_prose && tasks.is_some_and(|tasks| !tasks.is_empty() && tasks.iter().all(is_task))
}
