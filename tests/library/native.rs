//! Tools that are Rust functions: schemas from types, typed errors, panics that stay theirs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use toolgate::catalog::{ToolAnnotations, ToolDefinition};
use toolgate::provider::{CallError, CallErrorKind, Native, NativeTool};
use toolgate::{BuildError, Json, Runtime};

use super::{block_on, builder, js};

crate::tests![
    schemas_come_from_types,
    typed_arguments_and_results,
    arguments_that_break_the_schema,
    arguments_that_the_type_refuses,
    a_result_that_breaks_the_schema,
    an_error_keeps_its_fields,
    a_panic_is_that_calls_error,
    a_call_without_a_script,
    a_call_without_a_script_is_bounded,
    names_are_checked_when_the_runtime_is_built,
    names_may_be_written_with_underscores,
];

/// Finds books.
#[derive(Deserialize, JsonSchema)]
struct Search {
    /// A word of the title.
    word: String,
    limit: Option<u8>,
}

#[derive(Serialize, JsonSchema)]
struct Book {
    title: String,
    pages: u32,
}

/// A number that its type refuses where its schema doesn't.
#[derive(Deserialize, JsonSchema)]
#[serde(try_from = "i64")]
#[schemars(with = "i64")]
struct Even(i64);

impl TryFrom<i64> for Even {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        if number % 2 == 0 { Ok(Self(number)) } else { Err(format!("{number} is odd")) }
    }
}

#[derive(Deserialize, JsonSchema)]
struct Halve {
    number: Even,
}

fn library() -> Native {
    let refuses = ToolDefinition { output_schema: Some(json!({ "type": "array" })), ..ToolDefinition::new("refuses") };
    Native::new()
        .tool(
            NativeTool::new("search", |search: Search| async move {
                let books = ["Emma", "Dune"].into_iter().filter(|title| title.contains(&search.word));
                let books = books.map(|title| Book { title: title.to_owned(), pages: 300 });
                Ok::<_, CallError>(books.take(search.limit.unwrap_or(10).into()).collect::<Vec<_>>())
            })
            .read_only(),
        )
        .tool(NativeTool::new("halve", |halve: Halve| async move { Ok::<_, CallError>(halve.number.0 / 2) }))
        .tool(NativeTool::raw(refuses, |_| async { Ok(Json::from(json!({ "not": "an array" }))) }))
        .tool(NativeTool::raw(ToolDefinition::new("full-detail"), |_| async {
            let error = CallError::new(CallErrorKind::Unavailable, "closed until nine");
            Err(error.with_data(json!({ "retry_after_ms": 250 })).retryable(true))
        }))
        .tool(NativeTool::raw(ToolDefinition::new("panics"), |call| async move {
            if call.arguments.to_value()["late"] == true {
                tokio::task::yield_now().await;
            }
            panic!("on purpose")
        }))
        .tool(NativeTool::raw(ToolDefinition::new("early"), |_| -> std::future::Ready<_> { panic!("on purpose") }))
        .tool(NativeTool::raw(ToolDefinition::new("slow"), |_| std::future::pending()))
}

async fn runtime() -> Runtime {
    builder().provider("books", library()).build().await.unwrap()
}

fn result(script: &str) -> Value {
    block_on(async { runtime().await.run(js(script), Json::null()).await.unwrap().result.to_value() })
}

fn schemas_come_from_types() {
    block_on(async {
        let runtime = runtime().await;
        let tool = runtime.catalog().get("books.search").unwrap().definition();
        assert_eq!(tool.description.as_deref(), Some("Finds books."));
        assert_eq!(tool.annotations, ToolAnnotations { read_only_hint: Some(true), ..ToolAnnotations::default() });
        let input = &tool.input_schema;
        assert_eq!(input["type"], "object");
        assert_eq!(input["required"], json!(["word"]));
        assert_eq!(input["properties"]["word"]["description"], "A word of the title.");
        assert_eq!(input["properties"]["limit"]["maximum"], 255);
        assert_eq!(tool.output_schema.as_ref().unwrap()["type"], "array");
    });
}

fn typed_arguments_and_results() {
    let script = "return [await tools.books.search({ word: 'm' }), await tools.books.search({ word: '', limit: 1 })]";
    let emma = json!([{ "title": "Emma", "pages": 300 }]);
    assert_eq!(result(script), json!([emma, emma]));
}

fn arguments_that_break_the_schema() {
    let script = "const kinds = [];
        for (const args of [undefined, {}, { word: 1 }, { word: 'a', limit: 256 }, { word: 'a', limit: 1.5 }, [], 'a', null]) {
            const error = await tools.books.search(args).catch((error) => error);
            kinds.push([error.kind, error.data?.violations?.[0].pointer]);
        }
        return kinds";
    let bad = |pointer: &str| json!(["invalid-arguments", pointer]);
    assert_eq!(
        result(script),
        json!([bad(""), bad(""), bad("/word"), bad("/limit"), bad("/limit"), bad(""), bad(""), bad("")])
    );
}

fn arguments_that_the_type_refuses() {
    let script = "return [await tools.books.halve({ number: 8 }), await tools.books.halve({ number: 7 }).catch((e) => [e.kind, e.message])]";
    let result = result(script);
    assert_eq!(result[0], 4);
    assert_eq!(result[1][0], "invalid-arguments");
    assert!(result[1][1].as_str().unwrap().contains("7 is odd"), "{result}");
}

fn a_result_that_breaks_the_schema() {
    let result = result("return await tools.books.refuses().catch((e) => [e.kind, e.message, e.data])");
    assert_eq!(result[0], "invalid-result");
    assert!(result[1].as_str().unwrap().contains("books.refuses breaks its own output schema"), "{result}");
    assert_eq!(result[2]["violations"][0]["pointer"], "");
}

fn an_error_keeps_its_fields() {
    let script = "const error = await tools.books['full-detail']().catch((e) => e);
        return { ...error, name: error.name, message: error.message, is: [error instanceof ToolError, error instanceof Error] }";
    let expected = json!({
        "tool": "books.full-detail", "kind": "unavailable", "data": { "retry_after_ms": 250 }, "retryable": true,
        "name": "ToolError", "message": "closed until nine", "is": [true, true],
    });
    assert_eq!(result(script), expected);
}

fn a_panic_is_that_calls_error() {
    // Its report goes to standard error, where it belongs.
    let script = "const ends = await Promise.allSettled([
            tools.books.panics({ late: true }), tools.books.panics({}), tools.books.early(), tools.books.search({ word: 'Dune' }),
        ]);
        return ends.map((end) => end.status === 'fulfilled' ? end.value.length : [end.reason.kind, end.reason.message.includes('panicked')])";
    assert_eq!(result(script), json!([["failed", true], ["failed", true], ["failed", true], 1]));
}

fn a_call_without_a_script() {
    block_on(async {
        let runtime = runtime().await;
        let found = runtime.call("books.search", Json::from(json!({ "word": "Dune" }))).await.unwrap();
        assert_eq!(found.to_value(), json!([{ "title": "Dune", "pages": 300 }]));
        let kind =
            async |tool: &str, arguments: Value| runtime.call(tool, Json::from(arguments)).await.unwrap_err().kind;
        assert_eq!(kind("books.search", json!({})).await, CallErrorKind::InvalidArguments);
        assert_eq!(kind("books.serch", json!({})).await, CallErrorKind::UnknownTool);
        assert_eq!(kind("books.refuses", json!({})).await, CallErrorKind::InvalidResult);
        assert_eq!(kind("books.full-detail", json!({})).await, CallErrorKind::Unavailable);
        assert_eq!(kind("books.panics", json!({})).await, CallErrorKind::Failed);
    });
}

fn a_call_without_a_script_is_bounded() {
    block_on(async {
        let mut limits = toolgate::Limits::default();
        limits.wall_time = std::time::Duration::from_millis(30);
        let runtime = builder().provider("books", library()).limits(limits).build().await.unwrap();
        let error = runtime.call("books.slow", Json::from(json!({}))).await.unwrap_err();
        assert_eq!(error.kind, CallErrorKind::TimedOut);
    });
}

fn names_are_checked_when_the_runtime_is_built() {
    block_on(async {
        let refused = async |provider: &str, name: &str| {
            let tool = NativeTool::raw(ToolDefinition::new(name), |_| async { Ok(Json::null()) });
            match builder().provider(provider, Native::new().tool(tool)).build().await {
                Err(BuildError::Provider { reason, .. }) => reason,
                other => panic!("{provider}.{name}: {:?}", other.map(drop)),
            }
        };
        assert!(refused("a b", "x").await.contains("can't be a provider's name"));
        assert!(refused("a.b", "x").await.contains("the dot"));
        assert!(refused("a", "x y").await.contains("can't be a tool's name"));
        assert!(refused("a", "").await.contains("can't be a tool's name"));
        let definition = ToolDefinition { input_schema: json!({ "type": "nonsense" }), ..ToolDefinition::new("x") };
        let tool = NativeTool::raw(definition, |_| async { Ok(Json::null()) });
        let error = builder().provider("a", Native::new().tool(tool)).build().await.err().unwrap();
        assert!(error.to_string().contains("the input schema of a.x is not a JSON Schema"), "{error}");
    });
}

fn names_may_be_written_with_underscores() {
    assert_eq!(result("return await tools.books.full_detail().catch((e) => e.kind)"), "unavailable");
}
