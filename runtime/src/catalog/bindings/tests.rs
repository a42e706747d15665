//! Bindings of schemas of every kind, hostile ones included: what is written, and that it stays what it is.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::catalog::{Catalog, ToolDefinition};
use crate::provider::{Call, CallFuture, Provider};

struct Fixed(Vec<ToolDefinition>);

impl Provider for Fixed {
    fn tools(&self) -> &[ToolDefinition] {
        &self.0
    }

    fn call(&self, _: Call) -> CallFuture {
        Box::pin(async { unreachable!("bindings call nothing") })
    }
}

fn catalog(provider: &str, tools: Vec<ToolDefinition>) -> Catalog {
    let mut catalog = Catalog::default();
    let provider_of: Arc<dyn Provider> = Arc::new(Fixed(tools));
    catalog.add(provider, &provider_of).unwrap();
    catalog
}

fn tool(name: &str, input: Value, output: Option<Value>) -> ToolDefinition {
    ToolDefinition { input_schema: input, output_schema: output, ..ToolDefinition::new(name) }
}

/// The bindings of one tool `shop.t` hold these parts, line by line and wherever they are indented.
#[track_caller]
fn check(text: &str, parts: &[&str]) {
    let flat = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    for part in parts {
        assert!(flat(text).contains(&flat(part)), "{part}\n-- is not in --\n{text}");
    }
}

fn orders() -> Catalog {
    let mut orders = tool(
        "orders",
        json!({
            "type": "object",
            "properties": {
                "customer": { "type": "integer", "minimum": 1, "description": "Whose." },
                "sort": { "type": ["string", "null"], "enum": ["newest", "old-est", null] },
                "page-size": { "type": "integer" },
            },
            "required": ["customer"],
            "additionalProperties": false,
        }),
        Some(json!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": { "type": "integer", "minimum": 0 },
                    "type": { "type": "string" },
                    "place": { "type": "array", "prefixItems": [{ "type": "number" }, { "type": "string" }], "minItems": 2, "maxItems": 2 },
                    "tags": { "type": "object", "additionalProperties": { "type": "boolean" } },
                    "paid": { "anyOf": [{ "type": "boolean" }, { "type": "null" }] },
                },
                "required": ["id", "type", "place", "tags", "paid"],
            },
        })),
    );
    orders.description = Some("Lists orders.\nNewest first.".to_owned());
    catalog("shop", vec![orders])
}

#[test]
fn a_tool_in_typescript() {
    check(
        &super::typescript(&orders()),
        &[
            "readonly shop: {
             /**
             * Lists orders.
             * Newest first.
             */
             orders(args: ToolTypes.ShopOrdersArgs, options?: ToolTypes.CallOptions): Promise<ToolTypes.ShopOrdersResult>;",
            "type ShopOrdersArgs = {
             /** Whose. */
             customer: number;
             sort?: \"newest\" | \"old-est\" | null;
             \"page-size\"?: number;
             };",
            "type ShopOrdersResult = {
             id: number;
             type: string;
             place: [number, string];
             tags: { [key: string]: boolean };
             paid: boolean | null;
             }[];",
        ],
    );
}

#[test]
fn a_tool_in_rust() {
    check(
        &super::rust(&orders()),
        &[
            "pub mod shop {",
            "/// Lists orders.
             /// Newest first.
             pub fn orders(args: &Orders) -> Call<Vec<OrdersResultItem>> {
             ::toolgate_guest::tools::call(\"shop.orders\", args)
             }",
            "pub struct Orders {
             /// Whose.
             pub customer: u64,
             #[serde(default, skip_serializing_if = \"Option::is_none\")]
             pub sort: Option<OrdersSort>,
             #[serde(rename = \"page-size\", default, skip_serializing_if = \"Option::is_none\")]
             pub page_size: Option<i64>,
             }",
            "#[serde(rename = \"old-est\")]
             OldEst,",
            "pub id: u64,
             pub r#type: String,
             pub place: (f64, String,),
             pub tags: BTreeMap<String, bool>,
             pub paid: Option<bool>,",
        ],
    );
}

#[test]
fn what_contains_itself() {
    let schema = json!({
        "$ref": "#/$defs/Node",
        "$defs": {
            "Node": { "type": "object", "properties": {
                "next": { "anyOf": [{ "$ref": "#/$defs/Node" }, { "type": "null" }] },
                "children": { "type": "array", "items": { "$ref": "#/$defs/Node" } },
                "root": { "$ref": "#" },
                "endless": { "$ref": "#/$defs/Endless" },
            }, "required": ["children"] },
            "Endless": { "anyOf": [{ "$ref": "#/$defs/Endless" }, { "type": "null" }] },
        },
    });
    let catalog = catalog("shop", vec![tool("tree", json!({ "type": "object" }), Some(schema))]);
    check(
        &super::typescript(&catalog),
        &[
            "type ShopTreeResultNode = {
             next?: ShopTreeResultNode | null;
             children: ShopTreeResultNode[];
             root?: ShopTreeResult;
             endless?: ShopTreeResultEndless;
             };",
            "type ShopTreeResultEndless = any;",
        ],
    );
    check(
        &super::rust(&catalog),
        &[
            "pub struct TreeResultNode {",
            "pub next: Option<Box<TreeResultNode>>,",
            "pub children: Vec<TreeResultNode>,",
        ],
    );
}

#[test]
fn choices() {
    let tagged = |tag: &str, field: &str| json!({ "type": "object", "properties": { "do": { "const": tag }, field: { "type": "number" } }, "required": ["do", field] });
    let schema = json!({ "type": "object", "properties": {
        "step": { "description": "What to do.", "oneOf": [tagged("go", "far"), tagged("wait", "long"), { "type": "string" }] },
        "all": { "allOf": [{ "type": "object", "properties": { "a": { "type": "string" } } }, { "type": "object", "properties": { "b": {} } }] },
    }, "required": ["step"] });
    let catalog = catalog("shop", vec![tool("t", schema, None)]);
    check(&super::typescript(&catalog), &["do: \"go\";", "} | string;", "} & {", "b?: any;", "Promise<any>"]);
    check(
        &super::rust(&catalog),
        &[
            "untagged)]\npub enum TStep {\nGo(TStepGo),\nWait(TStepWait),\nText(String),\n}",
            "pub struct TAll {",
            "pub b: Option<::toolgate_guest::serde_json::Value>,",
        ],
    );
}

/// What nobody sane writes: names that are words of the languages or no words at all, comments that want to end, schemas that
/// are not understood.
pub(crate) fn hostile() -> Vec<ToolDefinition> {
    let names = ["delete", "self", "type", "a-b", "a.b", "a_b", "1st", "--", "constructor", "async", "Self"];
    let mut tools: Vec<ToolDefinition> = names
        .iter()
        .map(|name| {
            let properties: serde_json::Map<String, Value> = names
                .iter()
                .chain(&["", "é", "*/ alert(1) /*", "\"\\\n", "__proto__", "rest", "A b", "a b"])
                .map(|name| {
                    (
                        (*name).to_owned(),
                        json!({
                            "description": "*/ process.exit() /*\r\n```\nfn main() {}\n```\n\u{202e}x",
                            "enum": ["*/", "\"", "\\", "a", "A", "", "Self", null],
                        }),
                    )
                })
                .collect();
            let schema = json!({ "type": "object", "properties": properties });
            let mut tool = tool(name, schema.clone(), Some(schema));
            tool.title = Some("*/ }; declare const evil: 1; /*".to_owned());
            tool
        })
        .collect();
    for (at, schema) in [
        json!({ "type": "object", "properties": { "a": true, "b": false, "c": { "not": {} }, "d": { "type": "array", "prefixItems": [{}] } } }),
        json!({ "enum": [{}, []] }),
        json!({ "type": ["array", "string", "null"], "items": { "type": ["integer", "boolean"] } }),
        json!({ "allOf": [{ "type": "string" }, { "type": "object" }], "if": {}, "then": {} }),
        json!({ "type": "object", "properties": { "x": { "enum": [1, 2.5, null] }, "y": { "enum": [true] }, "z": { "const": null } }, "additionalProperties": { "type": "string" }, "required": ["x", "z"] }),
        json!({ "$defs": { "L": { "type": "array", "items": { "$ref": "#/$defs/L" } } }, "$ref": "#/$defs/L" }),
        json!({ "anyOf": [{ "$ref": "#" }, { "$ref": "#/$defs/A" }], "$defs": { "A": { "$ref": "#" } } }),
        json!({ "type": "object", "properties": { "t": { "type": "array", "prefixItems": [{}], "minItems": 1, "maxItems": 1 } }, "additionalProperties": false }),
    ]
    .into_iter()
    .enumerate()
    {
        tools.push(tool(&format!("odd{at}"), json!({ "type": "object" }), Some(schema)));
    }
    tools
}

#[test]
fn hostile_names_and_schemas() {
    let catalog = catalog("shop", hostile());
    let types = super::typescript(&catalog);
    assert!(!types.contains("*/ process") && !types.contains("*/ };") && !types.contains('\u{202e}'), "{types}");
    check(&types, &["delete(args?", "\"constructor\"(args?", "\"a-b\"(args?", "a_b(args?", "\"\\\"\\\\\\n\"?: "]);
    let allocator = oxc::allocator::Allocator::default();
    let parsed = oxc::parser::Parser::new(&allocator, &types, oxc::span::SourceType::d_ts()).parse();
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{types}", parsed.diagnostics);
    let rust = super::rust(&catalog);
    assert!(types.contains("type ShopOdd6Result = any;"), "{types}");
    check(&rust, &["pub fn r#type(", "pub fn self_(", "pub fn a_b2(", "\"shop.--\""]);
    assert!(!rust.contains("```") && !rust.contains('\u{202e}'), "{rust}");
}

#[test]
fn what_is_not_understood_is_anything() {
    use super::shape::{Kind, read};

    for schema in [
        json!({ "$ref": "#/$defs/missing" }),
        json!({ "$ref": "https://example.com/schema" }),
        json!(true),
        json!({ "type": 1 }),
    ] {
        assert_eq!(read(&schema).root.kind, Kind::Any, "{schema}");
    }
}

#[test]
fn schemas_of_any_size_are_bounded() {
    let mut deep = json!({ "type": "string" });
    for _ in 0..100 {
        deep = json!({ "type": "array", "items": deep });
    }
    let wide: serde_json::Map<String, Value> =
        (0..20_000).map(|at| (format!("f{at}"), json!({ "type": "string" }))).collect();
    let tools = vec![
        tool("deep", json!({ "type": "object" }), Some(deep)),
        tool("wide", json!({ "type": "object", "properties": wide }), None),
    ];
    let catalog = catalog("shop", tools);
    assert!(super::typescript(&catalog).len() < 4_000_000);
    assert!(super::rust(&catalog).len() < 8_000_000);
}
