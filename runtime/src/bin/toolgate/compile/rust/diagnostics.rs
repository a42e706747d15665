//! The compiler's own messages, trimmed to the script: what is about its file, under the name by which its author knows it. Never
//! says anything of its own.

use serde_json::Value;

/// The most messages that are told.
const MAX_MESSAGES: usize = 50;

/// The messages about `file`, in which it is called `name`. Each is rustc's own JSON; places outside of the script are left out,
/// or become the place in the script that they were expanded from. A message that is about nothing in the script is left out.
pub(super) fn of_script(messages: impl Iterator<Item = Value>, file: &str, name: &str) -> Vec<Value> {
    let trimmed = messages.filter_map(|message| trimmed(message, file, name));
    trimmed.take(MAX_MESSAGES).collect()
}

fn trimmed(mut message: Value, file: &str, name: &str) -> Option<Value> {
    trim_spans(&mut message, file, name);
    let is_about = |spans: &Value| spans.as_array().is_some_and(|spans| !spans.is_empty());
    if !is_about(&message["spans"]) {
        return None;
    }
    for child in message["children"].as_array_mut().into_iter().flatten() {
        trim_spans(child, file, name);
    }
    if let Some(code) = message["code"].as_object_mut() {
        // A page of a book for each; `rustc --explain CODE` has it.
        code.remove("explanation");
    }
    if let Some(rendered) = message["rendered"].as_str() {
        message["rendered"] = Value::from(renamed(rendered, file, name));
    }
    Some(message)
}

fn trim_spans(message: &mut Value, file: &str, name: &str) {
    let Some(spans) = message["spans"].as_array_mut() else { return };
    let of_script = std::mem::take(spans).into_iter().filter_map(|span| in_script(span, file)).map(|mut span| {
        span["file_name"] = Value::from(name);
        // Where macros are defined is nothing that its author can mend.
        span["expansion"] = Value::Null;
        span
    });
    *spans = of_script.collect();
}

/// The place itself, or the place in the script that it was expanded from.
fn in_script(span: Value, file: &str) -> Option<Value> {
    /// Macros within macros.
    const MAX_DEPTH: usize = 128;
    let mut at = &span;
    for _ in 0..MAX_DEPTH {
        if at["file_name"] == file {
            let mut found = at.clone();
            found["is_primary"] = span["is_primary"].clone();
            found["label"] = span["label"].clone();
            return Some(found);
        }
        at = at.get("expansion")?.get("span")?;
    }
    None
}

/// The text with the file's name where the compiler says a place: after an arrow.
fn renamed(rendered: &str, file: &str, name: &str) -> String {
    let mut text = rendered.to_owned();
    for arrow in ["--> ", "::: "] {
        text = text.replace(&format!("{arrow}{file}:"), &format!("{arrow}{name}:"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_about_the_script_stays() {
        let span = |file: &str, line: u32, expansion: Value| json!({ "file_name": file, "line_start": line, "is_primary": true, "label": "here", "expansion": expansion });
        let own = json!({ "message": "a", "spans": [span("s.rs", 3, Value::Null), span("/std/x.rs", 9, Value::Null)],
            "children": [{ "spans": [span("/std/x.rs", 1, Value::Null)], "message": "note" }],
            "rendered": "error: a\n --> s.rs:3:1\n ::: s.rs:4:1\n'--> t.rs:'" });
        let within =
            span("/sdk/macros.rs", 7, json!({ "span": span("s.rs", 5, Value::Null), "macro_decl_name": "m!" }));
        let expanded = json!({ "message": "b", "spans": [within], "children": [], "rendered": null });
        let nowhere = json!({ "message": "aborting due to 2 previous errors", "spans": [], "children": [] });
        let foreign = json!({ "message": "c", "spans": [span("/std/x.rs", 1, Value::Null)], "children": [] });
        let told = of_script([own, expanded, nowhere, foreign].into_iter(), "s.rs", "folder/my.rs");
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0]["spans"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&told[0]["spans"][0]["file_name"], &told[0]["spans"][0]["line_start"]),
            (&json!("folder/my.rs"), &json!(3))
        );
        assert_eq!(told[0]["children"][0]["spans"], json!([]));
        assert_eq!(told[0]["rendered"], "error: a\n --> folder/my.rs:3:1\n ::: folder/my.rs:4:1\n'--> t.rs:'");
        assert_eq!(told[1]["spans"][0]["line_start"], 5);
    }
}
