//! What is refused before anything runs, and what each task is bound to.

use super::{catalog, template};
use crate::plan::prepared::parse;

/// `ID TOOL ARGUMENTS` of each task; or the error as its reader sees it, without the frame.
fn check(text: &str) -> String {
    let mut notes = Vec::new();
    match parse(text, &catalog(), &mut notes) {
        Ok(tasks) => {
            let task = |task: &crate::plan::check::Checked| {
                format!("{} {} {}", task.written.id, task.bound.tool.full_name(), template(&task.bound.arguments))
            };
            tasks.iter().map(task).chain(notes).collect::<Vec<_>>().join("\n")
        }
        Err(error) => format!("{}:{} {}", error.line.unwrap(), error.column.unwrap(), error.message),
    }
}

#[test]
fn tools_and_arguments() {
    for (text, expect) in [
        ("1. wiki.search(\"a\")\n", "1 wiki.search {\"entity\":\"a\"}"),
        ("1. search(\"a\")\n", "1 wiki.search {\"entity\":\"a\"}"),
        ("1. SEARCH(Entity=\"a\")\n", "1 wiki.search {\"entity\":\"a\"}"),
        ("1. tools.wiki.search({\"entity\": \"a\"})\n", "1 wiki.search {\"entity\":\"a\"}"),
        ("1. Wiki Search(\"a\")\n", "1 wiki.search {\"entity\":\"a\"}"),
        ("1. web.searchPages(\"a\")\n", "1 web.search-pages {\"query\":\"a\"}"),
        ("1. solve(\"a\", None)\n", "1 maths.solve {\"problem\":\"a\"}"),
        ("1. search(1984)\n", "1 wiki.search {\"entity\":\"1984\"}"),
        ("1. orders(7, limit=2)\n", "1 shop.orders {\"customer\":7,\"limit\":2}"),
        ("1. thing(a=1)\n", "1 any.thing {\"a\":1}"),
        ("1. pack(foo, \"b\")\n", "1 shop.pack {\"x\":\"foo\",\"y\":\"b\"}"),
        ("1. pack(foo, z=\"b\")\n", "1 shop.pack {\"x\":\"foo\",\"z\":\"b\"}"),
        ("1. pack(\"a\", foo bar, \"c\")\n", "1 shop.pack {\"x\":\"a\",\"y\":\"foo bar\",\"z\":\"c\"}"),
        ("1. pack(0x10, 1)\n", "1 shop.pack {\"x\":16,\"y\":1}"),
        ("1. search(Paris, France)\n", "1 wiki.search {\"entity\":\"Paris, France\"}"),
        ("1. search(99999999999999999999)\n", "1 wiki.search {\"entity\":\"99999999999999999999\"}"),
        (
            "1. search(\"${name}, ${a-b} and ${}\")\n",
            "1 wiki.search {entity: \"${name}, ${a-b} and ${}\"}\n\"${name}\" in task 1 is left as text, since there is no task name\n\"${a-b}\" in task 1 is left as text, since there is no task a",
        ),
        (
            "1. search(\"a\") finds it\n",
            "1 wiki.search {\"entity\":\"a\"}\n\"finds it\" in line 1, behind the call of task 1, was left out: a task is one call",
        ),
        (
            "1. search(\"a\")\n2. solve(\"x of $1\", [\"$1\"])\n",
            "1 wiki.search {\"entity\":\"a\"}\n2 maths.solve {problem: \"x of <1>\", context: [<1>]}",
        ),
        ("2. search(\"$3\")\n3. search(\"a\")\n", "2 wiki.search {entity: <3>}\n3 wiki.search {\"entity\":\"a\"}"),
        (
            "1. Introduction (2020)\n1. search(\"a\")\n2. Compare with the census (\"official\" figures)\n",
            "1 wiki.search {\"entity\":\"a\"}\nline 3 was taken for prose: a task begins with its number and calls a tool, as in `1. tool(\"argument\")`\nline 1 was taken for prose, since no tool is named \"Introduction\": a task is `1. tool(\"argument\")`",
        ),
        (
            "1. search(\"under $500\")\n2. Some prose (with this)\n",
            "1 wiki.search {entity: \"under $500\"}\nline 2 was taken for prose, since no tool is named \"Some prose\": a task is `1. tool(\"argument\")`\n\"$500\" in task 1 is left as text, since there is no task 500",
        ),
        ("1. search(\"a\")\n2. join($1)\n", "1 wiki.search {\"entity\":\"a\"}"),
        (
            r#"[{"id": "a", "tool": "orders", "arguments": {"customer": {"$ref": "b"}}}, {"id": "b", "tool": "search", "arguments": ["x"]}]"#,
            "a shop.orders {customer: <b>}\nb wiki.search {\"entity\":\"x\"}",
        ),
    ] {
        assert_eq!(check(text), expect, "{text}");
    }
}

#[test]
fn mistakes() {
    for (text, expect) in [
        ("1. serch(\"a\")\n", "1:4 no tool is named \"serch\": did you mean wiki.search"),
        (
            "1. search_pages(\"a\")\n",
            "1:4 \"search_pages\" may be web.search-pages or other.search-pages: write one of them in full",
        ),
        ("1. serch (\"a\")\n", "1:4 no tool is named \"serch\""),
        ("1. unknown tool(\"x\")\n", "1:4 no tool is named \"unknown tool\""),
        ("1. unknown tool(x)\n", "1:4 no tool is named \"unknown tool\""),
        (
            "1. pack(a, b, c, d)\n",
            "1:18 shop.pack takes 3 arguments (x, y, z), and this has 4: drop some, or write a text with commas in quotes",
        ),
        ("1. pack([1, 99999999999999999999])\n", "1:13 an integer here has more than 64 bits"),
        (
            "1. search(\"a\")\n2. search(\"x ${1.a-b}\")\n",
            "2:14 ${1.a-b} can't be read: a part of a result is ${1.name}, ${1[0]} or ${1[\"a name\"]}",
        ),
        ("1. search(\"a\")\n2. search(${1[name]})\n", "2:11 ${1[name]} can't be read"),
        ("1. search(\"a\")\n1. search(\"b\")\n", "2:1 there is a task 1 already, in line 1: give each its own id"),
        (
            "1. search(\"$2\")\n",
            "1:12 there is no task 2: refer to a task of this plan, or write \\$ where a dollar is meant",
        ),
        ("1. search(\"a\", \"b\")\n", "1:16 wiki.search takes 1 argument (entity), and this has 2: drop some"),
        (
            "1. thing(1)\n",
            "1:10 the schema of any.thing names no arguments, so they have no order: write them as name=value",
        ),
        ("1. search(\"a\", entity=\"b\")\n", "1:23 wiki.search is given its argument `entity` twice: drop one"),
        ("1. search()\n", "1:1 the arguments of wiki.search break its input schema: \"entity\" is a required property"),
        (
            "1. orders(\"a\")\n",
            "1:11 the arguments of shop.orders break its input schema: /customer: \"a\" is not of type \"integer\"",
        ),
        (
            "1. search(\"a\")\n2. orders($1, limit=\"b\")\n",
            "2:21 the arguments of shop.orders break its input schema: /limit: \"b\" is not of type \"integer\"",
        ),
        (
            "1. search(\"a\")\n2. orders(limit=$1)\n",
            "2:1 the arguments of shop.orders break its input schema: \"customer\" is a required property",
        ),
        (
            "1. search(\"a\")\n2. orders($1, much=\"b\")\n",
            "2:1 the arguments of shop.orders break its input schema: Additional properties",
        ),
        (
            "1. search(\"$2\")\n2. search(\"$3\")\n3. search(\"$2\")\n",
            "2:1 the tasks wait for each other: 2 → 3 → 2: let one of them do without the other's result",
        ),
        ("1. solve(\"$2 + 1\")\n2. solve(\"$1 + 1\")\n", "1:1 the tasks wait for each other: 1 → 2 → 1"),
        ("1. search(\"$1\")\n", "1:1 the tasks wait for each other: 1 → 1"),
        ("1. serch(\"a\")\n2. search(\"$9\")\n", "1:4 no tool is named \"serch\": did you mean wiki.search"),
        (
            "1. search()\n2. search(\"$9\")\n",
            "1:1 the arguments of wiki.search break its input schema: \"entity\" is a required property; also line 2, column 12: there is no task 9",
        ),
        ("[{\"id\": 1, \"tool\": \"serch\"}]", "1:20 /0/tool: no tool is named \"serch\""),
        (
            "[{\"id\": 1, \"tool\": \"orders\", \"arguments\": {\"customer\": \"x\"}}]",
            "1:56 /0/arguments/customer: the arguments of shop.orders break",
        ),
        (
            "[{\"id\": 1, \"tool\": \"search\", \"arguments\": {\"entity\": {\"$ref\": 2}}}]",
            "1:54 /0/arguments/entity: there is no task 2",
        ),
        (
            "[{\"id\": 1, \"tool\": \"search\", \"arguments\": [\"a\"], \"after\": [3]}]",
            "1:60 /0/after/0: there is no task 3",
        ),
        (
            "[{\"id\": \"a\", \"tool\": \"search\", \"arguments\": [\"x\"], \"after\": [\"b\"]},\n {\"id\": \"b\", \"tool\": \"search\", \"arguments\": [{\"$ref\": \"a\"}]}]",
            "1:2 /0: the tasks wait for each other: a → b → a",
        ),
    ] {
        let checked = check(text);
        assert!(checked.starts_with(expect), "{text}: {checked}");
    }
}

#[test]
fn what_was_read_is_told_of_a_refused_plan_too() {
    let mut notes = Vec::new();
    let text = "1. Look it up (in a book)\n2. search(\"$1\")\n3. search\n";
    let error = parse(text, &catalog(), &mut notes).err().unwrap();
    assert!(error.message.starts_with("there is no task 1"), "{error}");
    let lines: Vec<_> = notes.iter().map(|note| note.split(" was taken for prose").next().unwrap()).collect();
    assert_eq!(lines, ["line 1", "line 3"]);
}
