//! The compiler's own messages, trimmed to the script: what is about its files, under the names by which their author knows them.
//! Never says anything of its own.

use std::collections::BTreeSet;

use serde_json::Value;

/// The most messages that are told.
const MAX_MESSAGES: usize = 50;
/// Macros within macros.
const MAX_EXPANSIONS: usize = 128;

/// What a script's author calls the file that the compiler names; nothing where that is none of the script's.
pub(super) type Own<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The messages about the script. Each is rustc's own JSON; places outside of the script are left out, or become the place in the
/// script that they were expanded from. A message that is about nothing in the script is left out.
pub(super) fn of_script(messages: impl Iterator<Item = Value>, own: &Own<'_>) -> Vec<Value> {
    messages.filter_map(|message| trimmed(message, own)).take(MAX_MESSAGES).collect()
}

/// The errors as they are, where none is about the script: the SDK's, a dependency's, the toolchain's.
pub(super) fn of_others(messages: impl Iterator<Item = Value>) -> Vec<Value> {
    let errors = messages.filter(is_error).map(|mut message| {
        shorten(&mut message);
        message
    });
    errors.take(MAX_MESSAGES).collect()
}

pub(super) fn is_error(message: &Value) -> bool {
    message["level"].as_str().is_some_and(|level| level.starts_with("error"))
}

fn trimmed(mut message: Value, own: &Own<'_>) -> Option<Value> {
    let renamed = renamed(&message, own);
    trim_spans(&mut message, own);
    let is_about = |spans: &Value| spans.as_array().is_some_and(|spans| !spans.is_empty());
    if !is_about(&message["spans"]) {
        return None;
    }
    for child in message["children"].as_array_mut().into_iter().flatten() {
        trim_spans(child, own);
    }
    shorten(&mut message);
    if let Some(rendered) = renamed {
        message["rendered"] = Value::from(rendered);
    }
    Some(message)
}

fn shorten(message: &mut Value) {
    if let Some(code) = message["code"].as_object_mut() {
        // A page of a book for each; `rustc --explain CODE` has it.
        code.remove("explanation");
    }
}

fn trim_spans(message: &mut Value, own: &Own<'_>) {
    let Some(spans) = message["spans"].as_array_mut() else { return };
    *spans = std::mem::take(spans).into_iter().filter_map(|span| in_script(span, own)).collect();
}

/// The place itself, or the place in the script that it was expanded from.
fn in_script(span: Value, own: &Own<'_>) -> Option<Value> {
    let mut at = &span;
    for _ in 0..MAX_EXPANSIONS {
        if let Some(name) = at["file_name"].as_str().and_then(own) {
            let mut found = at.clone();
            found["file_name"] = Value::from(name);
            found["is_primary"] = span["is_primary"].clone();
            found["label"] = span["label"].clone();
            // Where macros are defined is nothing that its author can mend.
            found["expansion"] = Value::Null;
            return Some(found);
        }
        at = expanded_from(at)?;
    }
    None
}

fn expanded_from(span: &Value) -> Option<&Value> {
    span.get("expansion")?.get("span")
}

/// The text with the author's names where the compiler says a place: after an arrow.
fn renamed(message: &Value, own: &Own<'_>) -> Option<String> {
    let mut text = message["rendered"].as_str()?.to_owned();
    for file in files(message) {
        let Some(name) = own(&file).filter(|name| *name != file) else { continue };
        for arrow in ["--> ", "::: "] {
            text = text.replace(&format!("{arrow}{file}:"), &format!("{arrow}{name}:"));
        }
    }
    Some(text)
}

/// Every file that a message has a place in.
fn files(message: &Value) -> BTreeSet<String> {
    let children = message["children"].as_array().into_iter().flatten();
    let spans = [message].into_iter().chain(children).flat_map(|message| message["spans"].as_array()).flatten();
    let places = spans.flat_map(|span| std::iter::successors(Some(span), |at| expanded_from(at)).take(MAX_EXPANSIONS));
    places.filter_map(|span| span["file_name"].as_str().map(str::to_owned)).collect()
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
        let told = of_script([own, expanded, nowhere, foreign].into_iter(), &|file| {
            (file == "s.rs").then(|| "folder/my.rs".to_owned())
        });
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
