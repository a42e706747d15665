//! Texts that nobody means well with: each ends, soon, and with an error that says where.

use std::time::Duration;

use cpu_time::ThreadTime;

use super::{catalog, tasks};
use crate::plan::prepared::parse;
use crate::plan::{MAX_DEPTH, MAX_TASK_BYTES};

/// What none of them may compute, without optimisation.
const LIMIT: Duration = Duration::from_secs(10);

#[track_caller]
fn ends(what: &str, text: &str) -> String {
    let started = ThreadTime::now();
    let read = parse(text, &catalog(), &mut Vec::new())
        .map_or_else(|error| error.message, |tasks| format!("{} tasks", tasks.len()));
    assert!(started.elapsed() < LIMIT, "{what} took {:?}", started.elapsed());
    read
}

#[test]
fn large_and_crooked_texts_take_linear_time() {
    for piece in [
        "1. f(",
        "\"",
        "'a ",
        ",\"a ",
        "x, \"a ",
        "${",
        "$1[\"",
        "$1",
        "(",
        "[",
        ")",
        "\\",
        "#",
        " #",
        "{'a':",
        "rb'",
        "“",
        "`",
        "\n",
        "- ",
        "1. f(\"\n",
        "1. f(\"x)\n",
        "1. f(\"x)\n2. f('y)\n3. f(“z)\n",
        "1. f(\"x)\n2. f(\"x\")\ny\")\n",
        "\n1. f(\nx\", \"",
        "1. f(\"a\"\n",
        "[{",
        "1. f(\"\"\"\n",
        "a\n",
        "+'a'",
        "'a'+",
        "$1+",
        "<END_OF_PLAN>",
        "```\n",
        "{\"",
        "Thought:",
        "\u{feff}",
        "1.",
    ] {
        for head in ["", "1. search(", "1. search(\"a\", "] {
            let text = head.to_owned() + &piece.repeat((100 << 10) / piece.len());
            ends(piece, &text);
        }
    }
}

#[test]
fn lines_without_an_end_to_look_for_are_read_once() {
    let many = 100_000;
    ends("calls on a line", &("1. f() ".repeat(many) + "<END_OF_PLAN>"));
    ends("blank lines in quotes", &format!("1. search(\"{}\")\njoin()\n", "\n".repeat(many)));
    ends("blank lines in a text", &format!("1. search(a b{})\njoin()\n", "\n".repeat(many)));
    ends("brackets of another kind", &format!("1. search({}{})\n", "(".repeat(2 * many), "]".repeat(2 * many)));
}

#[test]
fn deep_nesting_is_refused() {
    for bracket in ["[", "(", "{'a':", "[{'a':("] {
        let closed = ")".repeat(10_000 * bracket.matches('(').count());
        let text = format!("1. search({}{closed})\n", bracket.repeat(10_000));
        assert!(ends(bracket, &text).contains(&format!("nest more than {MAX_DEPTH} deep here")));
    }
    let json = format!("[{{\"id\": 1, \"tool\": \"search\", \"arguments\": {}", "[".repeat(100_000));
    assert!(ends("json", &json).contains("recursion limit exceeded"));
}

#[test]
fn a_task_and_a_line_have_a_size() {
    let text = format!("1. search(\"{}\")\n", "a".repeat(MAX_TASK_BYTES));
    assert!(ends("a line", &text).contains("has more than 1048576 bytes"));
    let text = format!("1. search(\"\n{}", "aaaaaaaaa\n".repeat(MAX_TASK_BYTES / 10 + 1));
    assert!(ends("many lines", &text).contains("has more than 1048576 bytes"));
    let prose = format!("{}\n1. search(\"a\")\n", "a".repeat(MAX_TASK_BYTES + 1));
    assert!(tasks(&prose, 1 << 16).contains("has more than 1048576 bytes"));
}

#[test]
fn ten_thousand_tasks_are_read_in_linear_time() {
    let plan = |tasks: usize| -> String {
        let task = |id: usize| format!("{id}. solve(\"$1 and ${{{}}}\", [\"$2\"])\n", id.saturating_sub(1).max(1));
        "1. search(\"a\")\n2. search(\"b\")\n".to_owned() + &(3..=tasks).map(task).collect::<String>()
    };
    assert_eq!(ends("10,000 tasks", &plan(10_000)), "10000 tasks");
    let cycle = plan(10_000) + "10001. search($10002)\n10002. search($10001)\n";
    assert!(ends("a cycle at the end", &cycle).contains("10001 → 10002 → 10001"));
    let circle: String = (1..=10_000).map(|id| format!("{id}. search(${})\n", id % 10_000 + 1)).collect();
    assert!(ends("a large circle", &circle).contains("1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → 9 → 10 → … → 1:"));
}
