//! Plans of JSON.

use super::{catalog, show};
use crate::plan::fault::explain;

/// The tasks, or `LINE:COLUMN MESSAGE`.
fn read(text: &str) -> String {
    match super::super::json::read(text, 0..text.len()) {
        Ok(tasks) => tasks.iter().map(show).collect::<Vec<_>>().join("\n"),
        Err(faults) => {
            let error = explain(text, Some(0..text.len()), faults);
            format!("{}:{} {}", error.line.unwrap(), error.column.unwrap(), error.message)
        }
    }
}

#[test]
fn what_is_a_plan() {
    for (text, expect) in [
        (r#"[]"#, ""),
        (r#"[{"id": "a", "tool": "f"}]"#, "a f()"),
        (r#"{"tasks": [{"id": 1, "tool": "f", "arguments": {"x": 1}}]}"#, "1 f(x=1)"),
        (
            r#"[{"id": 1, "tool": "f"}, {"id": 2, "tool": "g", "arguments": {"x": {"$ref": 1}, "y": [{"$ref": "1", "path": "a.0"}]}}]"#,
            "1 f()\n2 g(x=<1>, y=[<1/a/0>])",
        ),
        (
            r#"[{"id": 2, "tool": "g", "arguments": {"x": {"a": {"$ref": 1, "path": ["b c", 0]}}}}]"#,
            "2 g(x={a: <1/b c/0>})",
        ),
        (r#"[{"id": 2, "tool": "g", "arguments": {"x": {"$ref": 1, "pointer": "/a~1b/0"}}}]"#, "2 g(x=<1/a~1b/0>)"),
        (
            r#"[{"id": 2, "tool": "g", "arguments": [{"$ref": 1}, 3], "after": [1, "b"]}]"#,
            "2 g(<1>, 3) after 1 after b",
        ),
        (
            r##"[{"id": 2, "tool": "g", "arguments": {"s": {"$value": {"$ref": "#/x"}}}, "thought": "why"}]"##,
            r##"2 g(s={"$ref":"#/x"})"##,
        ),
        // Texts are as they stand.
        (r#"[{"id": 2, "tool": "g", "arguments": {"s": "costs $1"}}]"#, "2 g(s=\"costs $1\")"),
    ] {
        assert_eq!(read(text), expect, "{text}");
    }
}

#[test]
fn what_is_none() {
    let mut wrong = Vec::new();
    for (text, expect) in [
        ("[{\"id\": 1,\n  \"tool\": \"f\",,}]", "2:15 the plan is not JSON: key must be a string"),
        ("[{\"id\": 1, \"tool\": \"f\"}", "1:23 the plan is cut: its JSON ends too early: EOF while parsing a list"),
        ("{}", "1:1 at the top: a plan of JSON is a list of tasks"),
        ("[\n 7]", "2:2 /0: a task is an object"),
        ("[{\"tool\": \"f\"}]", "1:2 /0/id: an id is a number or a string"),
        ("[{\"id\": 1}]", "1:2 /0/tool: a task has a `tool`"),
        (
            "[{\"id\": 1, \"tool\": \"f\",\n \"depends\": []}]",
            "2:13 /0/depends: a task has no key `depends`: its keys are id, tool, arguments, after, thought",
        ),
        ("[{\"id\": 1, \"tool\": \"f\", \"arguments\": 3}]", "1:38 /0/arguments: `arguments` are an object"),
        (
            "[{\"id\": 1, \"tool\": \"f\", \"arguments\": {\"x\": {\"$ref\": 1, \"of\": 2}}}]",
            "1:44 /0/arguments/x: `of` stands beside `$ref`",
        ),
        (
            "[{\"id\": 1, \"tool\": \"f\", \"arguments\": {\"$ref\": 1}}]",
            "1:38 /0/arguments: a result can be an argument",
        ),
        (
            "[{\"id\": {}, \"tool\": \"f\"}, {\"id\": 2}]",
            "1:9 /0/id: an id is a number or a string of 1 to 100 bytes; also line 1, column 27: /1/tool",
        ),
    ] {
        let read = read(text);
        if !read.starts_with(expect) {
            wrong.push(format!("{text}: {read}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_plan_in_an_answer() {
    let plan = "Here it is:\n\n```json\n[{\"id\": 1, \"tool\": \"search\", \"arguments\": [\"a\"]}]\n```\nIt has one task.\n1. x(";
    let plan = crate::plan::prepared::parse(plan, &catalog(), &mut Vec::new()).map(|tasks| tasks.len());
    assert_eq!(plan.map_err(|error| error.to_string()), Ok(1));
}

#[test]
fn text_around_a_plan() {
    let plan = |text: &str| {
        crate::plan::prepared::parse(text, &catalog(), &mut Vec::new())
            .map_or_else(|error| error.message, |tasks| format!("{} tasks", tasks.len()))
    };
    let json = "[{\"id\": \"a\", \"tool\": \"search\", \"arguments\": [\"]\"]},\n{\"id\": \"b\", \"tool\": \"search\", \"arguments\": [\"\\\"\"]}]";
    for (before, after) in [
        ("", "\nDone."),
        ("", "<END_OF_PLAN>\n[]"),
        ("Plan: ", ""),
        ("Here it is:\n", " That's (all).\n"),
        ("", "\njoin()\n[]"),
    ] {
        assert_eq!(plan(&format!("{before}{json}{after}")), "2 tasks", "{before} {after}");
    }
    for after in ["]", "\n[{\"id\": 1}]", ", {}"] {
        let told = plan(&format!("{json}{after}"));
        assert!(told.starts_with("the plan's JSON has ended before this"), "{after}: {told}");
    }
    let mut notes = Vec::new();
    crate::plan::prepared::parse(&format!("{json}\n1. search(\"a\")\n"), &catalog(), &mut notes).unwrap();
    assert_eq!(notes, ["line 3 was left out: it stands behind the plan, which is JSON"]);
}
