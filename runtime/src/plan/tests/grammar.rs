//! What planners write, and what it is read as.

use super::read;

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(read(text), expect, "{text:?}");
}

#[test]
fn literals() {
    for (arguments, expect) in [
        ("", ""),
        ("\"a\"", "\"a\""),
        ("'a', \"b\"", "\"a\", \"b\""),
        ("1, -2, 1.5, 1e3, 1_000, +4, .5", "1, -2, 1.5, 1000.0, 1000, 4, 0.5"),
        ("18446744073709551615", "18446744073709551615"),
        ("0x1F, 0b11, 0o17, 0xyz", "31, 3, 15, \"0xyz\""),
        ("True, False, None, true, false, null", "true, false, null, true, false, null"),
        ("[1, 'a', [True]]", "[1,\"a\",[true]]"),
        ("(1, 2), (1,), (1), ()", "[1,2], [1], 1, []"),
        ("{1, 2}", "[1,2]"),
        ("{'a': 1, b: [2], 3: None,}", "{\"a\":1,\"b\":[2],\"3\":null}"),
        ("{}", "{}"),
        ("[1, 2,],", "[1,2]"),
        ("query='a', limit = 3", "query=\"a\", limit=3"),
        ("query: \"a\"", "query=\"a\""),
        ("'a', limit=3", "\"a\", limit=3"),
        (
            r"'it\'s', 'a\nb\t\\', '\x41\u00e4\U0001F600\ud83d\ude00', r'\d'",
            "\"it's\", \"a\\nb\\t\\\\\", \"Aä😀😀\", \"\\\\d\"",
        ),
        ("'''a 'b' c'''", "\"a 'b' c\""),
        ("f\"a\", b'c'", "\"a\", \"c\""),
        ("`a`, “b”", "\"a\", \"b\""),
        ("\"a\" \"b\", 'c' + 'd' + 'e'", "\"ab\", \"cde\""),
        ("\"ünï (a) [b], {c} # d\"", "\"ünï (a) [b], {c} # d\""),
    ] {
        check(&format!("1. f({arguments})\n"), &format!("1 f({expect})"));
    }
}

#[test]
fn references() {
    for (arguments, expect) in [
        ("$1", "<1>"),
        ("${1}", "<1>"),
        ("\"$1\"", "<1>"),
        ("'${ 01 }'", "<1>"),
        ("\"a $1 and ${2}b\"", "\"a <1> and <2>b\""),
        ("\"max($2, $4, $6) / min($2)\"", "\"max(<2>, <4>, <6>) / min(<2>)\""),
        ("[\"$1\", '$2', $3]", "[<1>, <2>, <3>]"),
        ("{'a': [$1], 'b': 2}", "{a: [<1>], b: 2}"),
        ("$1.name, $1[0].x, $1[\"a b\"]", "<1/name>, <1/0/x>, <1/a b>"),
        ("\"${1.name} ${1[0]} ${1/a/0}\"", "\"<1/name> <1/0> <1/a/0>\""),
        ("\"about $1.\"", "\"about <1>.\""),
        ("\"$1,000 and $2, $3,4\"", "\"$1,000 and <2>, <3>,4\""),
        ("\"$1.50 and \\$2, $x ${name} $\"", "\"$1.50 and $2, $x <name> $\""),
        ("\"age of \" + $1 + \"?\"", "\"age of <1>?\""),
        ("$1 + $2", "\"<1> + <2>\""),
        ("max($1, $2)", "\"max(<1>, <2>)\""),
        ("context=[\"$1\"]", "context=[<1>]"),
    ] {
        check(&format!("9. f({arguments})\n"), &format!("9 f({expect})"));
    }
}

#[test]
fn text_without_quotes_or_with_too_many() {
    for (arguments, expect) in [
        ("In Cold Blood", "\"In Cold Blood\""),
        ("Hello, World", "\"Hello\", \"World\""),
        ("foo, \"b\"", "\"foo\", \"b\""),
        ("Alien: Covenant, 2", "\"Alien: Covenant\", 2"),
        ("Ender's Game", "\"Ender's Game\""),
        ("'Ender's Game'", "\"Ender's Game\""),
        ("'Rock 'n' Roll', 2", "\"Rock 'n' Roll\", 2"),
        ("\"He said \"yes\" to it\"", "\"He said \\\"yes\\\" to it\""),
        ("First for Women (magazine)", "\"First for Women (magazine)\""),
        ("2001: A Space Odyssey", "\"2001: A Space Odyssey\""),
        ("Alien: Covenant", "\"Alien: Covenant\""),
        ("2024-01-31", "\"2024-01-31\""),
        ("None of the above", "\"None of the above\""),
        ("the # sign", "\"the # sign\""),
        ("\"what?\", half of $1", "\"what?\", \"half of <1>\""),
        ("name=John Smith, age=3", "name=\"John Smith\", age=3"),
        ("“Ender’s Game”", "\"Ender’s Game\""),
    ] {
        check(&format!("1. f({arguments})\n"), &format!("1 f({expect})"));
    }
}

#[test]
fn heads() {
    for (line, expect) in [
        ("1. search(\"a\")", "1 search(\"a\")"),
        ("  07) search(\"a\")", "7 search(\"a\")"),
        ("- 1. search(\"a\")", "1 search(\"a\")"),
        ("> **1.** `search(\"a\")`", "1 search(\"a\")"),
        ("Step 1: search(\"a\")", "1 search(\"a\")"),
        ("task #2. search(\"a\")", "2 search(\"a\")"),
        ("$3 = search(\"a\")", "3 search(\"a\")"),
        ("4. x = await tools.wiki.search(\"a\")", "4 tools.wiki.search(\"a\")"),
        ("5. Search (\"a\")", "5 Search(\"a\")"),
        ("6. Wiki Search(\"a\")", "6 Wiki Search(\"a\")"),
        ("7. wiki.search-pages(\"a\") # why", "7 wiki.search-pages(\"a\")"),
        ("8. search(\"a\"); and then", "8 search(\"a\")"),
        ("9 search(\"a\")", "9 search(\"a\")"),
        ("[1] search(\"a\")", "1 search(\"a\")"),
        ("(2) search(\"a\")", "2 search(\"a\")"),
        ("3 - search(\"a\")", "3 search(\"a\")"),
        ("- **4** – search(\"a\")", "4 search(\"a\")"),
    ] {
        check(&format!("{line}\n"), expect);
    }
}

#[test]
fn several_on_one_line() {
    let expect = "1 f(\"a\")\n2 g(<1>)";
    for between in [" ", "; ", ", ", "", ". ", "\t"] {
        check(&format!("1. f(\"a\"){between}2. g($1)\n"), expect);
        check(&format!("1. f(\n\"a\"){between}2. g($1){between}3. join(){between}4. h()\n"), expect);
    }
    check("1. f(\"a\") 2. g($1) <END_OF_PLAN>\n3. h()\n", expect);
    check(
        "1. f(\"a\") 2. g(\n$1) 3. h(",
        "2:5 the plan ends in the middle of task 3: write the whole plan, `join()` last",
    );
    check("1. f(\"a\") and then 2. g($1)\n", "1 f(\"a\")");
    check("1. f('ä') 2. f($1) 2. g(${})\n", "1 f(\"ä\")\n2 f(<1>)\n2 g(\"${}\")");
}

#[test]
fn what_may_have_been_meant_is_told() {
    let mut reader = super::Reader::default();
    let text = "1. search: \"a\"\nE2 = echo(x=\"$1\")\n3. search\n4. f()\nSo (they say) it is.\n\
        1st. f(\"d\")\n1000000000. f(\"y\")\n5 apples (red)\n[2] Smith et al. (2020)\n";
    reader.push(text.as_bytes(), &mut Vec::new()).unwrap();
    let lines: Vec<_> = reader.take_notes().iter().map(|note| note.split(" was").next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["line 1", "line 2", "line 3", "line 6", "line 7"]);
    assert!(reader.take_notes().is_empty());
    reader.push("9. nothing\n".repeat(100).as_bytes(), &mut Vec::new()).unwrap();
    assert_eq!(reader.take_notes().len(), 15);
}

#[test]
fn a_missing_parenthesis() {
    check("1. f(\"a\", [\"$2\"]\n2. g(\"b\"\n3. join()", "1 f(\"a\", [<2>])\n2 g(\"b\")");
    check("1. f(\"a\", [\"$2\"\n2. g()\n", "1 f(\"a\", [<2>])\n2 g()");
    check("1. f(\"a\", [\"$2\")\n2. g()\n", "1 f(\"a\", [<2>])\n2 g()");
    check("1. f(\"a)\n2. g()\n", "1 f(\"a\")\n2 g()");
    check("1. f(\"a\" from it)\n2. g()\n", "1 f(\"\\\"a\\\" from it\")\n2 g()");
    check("1. f(In Cold Blood\n2. g()\n", "1 f(\"In Cold Blood\")\n2 g()");
    check("1. f(\"a\" # why\nThought: next\n2. g()\n", "1 f(\"a\")\n2 g()");
    check("1. f(\"a\", [\"b\"]", "1 f(\"a\", [\"b\"])");
    check("1. f(\"a\"\n", "1 f(\"a\")");
}

#[test]
fn many_lines() {
    check("1. f(\n  \"a\", # one\n  limit=3\n)\n2. g()", "1 f(\"a\", limit=3)\n2 g()");
    check("1. f(\"a\",\n  [1,\n   2])\n", "1 f(\"a\", [1,2])");
    check("1. f(\"a\nb\")\n", "1 f(\"a\\nb\")");
    check(
        "1. f(\"\"\"a\n2. not a task(x)\nThought: none\n\"\"\")\n2. g()\n",
        "1 f(\"a\\n2. not a task(x)\\nThought: none\\n\")\n2 g()",
    );
    check("1. f(\r\n\"a\"\r\n)\r\n2. g()\r\n", "1 f(\"a\")\n2 g()");
}

#[test]
fn a_call_goes_on_where_its_parenthesis_is_missing() {
    check("1. f(x=\"a\"\n     y=\"b\")\n2. g()\n", "1 f(x=\"a\", y=\"b\")\n2 g()");
    check("1. f(\"a\"\n  , 2)\n", "1 f(\"a\", 2)");
    check("1. f(3\n\n  # why\n  4\n)\n", "1 f(3, 4)");
    check("1. f(In Cold\n  Blood)\n2. g()\n", "1 f(\"In Cold\\n  Blood\")\n2 g()");
    check("1. f(foo\n  y=\"b\")\n", "1 f(\"foo\", y=\"b\")");
    check("1. f(\"a\"\nNow the next (one).\n2. g()\n", "1 f(\"a\")\n2 g()");
    check("1. f(\"a\"\ny = g(1)\n", "1 f(\"a\")");
    let row = "two texts stand in a row here, over a line break: write a comma between them, or + where they are one";
    check("1. f(\"a\"\n     \"b\"\n)\n", &format!("2:6 {row}"));
    check("1. f(\"a\"\n     \"b\"\n2. g()\n", &format!("2:6 {row}"));
    check("1. f(\"a\" +\n     \"b\")\n", "1 f(\"ab\")");
    let comma = "a line goes on here after a whole argument: write a comma between them, or the text in quotes";
    check("1. f(\"a\"\n  and more)\n", &format!("2:3 {comma}"));
}

#[test]
fn a_text_may_have_tasks_in_it() {
    check("1. f(\"Steps:\n2. f(x)\ndone\")\n3. g()\n", "1 f(\"Steps:\\n2. f(x)\\ndone\")\n3 g()");
    check("1. f(\"Steps:\n2. f(\"x\")\ndone\")\n", "1 f(\"Steps:\\n2. f(\\\"x\\\")\\ndone\")");
    check(
        "1. f(\"Steps:\n2. f(\"x\")\nso \"quoted\"\ndone\", 5)\n3. g()",
        "1 f(\"Steps:\\n2. f(\\\"x\\\")\\nso \\\"quoted\\\"\\ndone\", 5)\n3 g()",
    );
    check("1. f(\"See f(x)\n2. f()\njoin\nend\"\n)\n", "1 f(\"See f(x)\\n2. f()\\njoin\\nend\")");
    // A quote that was forgotten.
    check("1. f(\"abc)\n2. f(\"def\")", "1 f(\"abc\")\n2 f(\"def\")");
    check(
        "1. f(\"abc)\nThought: so\n2. f(\"d)\n3. f('it)\n4. g(\"x\")\n5. join()\n6. h()",
        "1 f(\"abc\")\n2 f(\"d\")\n3 f(\"it\")\n4 g(\"x\")",
    );
    check("1. f(\"abc)\n2. f($1)<END_OF_PLAN>\n3. h()", "1 f(\"abc\")\n2 f(<1>)");
    check("1. f(\"abc)<END_OF_PLAN>\n3. h()", "1 f(\"abc\")");
    // Nobody can tell.
    let open = "1:6 the quote here is not closed before what may be the next task: close it, or write \\n where the text has a new line";
    check("1. f(\"Steps:\n2. f(\"x\")\n", open);
    check("1. f(\"Steps:\n2. f(\"x\")\n3. join()\ndone\")\n", open);
    check("1. f(\"See f(x)\n2. f(x)\n", open);
    check("1. f(\"See f(x)\nas well\n2. f(\"x\")\n", open);
}

#[test]
fn what_stands_behind_a_call() {
    let expect = "this can't be a part of the call before it: a task is one call, whose brackets are closed; where its result is used, ${1.name} or ${1[0]} is a part of it";
    for rest in [
        "[0]",
        ".name",
        " + f(\"b\")",
        " && f(\"b\")",
        " - f(\"b\")",
        ", \"b\")",
        " * 2",
        "?.x",
        " and 2. f(\"b\")",
        ", f(\"b\")",
        " then f(\"b\")",
    ] {
        let text = format!("1. f(\"a\"){rest}\n");
        let column = 10 + rest.len() - rest.trim_start().len();
        check(&text, &format!("1:{column} {expect}"));
    }
    check("1. f([\"a\", \"b\"), 5)\n", &format!("1:16 {expect}"));
    for rest in ["", "`", "**", " |", " # why", " // why", ".", ";", " - finds it (soon)", " and then", " (see above)"]
    {
        check(&format!("1. f(\"a\"){rest}\n2. g()\n"), "1 f(\"a\")\n2 g()");
    }
}

#[test]
fn the_end_of_a_plan_is_known_at_once() {
    let reader = |text: &str| {
        let mut reader = super::Reader::default();
        reader.push(text.as_bytes(), &mut Vec::new()).unwrap();
        reader.has_ended()
    };
    for text in [
        "1. f()\n2. join()<END_OF_PLAN>",
        "1. f()\n2. join()",
        "1. f(); 2. join()",
        "1. f(\"a\")<END_OF_PLAN>",
        "1. f(\"a\"<END_OF_PLAN>",
        "1. f(\"a\"\n<END_OF_PLAN>",
        "1. f(\"a)\n<END_OF_PLAN>",
        "1. f(\n  \"a\")<END_OF_PLAN>",
        "1. f()\nDone. <END_OF_PLAN> ",
        "[{\"id\": 1, \"tool\": \"f\"}]<END_OF_PLAN>",
        "[{\"id\": 1, \"tool\": \"f\"}]\nDone.<END_OF_PLAN>",
    ] {
        assert!(reader(text), "{text:?}");
    }
    for text in [
        "1. f(\"<END_OF_PLAN>",
        "1. f(\"a\n<END> <END_OF_PLAN>",
        "1. f(\"\"\"\njoin()",
        "1. join",
        "[{\"a\": \"<END_OF_PLAN>",
    ] {
        assert!(!reader(text), "{text:?}");
    }
}

#[test]
fn a_plan_in_several_fences() {
    let expect = "1 f(\"a\")\n2 g(<1>)\n3 h()";
    check("```\n1. f(\"a\")\n```\n2. g($1)\n```\n3. h()\n```\n", expect);
    check("1. f(\"a\")\n```\n2. g($1)\n```\nThen:\n3. h()\n", expect);
    check("```\n1. f(\"a\")\n2. g($1)\n```\n```\n3. h()\n```\n1. f(x) is the first\n", expect);
    let mut reader = super::Reader::default();
    reader.push(b"```\n1. f()\n```\n1. f(x) is first\n", &mut Vec::new()).unwrap();
    assert!(reader.take_notes()[0].starts_with("line 4 was left out"));
}

#[test]
fn what_is_around_a_plan() {
    let plan = "1. f(\"a\")\n2. g(\"$1\")\n";
    let expect = "1 f(\"a\")\n2 g(<1>)";
    for (before, after) in [
        (
            "Question: who?\nThought: I need f.\n",
            "Thought: I can answer the question now.\n3. join()<END_OF_PLAN>\n###\n1. f(\"of the next\")\n",
        ),
        ("Here is the plan:\n\n```plan\n", "```\nIt has 2 tasks:\n1. f(x) is first\n"),
        ("```\n", "3. join()\n```\n"),
        ("\u{feff}# a comment\n// another\n\n", "\n\n"),
        ("", "<END_OF_PLAN>\n3. h()\n"),
        ("", "Join()\n3. h()\n"),
        ("", "**3.** join( )\n4. h()\n"),
        ("This plan is in 2 steps.\n1.5 is no task (so)\n", "Done."),
    ] {
        check(&format!("{before}{plan}{after}"), expect);
    }
    check("1. f(\"a\")<END_OF_PLAN>\n2. g()\n", "1 f(\"a\")");
    check("1. f(\"a\"<END_OF_PLAN>\n2. g()\n", "1 f(\"a\")");
    check("1. join()<END_OF_PLAN>", "");
    check("1. join($1, $2)\n", "1 join(<1>, <2>)");
}

#[test]
fn what_can_not_be_read() {
    let cut = "the plan ends in the middle of task 2: write the whole plan, `join()` last";
    let none = "there is no task in the plan: write each on a line of its own, as `1. tool(\"argument\")`, or write JSON: [{\"id\", \"tool\", \"arguments\"}]";
    for (text, expect) in [
        ("", format!("1:1 {none}")),
        ("What a day.\n", format!("1:1 {none}")),
        ("1. f()\n2. g(\"what is", format!("2:1 {cut}")),
        ("1. f()\n2. g(\"what is\n", format!("2:1 {cut}")),
        ("1. f()\n2. g(\"a\",", format!("2:1 {cut}")),
        ("1. f()\n2. g(\"a\", [\"$1\"", format!("2:1 {cut}")),
        ("1. f()\n2. g(12", format!("2:1 {cut}")),
        ("1. f()\n2. g(In Cold", format!("2:1 {cut}")),
        ("1. f()\n2. g(", format!("2:1 {cut}")),
        (
            "1. f()\n2. sear",
            "2:1 the plan ends in the middle of a task: write the whole plan, `join()` last".to_owned(),
        ),
    ] {
        check(text, &expect);
    }
    let mut bytes = super::Reader::default();
    let fault = bytes.push(b"1. f()\n2. \xff\n", &mut Vec::new()).unwrap_err();
    assert_eq!(fault.error.message, "line 2 is not UTF-8");
    check("\0asm\u{1}\0\0\0\r\n\u{85}", "1:1 this is WebAssembly, not a plan: run it as a script");
}
