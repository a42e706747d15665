//! Plans without a runtime: what a text is read as, and what is refused before anything runs.

mod check;
mod grammar;
mod hostile;
mod json;

use std::sync::Arc;

use super::lines::Reader;
use super::template::{Part, Template};
use super::written::{Argument, Written};
use crate::catalog::{Catalog, ToolDefinition};
use crate::provider::{CallError, Native, NativeTool, Provider};

/// The tasks of a text, one a line: `1 search("a", k=<2>)`, where `<2>` is a reference; or `LINE:COLUMN MESSAGE`.
fn read(text: &str) -> String {
    let whole = tasks(text, text.len());
    // However it arrives, it is the same.
    for size in [1, 7] {
        assert_eq!(tasks(text, size), whole, "in pieces of {size} bytes: {text:?}");
    }
    whole
}

fn tasks(text: &str, size: usize) -> String {
    let mut reader = Reader::default();
    let mut tasks = Vec::new();
    let pieces = text.as_bytes().chunks(size.max(1));
    let read = pieces.map(|piece| reader.push(piece, &mut tasks)).collect::<Result<Vec<_>, _>>();
    if let Err(fault) = read.and_then(|_| reader.finish(&mut tasks)) {
        let error = super::fault::explain(reader.text(), reader.json(), vec![fault]);
        return format!("{}:{} {}", error.line.unwrap(), error.column.unwrap(), error.message);
    }
    tasks.iter().map(show).collect::<Vec<_>>().join("\n")
}

fn show(task: &Written) -> String {
    let argument = |argument: &Argument| template(&argument.value);
    let positional = task.arguments.positional.iter().map(argument);
    let named = task.arguments.named.iter().map(|(name, value)| format!("{name}={}", argument(value)));
    let after = task.after.iter().map(|id| format!(" after {id}")).collect::<String>();
    let arguments = positional.chain(named).collect::<Vec<_>>().join(", ");
    format!("{} {}({arguments}){after}", task.id, task.tool)
}

fn template(value: &Template) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Template::Value(value) => value.to_string(),
        Template::Reference(reference) => format!("<{}{}>", reference.id, super::path::to_pointer(&reference.path)),
        Template::Text(parts) => {
            let part = |part: &Part| match part {
                Part::Text(text) => text.clone(),
                Part::Reference(reference) => template(&Template::Reference(reference.clone())),
            };
            format!("{:?}", parts.iter().map(part).collect::<String>())
        }
        Template::List(items) => format!("[{}]", list(items.iter().map(template).collect())),
        Template::Object(fields) => {
            let field = |(key, value): &(String, Template)| format!("{key}: {}", template(value));
            format!("{{{}}}", list(fields.iter().map(field).collect()))
        }
    }
}

/// `wiki.search(entity)`, `maths.solve(problem, context)`, `shop.orders(customer, limit)`, `shop.pack(x, y, z)`, `web.search-pages(query)`,
/// `other.search-pages(query)`, `any.thing(…)`.
fn catalog() -> Catalog {
    let text = |name: &str| serde_json::json!({ name: { "type": "string" } });
    let mut catalog = Catalog::default();
    let mut add = |provider: &str, tool: &str, properties: serde_json::Value, required: &[&str]| {
        let mut definition = ToolDefinition::new(tool);
        if !properties.is_null() {
            definition.input_schema = serde_json::json!({
                "type": "object", "properties": properties, "required": required, "additionalProperties": false,
            });
        }
        let tool = NativeTool::raw(definition, |_| async { Err(CallError::failed("never called")) });
        let provider_of: Arc<dyn Provider> = Arc::new(Native::new().tool(tool));
        catalog.add(provider, &provider_of).unwrap();
    };
    add("wiki", "search", text("entity"), &["entity"]);
    let context = serde_json::json!({
        "problem": { "type": "string" }, "context": { "type": "array", "items": { "type": "string" } },
    });
    add("maths", "solve", context, &["problem"]);
    let orders = serde_json::json!({ "customer": { "type": "integer" }, "limit": { "type": "integer" } });
    add("shop", "orders", orders, &["customer"]);
    add("shop", "pack", serde_json::json!({ "x": {}, "y": {}, "z": {} }), &[]);
    add("web", "search-pages", text("query"), &["query"]);
    add("other", "search-pages", text("query"), &["query"]);
    add("any", "thing", serde_json::Value::Null, &[]);
    catalog
}
