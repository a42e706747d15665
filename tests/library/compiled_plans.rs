//! Plans that were compiled: the same results, calls and places as of their sources, in any runtime that has their tools.

use std::time::Duration;

use serde_json::{Value, json};
use toolgate::catalog::ToolDefinition;
use toolgate::compile;
use toolgate::provider::{Call, CallError, Native, NativeTool};
use toolgate::{Json, Limits, RunErrorKind, RunOutput, Runtime, Script};

use super::{block_on, builder, tool};

crate::tests![
    the_record_is_the_plans,
    what_results_may_become,
    parts_of_results_and_what_is_not_there,
    failures_go_the_same_way,
    names_that_javascript_knows,
    the_schemas_of_today_hold,
    it_takes_no_input_and_has_limits,
    a_thousand_tasks,
    no_plan_no_file,
];

fn echo(name: &str, schema: Value) -> NativeTool {
    let mut definition = ToolDefinition::new(name);
    definition.input_schema = schema;
    NativeTool::raw(definition, |call: Call| async move { Ok(call.arguments) })
}

/// `t.echo` takes anything, `t.typed` what it says, `t.row` gives a row, `t.fail` fails with more than is told again.
fn tools() -> Native {
    let row = tool("row", || async {
        Ok(Json::from(json!({
            "id": 7, "price": 12.5, "tags": ["a", "b/c", "d~e"], "nothing": null, "yes": true, "name": "ä €",
            "deep/er": { "~": [[1, 2], { "length": 3 }] }, "__proto__": { "constructor": "own" },
        })))
    });
    let fail = tool("fail", || async {
        Err(CallError::failed("ä€😀".repeat(60)).with_data(json!({ "why": [1] })).retryable(true))
    });
    let typed = json!({
        "type": "object",
        "properties": {
            "text": { "type": "string" },
            "number": { "type": "integer" },
            "either": { "anyOf": [{ "type": "string" }, { "type": "array" }] },
            "maybe": { "type": ["string", "null"] },
            "list": { "type": "array", "items": { "type": "string" } },
            "any": {},
        },
        "additionalProperties": false,
    });
    Native::new().tool(echo("echo", json!({ "type": "object" }))).tool(echo("typed", typed)).tool(row).tool(fail)
}

async fn runtime() -> Runtime {
    builder().provider("t", tools()).build().await.unwrap()
}

fn calls(output: &RunOutput) -> Vec<Value> {
    let call = |call: &toolgate::trace::CallRecord| json!([call.tool, call.at, format!("{:?}", call.outcome)]);
    output.trace.calls.iter().map(call).collect()
}

/// Runs a plan and what it is compiled to, and gives the results, which are the same.
async fn both(runtime: &Runtime, plan: &str) -> Value {
    let source = Script::plan(plan);
    let compiled = Script::wasm(runtime.compile(source.clone()).await.unwrap());
    let plain = runtime.run(source, Json::null()).await.unwrap();
    let baked = runtime.run(compiled, Json::null()).await.unwrap();
    let told =
        |output: &RunOutput| -> Vec<_> { output.logs.iter().map(|line| (line.level, line.message.clone())).collect() };
    assert_eq!(baked.full_result.to_value(), plain.full_result.to_value(), "{plan}");
    assert_eq!((calls(&baked), told(&baked)), (calls(&plain), told(&plain)), "{plan}");
    assert_eq!(baked.usage.calls, plain.usage.calls);
    baked.full_result.to_value()
}

fn the_record_is_the_plans() {
    block_on(async {
        let runtime = runtime().await;
        let plan = "Thought: go\n  1. echo({\"a\": 1})\n2. row()\n3. t.echo({\"b\": $2})\n4. join()\n";
        let wasm = runtime.compile(Script::plan(plan).with_name("folder/go.plan")).await.unwrap();
        let record = Script::wasm(wasm.clone()).record().unwrap();
        assert_eq!((record.name.as_str(), record.language.as_str()), ("go.plan", "plan"));
        assert_eq!(
            (record.tools, record.source.as_deref()),
            (vec!["t.echo".to_owned(), "t.row".to_owned()], Some(plan))
        );
        assert_eq!(
            (record.tasks, record.engine.unwrap().name.as_str()),
            (Some(vec![(2, 3), (3, 1), (4, 1)]), "javascript")
        );
        let told = compile::inspect(&wasm).unwrap();
        assert!(compile::remarks(&told.record.unwrap()).is_empty());
        // Elsewhere, by what is in the file alone.
        let other = builder().provider("t", tools()).build().await.unwrap();
        let output = other.run(Script::wasm(wasm), Json::null()).await.unwrap();
        let places: Vec<_> = output.trace.calls.iter().map(|call| call.at).collect();
        assert_eq!(places, [Some((2, 3)), Some((3, 1)), Some((4, 1))]);
        assert!(output.logs.is_empty(), "{:?}", output.logs);
    });
}

fn what_results_may_become() {
    block_on(async {
        let runtime = runtime().await;
        let plan = "1. row()\n\
            2. typed(text=$1)\n\
            3. typed(text=$1.id, maybe=$1.nothing, any=$1.id)\n\
            4. typed(text=$1.name, number=$1.id, either=$1.tags, any=$1)\n\
            5. typed(either=$1.id, list=[$1.id, \"x\", \"${1.price}\"])\n\
            6. typed(number=$1.price)\n\
            7. typed(maybe=$1.yes)\n\
            8. typed(text=\"of $1 and ${1.tags} and ${1.name}, $1.50, $77\")\n\
            9. echo({\"all\": [$1.id, {\"in\": $1.yes}], \"text\": \"${1.id}\"})\n";
        let result = both(&runtime, plan).await;
        assert_eq!(result["3"], json!({ "text": "7", "maybe": "null", "any": "7" }));
        assert_eq!(result["4"]["number"], 7);
        assert_eq!(result["5"], json!({ "either": "7", "list": ["7", "x", "12.5"] }));
        assert_eq!(result["6"]["kind"], "invalid-arguments");
        assert_eq!(result["7"], json!({ "maybe": "true" }));
        assert!(
            result["8"]["text"].as_str().unwrap().ends_with(" and [\"a\",\"b/c\",\"d~e\"] and ä €, $1.50, $77"),
            "{result}"
        );
        assert_eq!(result["9"], json!({ "all": [7, { "in": true }], "text": 7 }));
    });
}

fn parts_of_results_and_what_is_not_there() {
    block_on(async {
        let runtime = runtime().await;
        let plan = json!([
            { "id": "last", "tool": "echo", "arguments": { "a": { "$ref": "row", "pointer": "/deep~1er/~0/1/length" } } },
            { "id": "row", "tool": "row", "after": ["first"] },
            { "id": "first", "tool": "echo", "arguments": { "text": "costs $1", "as it stands": { "$value": { "$ref": "row" } } } },
            { "id": "length", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": "tags.length" } } },
            { "id": "index", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": ["tags", 2] } } },
            { "id": "beyond", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": "tags.3" } } },
            { "id": "of text", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": "name.0" } } },
            { "id": "inherited", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": "toString" } } },
            { "id": "own", "tool": "echo", "arguments": { "a": { "$ref": "row", "pointer": "/__proto__/constructor" } } },
            { "id": "escaped", "tool": "echo", "arguments": { "a": { "$ref": "row", "pointer": "/no~1such/~0" } } },
            { "id": "null", "tool": "echo", "arguments": { "a": { "$ref": "row", "path": "nothing" } } },
        ]);
        let result = both(&runtime, &plan.to_string()).await;
        assert_eq!((&result["last"], &result["own"]), (&json!({ "a": 3 }), &json!({ "a": "own" })));
        assert_eq!((&result["index"], &result["null"]), (&json!({ "a": "d~e" }), &json!({ "a": null })));
        for id in ["length", "beyond", "of text", "inherited", "escaped"] {
            assert_eq!(result[id]["kind"], "invalid-arguments", "{id}: {result}");
        }
        assert!(result["escaped"]["message"].as_str().unwrap().contains(" has nothing at /no~1such/~0: "), "{result}");
    });
}

fn failures_go_the_same_way() {
    block_on(async {
        let runtime = runtime().await;
        let chain: String = (20..40).map(|task| format!("{task}. echo({{\"a\": ${}}})\n", task - 1)).collect();
        let plan = format!(
            "1. fail()\n2. echo({{\"a\": $1}})\n3. echo({{\"a\": $1}})\n4. echo({{\"a\": [$2, $3]}})\n5. row()\n\
             6. echo({{\"a\": \"$5 and $4\"}})\n7. echo({{\"a\": ${{5.none}}, \"b\": ${{5.other}}}})\n8. echo({{\"a\": [$7, $1]}})\n19. fail()\n{chain}"
        );
        let result = both(&runtime, &plan).await;
        assert_eq!(result["4"]["data"]["cause"], "1");
        assert_eq!(result["39"]["data"], json!({ "dependency": "38", "cause": "19" }));
        assert_eq!((&result["2"]["retryable"], &result["7"]["retryable"]), (&json!(true), &json!(false)));
    });
}

fn names_that_javascript_knows() {
    block_on(async {
        let runtime = runtime().await;
        let plan = r#"[{"id": "__proto__", "tool": "echo", "arguments": {"__proto__": {"a": 1}, "then": "</script>\u2028\\\"`${1}`"}},
            {"id": "constructor", "tool": "echo", "arguments": {"toString": {"$ref": "__proto__", "pointer": "/__proto__/a"}}},
            {"id": "toJSON", "tool": "echo", "arguments": {"toJSON": {"$ref": "constructor"}, "%s": "%d"}}]"#;
        let result = both(&runtime, plan).await;
        assert_eq!(result["__proto__"]["__proto__"], json!({ "a": 1 }));
        assert_eq!(result["toJSON"]["toJSON"], json!({ "toString": 1 }));
    });
}

fn the_schemas_of_today_hold() {
    block_on(async {
        let wasm = runtime().await.compile(Script::plan("1. typed(text=$2)\n2. row()\n3. echo({\"a\": 1})")).await;
        let wasm = wasm.unwrap();
        // Another tool of that name refuses what it doesn't take, and one that is gone fails alone.
        let typed = echo("typed", json!({ "type": "object", "properties": { "text": { "type": "integer" } } }));
        let row = tool("row", || async { Ok(Json::from(json!([1]))) });
        let other = builder().provider("t", Native::new().tool(typed).tool(row)).build().await.unwrap();
        let result = other.run(Script::wasm(wasm), Json::null()).await.unwrap().result.to_value();
        assert_eq!((&result["1"]["kind"], &result["2"]), (&json!("invalid-arguments"), &json!([1])));
        assert_eq!(result["3"]["kind"], "unknown-tool");
    });
}

fn it_takes_no_input_and_has_limits() {
    block_on(async {
        let wait = tool("wait", || async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok(Json::null())
        });
        let runtime = builder().provider("t", tools().tool(wait)).build().await.unwrap();
        let source = Script::plan("1. wait()\n2. echo({\"a\": \"b\"})\n3. echo({\"a\": $2})");
        let compiled = Script::wasm(runtime.compile(source.clone()).await.unwrap());
        let mut few = Limits::default();
        few.calls = 2;
        let mut short = Limits::default();
        short.wall_time = Duration::from_millis(300);
        for (input, limits, kind, made) in [
            (json!(1), Limits::default(), "syntax", 0),
            (json!(null), few, "calls", 0),
            (json!(null), short, "wall-time", 3),
        ] {
            let end = async |script: &Script| {
                let run = runtime.run(script.clone(), Json::from(&input)).limits(limits.clone());
                let error = run.await.unwrap_err();
                (error.kind.to_json(), error.usage.calls)
            };
            let (plain, baked) = (end(&source).await, end(&compiled).await);
            assert_eq!(baked, plain);
            assert_eq!((&baked.0["kind"], baked.1), (&json!(kind), made));
        }
    });
}

fn a_thousand_tasks() {
    block_on(async {
        let runtime = runtime().await;
        let plan: String = (2..1_000).map(|task| format!("{task}. echo({{\"a\": \"$1 ${}\"}})\n", task / 2)).collect();
        let result = both(&runtime, &format!("1. echo({{\"a\": 1}})\n{plan}")).await;
        assert_eq!(result.as_object().unwrap().len(), 999);
    });
}

fn no_plan_no_file() {
    block_on(async {
        let runtime = runtime().await;
        for (plan, line, part) in [
            ("1. row()\n2. nosuch($1)\n", 2, "no tool is named \"nosuch\""),
            ("1. row()\n2. typed(number=\"x\")\n", 2, "\"x\" is not of type \"integer\""),
            ("1. typed(text=$2)\n2. typed(text=$1)\n", 1, "the tasks wait for each other"),
        ] {
            let RunErrorKind::Script(error) = runtime.compile(Script::plan(plan)).await.unwrap_err() else { panic!() };
            assert_eq!(error.line, Some(line), "{error}");
            assert!(error.message.contains(part), "{error}");
            let of_run = runtime.run(Script::plan(plan), Json::null()).await.unwrap_err();
            assert_eq!(RunErrorKind::Script(error).to_json(), of_run.kind.to_json());
        }
        let mut limits = Limits::default();
        limits.calls = 1;
        let strict = builder().provider("t", tools()).limits(limits).build().await.unwrap();
        let error = strict.compile(Script::plan("1. row()\n2. row()")).await.unwrap_err();
        assert!(matches!(error, RunErrorKind::Tasks { limit: 1, tasks: 2 }), "{error}");
    });
}
