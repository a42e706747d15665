//! The tools, called as a host calls them.

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, Provider, ToolFailure, testing};

use crate::Plugin;

fn call(tool: &str, arguments: Value) -> Value {
    testing::call::<Plugin>(tool, arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn failure(tool: &str, arguments: Value) -> ToolFailure {
    match testing::call::<Plugin>(tool, arguments.clone()) {
        Ok(_) => panic!("{tool} takes {:.300}", arguments.to_string()),
        Err(failure) => failure,
    }
}

/// The kind of a failure, and of its data the code, the limit or the pointer.
fn fails(tool: &str, arguments: Value) -> (FailureKind, String) {
    let failure = failure(tool, arguments);
    let data = failure.data.clone().unwrap_or_default();
    let words = [&data["code"], &data["limit"], &data["violations"][0]["pointer"]];
    let word = words.into_iter().find_map(Value::as_str).unwrap_or_default();
    (failure.kind, word.to_owned())
}

fn jq(program: &str, input: Value) -> Value {
    let answer = call("jq", json!({"program": program, "input": input}));
    assert_eq!(answer["truncated"], json!(false));
    answer["outputs"].clone()
}

#[test]
fn jq_gives_every_output() {
    assert_eq!(jq(".[] | .a", json!([{"a": 1}, {"a": "x"}, {}])), json!([1, "x", null]));
    assert_eq!(jq("empty", json!(null)), json!([]));
    assert_eq!(jq("1, 1.5, 1e3, -0, 100000000000000000000", json!(null)), json!([1, 1.5, 1000, 0, 1e20]));
    assert_eq!(jq(".", json!({"b": 1, "a": [null, true]})).to_string(), r#"[{"b":1,"a":[null,true]}]"#);
    assert_eq!(jq("nan, infinite, {(\"a\"): 1}, \"é\\(1+1)\"", json!(null)), json!([null, null, {"a": 1}, "é2"]));
    let answer = call("jq", json!({"program": "range(10)", "max_outputs": 3}));
    assert_eq!(answer, json!({"outputs": [0, 1, 2], "truncated": true}));
}

#[test]
fn jq_has_what_programs_use() {
    let rows = json!([{"k": "a", "v": 1}, {"k": "b", "v": 2}, {"k": "a", "v": 3}]);
    assert_eq!(
        jq("group_by(.k) | map({k: .[0].k, v: map(.v) | add})", rows.clone()),
        json!([[{"k": "a", "v": 4}, {"k": "b", "v": 2}]])
    );
    assert_eq!(jq("[.[] | select(.v > 1)] | length", rows.clone()), json!([2]));
    assert_eq!(jq(".[0] |= (.v += 10) | .[0]", rows.clone()), json!([{"k": "a", "v": 11}]));
    assert_eq!(jq("[paths(numbers)]", json!({"a": [1, {"b": 2}]})), json!([[["a", 0], ["a", 1, "b"]]]));
    assert_eq!(jq("del(.a) | to_entries", json!({"a": 1, "b": 2})), json!([[{"key": "b", "value": 2}]]));
    assert_eq!(jq("walk(if type == \"number\" then . + 1 end)", json!([1, [2]])), json!([[2, [3]]]));
    assert_eq!(jq(r#"[match("(?<x>a+)b"; "g") | .captures[0].string]"#, json!("aab ab")), json!([["aa", "a"]]));
    assert_eq!(
        jq("fromdateiso8601, (0 | todate)", json!("2024-01-01T00:00:00Z")),
        json!([1704067200, "1970-01-01T00:00:00Z"])
    );
    assert_eq!(
        jq("@csv, @tsv, @base64 \"\\(.[0])\"", json!(["a\"b", 1, null])),
        json!(["\"a\"\"b\",1,", "a\"b\t1\t", "YSJi"])
    );
    assert_eq!(
        jq("[limit(3; repeat(1))], first(range(5; 10)), until(. > 100; . * 2)", json!(3)),
        json!([[1, 1, 1], 5, 192])
    );
    assert_eq!(jq("def fac: if . < 2 then 1 else . * (. - 1 | fac) end; fac", json!(10)), json!([3_628_800]));
    assert_eq!(
        jq("[range(0; 1; 0.25)], [range(3; 0; -1)], [range(2)]", json!(null)),
        json!([[0, 0.25, 0.5, 0.75], [3, 2, 1], [0, 1]])
    );
    assert_eq!(jq("reduce .[] as [$a, $b] (0; . + $a * $b)", json!([[1, 2], [3, 4]])), json!([14]));
    assert_eq!(jq(".. |= (numbers |= . + 1)", json!([1, {"a": 2}])), json!([[2, {"a": 3}]]));
    assert_eq!(jq("try error(\"x\") catch ., (.a? // \"none\")", json!([1])), json!(["x", "none"]));
}

#[test]
fn jq_reads_variables() {
    let arguments =
        json!({"program": "map(select(. > $min)), $o.k", "input": [1, 5], "variables": {"min": 3, "o": {"k": "v"}}});
    assert_eq!(call("jq", arguments)["outputs"], json!([[5], "v"]));
    let wrong = json!({"program": ".", "variables": {"a b": 1}});
    assert_eq!(fails("jq", wrong), (FailureKind::InvalidArguments, "/variables".to_owned()));
}

#[test]
fn jq_says_where_a_program_is_wrong() {
    let message = |program: &str| {
        let failure = failure("jq", json!({"program": program}));
        assert_eq!(failure.kind, FailureKind::InvalidArguments, "{program}");
        failure.message
    };
    assert!(message(".a |\n  foo(1)").contains("there is no function `foo` with 1 arguments (line 2, column 3)"));
    assert!(message("$x").contains("variable `$x` (line 1, column 1)"));
    assert!(message(".[").contains("closing bracket"), "{}", message(".["));
    assert!(message("1 +").contains("found the end (line 1, column 4)"), "{}", message("1 +"));
    assert!(message("").contains("found the end"));
    assert!(message("é ~").contains("(line 1, column"), "{}", message("é ~"));
    for missing in ["env", "now", "input", "halt", "halt_error", "$ENV", "import \"a\" as a; .", "include \"a\"; ."] {
        message(missing);
    }
    let thrown = failure("jq", json!({"program": "error({code: 7})"}));
    assert_eq!((thrown.kind, &thrown.data), (FailureKind::Failed, &Some(json!({"code": "jq", "error": {"code": 7}}))));
    assert!(failure("jq", json!({"program": ".a", "input": [1]})).message.contains("cannot index"));
    assert!(failure("jq", json!({"program": "error", "input": "x".repeat(9999)})).message.len() < 600);
}

#[test]
fn jq_ends() {
    let endless = [
        "def f: f; f",
        "def f: ., f; f | empty",
        "repeat(1) | select(. == 2)",
        "[repeat(1)]",
        "range(0; infinite) | empty",
        "reduce range(1; 0; 0) as $x (0; .)",
        "last(range(infinite))",
        "until(false; .)",
        "while(true; .) | empty",
        "[recurse(.) | empty]",
        "repeat(try error catch 1) | empty",
        "first(repeat(empty))",
        "path(repeat(.)) | empty",
        "label $out | foreach range(infinite) as $i (0; .; if . > 0 then ., break $out else empty end)",
        "limit(1; range(infinite) | select(. < 0))",
        "[.[] as $a | .[] as $b | .[] as $c | .[] as $d | .[] as $e | 1] | length",
        "[(.[] + .[] + .[] + .[] + .[])] | length",
        "[{a: .[], b: .[], c: .[], d: .[], e: .[]}] | length",
        "def a: .,.; def b: a|a|a|a; def c: b|b|b|b; def d: c|c|c|c; d | empty",
        "def a(g): g|g; a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(.))))))))))))))))))))))))))))))",
        "def b: .|.; def c: b|b; def d: c|c; def e: d|d; def f: e|e; def g: f|f; def h: g|g; def i: h|h; def j: i|i; def k: j|j; def l: k|k; def m: l|l; def n: m|m; def o: n|n; def p: o|o; def q: p|p; def r: q|q; def s: r|r; def t: s|s; t|t|t|t",
        ".[] |= (. as $x | repeat(1) | select(. == 2))",
        "sort_by(repeat(1) | select(. == 2))",
        "[combinations] | length",
    ];
    let input: Vec<u64> = (0..200).collect();
    for program in endless {
        let input = if program.contains("combinations") { json!([input, input, input, input]) } else { json!(input) };
        let arguments = json!({"program": program, "input": input, "max_steps": 50_000});
        assert_eq!(fails("jq", arguments), (FailureKind::LimitExceeded, "max_steps".to_owned()), "{program}");
        assert_eq!(jq("1", json!(null)), json!([1]));
    }
}

#[test]
fn jq_keeps_its_stack() {
    let deep = |program: &str| fails("jq", json!({"program": program}));
    assert_eq!(deep("def f: 1 + f; f"), (FailureKind::LimitExceeded, "stack".to_owned()));
    assert_eq!(deep("def f: try error(1) catch f; f"), (FailureKind::LimitExceeded, "stack".to_owned()));
    assert_eq!(deep("def f: [f]; f"), (FailureKind::LimitExceeded, "stack".to_owned()));
    assert_eq!(deep("reduce range(1000) as $i (0; [.])"), (FailureKind::LimitExceeded, "depth".to_owned()));
    assert_eq!(deep(&" ".repeat(40_000)), (FailureKind::LimitExceeded, "program".to_owned()));
    assert_eq!(jq("reduce range(100000) as $i (0; . + 1)", json!(null)), json!([100_000]));
    assert_eq!(jq("[range(100000)] | length", json!(null)), json!([100_000]));
    assert_eq!(jq("def f: if . > 100000 then . else . + 1 | f end; f", json!(0)), json!([100_001]));
}

fn parse(from: &str, text: &str) -> Value {
    call("convert", json!({"input": text, "from": from}))
}

fn write(to: &str, value: Value) -> Value {
    call("convert", json!({"input": value, "to": to}))
}

/// Where a text is wrong.
fn wrong(from: &str, text: &str) -> (String, u64, u64) {
    let failure = failure("convert", json!({"input": text, "from": from}));
    let data = failure.data.unwrap_or_default();
    assert_eq!((failure.kind, &data["code"]), (FailureKind::Failed, &json!("syntax")), "{}", failure.message);
    (failure.message, data["line"].as_u64().unwrap_or_default(), data["column"].as_u64().unwrap_or_default())
}

#[test]
fn csv_becomes_rows() {
    let text = "id,name,price,ok,zip\n1,\"Ada, L.\",2.50,true,007\r\n2,\"two\nlines\",,false,12345678901234567890\n";
    let rows = json!([
        {"id": 1, "name": "Ada, L.", "price": 2.5, "ok": true, "zip": "007"},
        {"id": 2, "name": "two\nlines", "price": null, "ok": false, "zip": "12345678901234567890"},
    ]);
    assert_eq!(parse("csv", text), rows);
    assert_eq!(parse("csv", text)[0].to_string(), rows[0].to_string());
    let strings = call("convert", json!({"input": "a\n1", "from": "csv", "types": false}));
    assert_eq!(strings, json!([{"a": "1"}]));
    let arrays = call("convert", json!({"input": "a;b\n1;2", "from": "csv", "header": false, "delimiter": ";"}));
    assert_eq!(arrays, json!([["a", "b"], [1, 2]]));
    assert_eq!(parse("tsv", "a\tb\n1\tx y\n"), json!([{"a": 1, "b": "x y"}]));
    assert_eq!(parse("csv", ""), json!([]));
    assert_eq!(parse("csv", "\u{feff}a,\n1,2\n\n"), json!([{"a": 1, "column_2": 2}]));
    for text in
        ["+1", "1e", "1.", ".5", "--1", "1_000", "0x10", "NaN", "inf", "1-2", "2024-01-01", "1.2.3", "00", "1e999"]
    {
        assert_eq!(parse("csv", &format!("a\n{text}")), json!([{"a": text}]));
    }
    assert_eq!(parse("csv", "a\n1e3\n-0\n-1.5e-2"), json!([{"a": 1000.0}, {"a": 0}, {"a": -0.015}]));
}

#[test]
fn rows_become_csv() {
    let rows = json!([{"a": 1, "b": "x,\"y\""}, {"b": null, "c": {"d": [1]}}]);
    assert_eq!(write("csv", rows.clone()), json!("a,b,c\n1,\"x,\"\"y\"\"\",\n,,\"{\"\"d\"\":[1]}\"\n"));
    assert_eq!(write("tsv", json!([["a\tb", true], [1]])), json!("\"a\tb\"\ttrue\n1\n"));
    assert_eq!(
        call("convert", json!({"input": rows, "to": "csv", "header": false})),
        json!("1,\"x,\"\"y\"\"\",\n,,\"{\"\"d\"\":[1]}\"\n")
    );
    assert_eq!(write("csv", json!([])), json!(""));
    for (value, pointer) in [(json!({}), "/input"), (json!([1]), "/input/0"), (json!([{"a": 1}, [1]]), "/input/1")] {
        assert_eq!(
            fails("convert", json!({"input": value, "to": "csv"})),
            (FailureKind::InvalidArguments, pointer.to_owned())
        );
    }
}

#[test]
fn text_that_is_wrong_has_a_place() {
    let (message, line, column) = wrong("csv", "a,b\n1,2\n1,2,3\n");
    assert!(message.contains("line 3 has 3 fields, and the first line 2"), "{message}");
    assert_eq!((line, column), (3, 3));
    assert_eq!(wrong("csv", "a,b\n1\n").1, 2);
    assert_eq!(wrong("csv", "a,a\n1,2\n").1, 1);
    let (message, line, column) = wrong("jsonl", "{\"a\": 1}\n\n{\"a\": }\n");
    assert_eq!((line, column), (3, 7), "{message}");
    assert!(message.contains("line 3 is not JSON: expected value"), "{message}");
    let (message, line, column) = wrong("toml", "a = 1\nb = = 2\n");
    assert_eq!((line, column), (2, 5), "{message}");
    let (message, line, _) = wrong("yaml", "a: 1\nb: [1, 2\nc: 3\n");
    assert!(line >= 2, "{message}");
    assert_eq!(wrong("yaml", "a: 1\na: 2\n").1, 2);
    assert_eq!(wrong("toml", "a = 1\na = 2\n").1, 2);
}

#[test]
fn the_other_formats_go_both_ways() {
    let value =
        json!({"title": "x", "n": [1, 2.5], "t": {"on": true, "deep": {"s": "a: b\n"}}, "rows": [{"a": 1}, {"a": 2}]});
    for format in ["toml", "yaml"] {
        let text = write(format, value.clone());
        assert_eq!(call("convert", json!({"input": text, "from": format})), value, "{text}");
    }
    let lines = json!([1, {"a": "\n"}, null]);
    assert_eq!(write("jsonl", lines.clone()), json!("1\n{\"a\":\"\\n\"}\nnull\n"));
    assert_eq!(parse("jsonl", "1\n{\"a\":\"\\n\"}\nnull"), lines);
    assert_eq!(parse("toml", "d = 2024-01-01\nf = inf\n"), json!({"d": "2024-01-01", "f": null}));
    assert_eq!(
        parse("yaml", "- yes\n- ~\n- 0x10\n- 1e3\n- 2024-01-01\n- \"1\"\n"),
        json!(["yes", null, 16, 1000.0, "2024-01-01", "1"])
    );
    assert_eq!(
        parse("yaml", "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n"),
        json!({"a": {"b": 1}, "c": {"b": 1}, "d": {"b": 1, "e": 2}})
    );
    assert_eq!(parse("yaml", "a: 1\n---\nb: 2\n"), json!([{"a": 1}, {"b": 2}]));
    assert_eq!(parse("yaml", ""), json!(null));
    assert_eq!(write("yaml", json!("no")), json!("\"no\"\n"));
    assert_eq!(call("convert", json!({"input": "a\n1", "from": "csv", "to": "yaml"})), json!("- a: 1\n"));
    assert_eq!(call("convert", json!({"input": {"a": 1}})), json!({"a": 1}));
    for (arguments, pointer) in [
        (json!({"input": {"a": [null]}, "to": "toml"}), "/input/a/0"),
        (json!({"input": [1], "to": "toml"}), "/input"),
        (json!({"input": 1, "to": "jsonl"}), "/input"),
        (json!({"input": [1], "from": "yaml"}), "/input"),
        (json!({"input": "a", "from": "csv", "delimiter": "ab"}), "/delimiter"),
        (json!({"input": "a", "from": "csv", "delimiter": "\""}), "/delimiter"),
    ] {
        assert_eq!(fails("convert", arguments), (FailureKind::InvalidArguments, pointer.to_owned()));
    }
}

#[test]
fn a_text_that_grows_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", [item.as_str(); 9].join(", "));
    }
    let refused = |from: &str, text: &str| failure("convert", json!({"input": text, "from": from}));
    let failure = refused("yaml", &bomb);
    assert_eq!(failure.kind, FailureKind::LimitExceeded, "{}", failure.message);
    let nested = [
        ("yaml", "- ".repeat(100_000), FailureKind::LimitExceeded),
        ("yaml", "? ".repeat(100_000), FailureKind::LimitExceeded),
        ("yaml", "[".repeat(100_000), FailureKind::Failed),
        ("toml", format!("a = {}", "[".repeat(100_000)), FailureKind::Failed),
        ("jsonl", "[".repeat(100_000), FailureKind::Failed),
    ];
    for (from, text, kind) in nested {
        let failure = refused(from, &text);
        assert_eq!(failure.kind, kind, "{}", failure.message);
    }
    assert_eq!(
        fails("convert", json!({"input": "x".repeat(9 << 20), "from": "csv"})),
        (FailureKind::LimitExceeded, "input".to_owned())
    );
}

#[test]
fn a_schema_says_what_all_rows_share() {
    let rows = json!([{"id": 1, "tags": ["a"], "at": null}, {"id": 2.5, "tags": [], "at": "x", "more": {"k": true}}]);
    let expect = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "number"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "at": {"type": ["string", "null"]},
                "more": {"type": "object", "properties": {"k": {"type": "boolean"}}, "required": ["k"]},
            },
            "required": ["id", "tags", "at"],
        },
    });
    assert_eq!(call("schema", json!({"value": rows})), expect);
    assert_eq!(call("schema", json!({"value": []})), json!({"type": "array"}));
    assert_eq!(call("schema", json!({"value": [1, "a", [2]]}))["items"]["type"], json!(["array", "string", "integer"]));
    let map = json!([{"a": {"n": 1}, "b": {"n": 2}, "c": {}}, {"d": {"m": ""}}]);
    let shape = call("schema", json!({"value": map, "max_properties": 2}));
    let values = json!({"type": "object", "properties": {"n": {"type": "integer"}, "m": {"type": "string"}}});
    assert_eq!(shape["items"], json!({"type": "object", "additionalProperties": values}));
}

fn orders() -> Value {
    json!([
        {"id": 1, "who": {"name": "Ada"}, "sum": 10, "on": "2024-01-02"},
        {"id": 2, "who": {"name": "Bob"}, "sum": 2.5, "on": "2024-01-01"},
        {"id": 3, "who": {"name": "Ada"}, "sum": null, "on": "2024-01-03"},
        {"id": 4, "who": {"name": "Ada"}, "sum": 4},
    ])
}

#[test]
fn groups_have_figures() {
    let aggregates = json!({
        "orders": {"op": "count"}, "paid": {"op": "count", "field": "sum"}, "total": {"op": "sum", "field": "sum"},
        "mean": {"op": "mean", "field": "sum"}, "median": {"op": "median", "field": "sum"}, "p90": {"op": "percentile", "field": "sum", "p": 90},
        "first": {"op": "first", "field": "on"}, "last": {"op": "last", "field": "on"}, "min": {"op": "min", "field": "on"},
        "max": {"op": "max", "field": "sum"}, "days": {"op": "distinct", "field": "on"}, "ids": {"op": "list", "field": "id"},
    });
    let groups = call("group", json!({"rows": orders(), "by": "who.name", "aggregates": aggregates}));
    let ada = json!({
        "who.name": "Ada", "orders": 3, "paid": 2, "total": 14, "mean": 7, "median": 7, "p90": 9.4, "first": "2024-01-02",
        "last": "2024-01-03", "min": "2024-01-02", "max": 10, "days": 2, "ids": [1, 3, 4],
    });
    assert_eq!(groups.as_array().map(Vec::len), Some(2));
    assert_eq!(groups[0], ada);
    assert_eq!((&groups[1]["total"], &groups[1]["median"]), (&json!(2.5), &json!(2.5)));
    let all = call("group", json!({"rows": orders(), "aggregates": {"total": {"op": "sum", "field": "sum"}}}));
    assert_eq!(all, json!([{"total": 16.5}]));
    let none = call(
        "group",
        json!({"rows": [], "aggregates": {"n": {"op": "count"}, "m": {"op": "mean", "field": "x"}, "s": {"op": "sum", "field": "x"}}}),
    );
    assert_eq!(none, json!([{"n": 0, "m": null, "s": 0}]));
    assert_eq!(
        call("group", json!({"rows": [{"a": 1}, {"a": 1.0}, {"a": "1"}, {}], "by": ["a"]})),
        json!([{"a": 1}, {"a": "1"}, {"a": null}])
    );
    assert_eq!(call("group", json!({"rows": [], "by": ["a"]})), json!([]));
    for (arguments, pointer) in [
        (json!({"rows": []}), ""),
        (json!({"rows": [], "aggregates": {"x/y": {"op": "sum"}}}), "/aggregates/x~1y"),
        (json!({"rows": [], "by": "a", "aggregates": {"a": {"op": "count"}}}), "/aggregates/a"),
        (json!({"rows": [], "aggregates": {"a": {"op": "percentile", "field": "x"}}}), "/aggregates/a"),
        (json!({"rows": [], "aggregates": {"a": {"op": "percentile", "field": "x", "p": 101}}}), "/aggregates/a"),
    ] {
        assert_eq!(fails("group", arguments), (FailureKind::InvalidArguments, pointer.to_owned()));
    }
    let words =
        failure("group", json!({"rows": [{"a": 1}, {"a": "2"}], "aggregates": {"s": {"op": "sum", "field": "a"}}}));
    assert_eq!(words.data, Some(json!({"code": "not-a-number", "row": 1, "field": "a"})));
    assert!(words.message.contains("`a` of row 1 is a string"));
}

#[test]
fn joins_match_keys() {
    let people = json!([{"name": "Ada", "id": 7}, {"name": "Eve", "id": 8}, {"name": null, "id": 9}]);
    let join = |how: &str| {
        let on = json!({"who.name": "name"});
        call("join", json!({"left": orders(), "right": people, "on": on, "how": how}))
    };
    let inner = join("inner");
    assert_eq!(inner.as_array().map(Vec::len), Some(3));
    assert_eq!(
        inner[0],
        json!({"id": 1, "who": {"name": "Ada"}, "sum": 10, "on": "2024-01-02", "name": "Ada", "id_right": 7})
    );
    assert_eq!(join("left")[1], orders()[1]);
    assert_eq!(join("left").as_array().map(Vec::len), Some(4));
    let full = join("full");
    assert_eq!((full.as_array().map(Vec::len), &full[4], &full[5]), (Some(6), &people[1], &people[2]));
    let same =
        json!({"left": [{"k": 1, "v": 1}], "right": [{"k": 1.0, "v": 2}, {"k": 1, "w": 3}], "on": "k", "suffix": "2"});
    assert_eq!(call("join", same), json!([{"k": 1, "v": 1, "v2": 2}, {"k": 1, "v": 1, "w": 3}]));
    let both =
        json!({"left": [{"a": 1, "b": 2}, {"a": 1}], "right": [{"a": 1, "b": 2, "c": 3}, {"a": 1}], "on": ["a", "b"]});
    assert_eq!(call("join", both), json!([{"a": 1, "b": 2, "c": 3}]));
    let many: Vec<Value> = vec![json!({"k": 1}); 1000];
    let explodes = json!({"left": many, "right": many, "on": "k"});
    assert_eq!(fails("join", explodes), (FailureKind::LimitExceeded, "rows".to_owned()));
    assert_eq!(fails("join", json!({"left": [], "right": [], "on": []})).1, "/on");
    assert_eq!(fails("join", json!({"left": [], "right": [], "on": "a", "suffix": ""})).1, "/suffix");
}

#[test]
fn sorting_is_stable_and_knows_nulls() {
    let ids = |by: Value| {
        let sorted = call("sort", json!({"rows": orders(), "by": by}));
        sorted.as_array().expect("rows").iter().filter_map(|row| row["id"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(ids(json!("sum")), [2, 4, 1, 3]);
    assert_eq!(ids(json!({"field": "sum", "direction": "desc"})), [1, 4, 2, 3]);
    assert_eq!(ids(json!({"field": "sum", "nulls": "first"})), [3, 2, 4, 1]);
    assert_eq!(ids(json!(["who.name", {"field": "id", "direction": "desc"}])), [4, 3, 1, 2]);
    assert_eq!(ids(json!(["who.name"])), [1, 3, 4, 2]);
    let limited = call("sort", json!({"rows": orders(), "by": "sum", "limit": 1}));
    assert_eq!(limited, json!([orders()[1]]));
    assert_eq!(fails("sort", json!({"rows": [], "by": []})).1, "/by");
}

#[test]
fn wrong_types_are_invalid_arguments() {
    for (tool, arguments) in [
        ("jq", json!({"program": 1})),
        ("jq", json!({})),
        ("convert", json!({"input": "", "from": "xml"})),
        ("sort", json!({"rows": [1], "by": "a"})),
        ("group", json!({"rows": {}, "by": "a"})),
        ("join", json!({"left": [], "right": [], "on": 1})),
        ("schema", json!({"value": 1, "max_properties": -1})),
    ] {
        assert_eq!(failure(tool, arguments.clone()).kind, FailureKind::InvalidArguments, "{tool} {arguments}");
    }
}

#[test]
fn every_tool_says_what_it_is() {
    for definition in Plugin::definitions() {
        assert!(definition.description.is_some_and(|text| text.len() > 40), "{}", definition.name);
        assert_eq!(definition.annotations.read_only, Some(true));
        assert_eq!(definition.annotations.open_world, Some(false));
    }
}
