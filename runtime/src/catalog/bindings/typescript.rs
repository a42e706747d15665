//! The declaration file for TypeScript. Names are quoted where they are not plain; everything else is text of our own.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::names::{Scope, is_identifier, pascal};
use super::shape::{Field, Kind, Rest, Type, read};
use super::{Providers, about, doc_lines};
use crate::catalog::ToolDefinition;

const HEAD: &str = "\
// The tools that a script has. Made by `toolgate tools types --lang ts`: make it again when the tools change.
/// <reference lib=\"es2023\" />
/// <reference lib=\"dom\" />
";

const TAIL: &str = r#"
/** What whoever runs the script passes to it. */
declare const input: any;

/** Why a call has no result. */
declare class ToolError extends Error {
  constructor(tool: string, kind: ToolTypes.ErrorKind, message: string, data?: any, retryable?: boolean);
  /** `PROVIDER.NAME`. */
  tool: string;
  kind: ToolTypes.ErrorKind;
  /** Details; their shape depends on the kind and the tool. */
  data: any;
  /** Whether the same call may succeed later. */
  retryable: boolean;
}

/** The tools that fit a few words, best first; at most 100. */
declare function searchTools(words: string, limit?: number): ToolTypes.Definition[];

/** One tool, by its full name. */
declare function describeTool(name: string): ToolTypes.Definition;

/** Waits. */
declare function sleep(ms: number): Promise<void>;
"#;

const TYPES: &str = r#"
  /** What the second argument of a tool may say. */
  type CallOptions = {
    /** Aborting it cancels the call on the host. */
    signal?: AbortSignal;
    /** The most that the call may take, in milliseconds. */
    timeout?: number;
  };

  type ErrorKind =
    | "unknown-tool"
    | "invalid-arguments"
    | "denied"
    | "timed-out"
    | "unavailable"
    | "cancelled"
    | "limit-exceeded"
    | "invalid-result"
    | "failed";

  /** What a tool says of itself. */
  type Definition = {
    name: string;
    title?: string;
    description?: string;
    inputSchema: any;
    outputSchema?: any;
    timeoutMs?: number;
    annotations?: { readOnlyHint?: boolean; destructiveHint?: boolean; idempotentHint?: boolean; openWorldHint?: boolean };
  };
"#;

/// The whole file.
pub(super) fn render(providers: &Providers<'_>) -> String {
    let mut types = Types { scope: Scope::with(&["CallOptions", "ErrorKind", "Definition"]), text: String::new() };
    let mut out = HEAD.to_owned();
    out.push_str("\ndeclare const tools: {\n");
    for (provider, tools) in providers {
        let _ = writeln!(out, "  readonly {}: {{", key(provider));
        for tool in tools {
            comment(&mut out, about(tool).as_deref(), "    ");
            // `-` and `.` may be written `_`, where no other tool can be meant.
            let plain = |tool: &ToolDefinition| tool.name.replace(['-', '.'], "_");
            let alone = tools.iter().filter(|other| plain(other) == plain(tool)).count() == 1;
            let name = if alone { plain(tool) } else { tool.name.clone() };
            let _ = writeln!(out, "    {}{};", key(&name), signature(provider, tool, &mut types));
        }
        out.push_str("  };\n");
    }
    let _ = write!(out, "}};\n{TAIL}\ndeclare namespace ToolTypes {{{TYPES}{}}}\n", types.text);
    out
}

fn signature(provider: &str, tool: &ToolDefinition, types: &mut Types) -> String {
    let stem = pascal(provider) + &pascal(&tool.name);
    let input = read(&tool.input_schema);
    let optional = match &input.root.kind {
        Kind::Object { fields, .. } => fields.iter().all(|field| !field.required),
        _ => false,
    };
    let args = types.declare(&input.root, &input.named, &format!("{stem}Args"));
    let result = match &tool.output_schema {
        Some(schema) => {
            let output = read(schema);
            format!("ToolTypes.{}", types.declare(&output.root, &output.named, &format!("{stem}Result")))
        }
        None => "any".to_owned(),
    };
    let mark = if optional { "?" } else { "" };
    format!("(args{mark}: ToolTypes.{args}, options?: ToolTypes.CallOptions): Promise<{result}>")
}

/// The types that have a name.
struct Types {
    scope: Scope,
    text: String,
}

/// Names of what a schema refers to, by place.
type Places = BTreeMap<String, String>;

impl Types {
    /// Declares a schema's types, and gives the name of the whole.
    fn declare(&mut self, root: &Type, named: &BTreeMap<String, Type>, stem: &str) -> String {
        let name = self.scope.take(stem);
        let mut places = Places::from([("#".to_owned(), name.clone())]);
        for place in named.keys().filter(|place| *place != "#") {
            let last = place.rsplit('/').next().unwrap_or_default();
            places.insert(place.clone(), self.scope.take(&(stem.to_owned() + &pascal(last))));
        }
        self.alias(&name, root, &places);
        for (place, ty) in named.iter().filter(|(place, _)| *place != "#") {
            let name = places[place].clone();
            self.alias(&name, ty, &places);
        }
        name
    }

    fn alias(&mut self, name: &str, ty: &Type, places: &Places) {
        self.text.push('\n');
        comment(&mut self.text, ty.doc.as_deref(), "  ");
        let _ = writeln!(self.text, "  type {name} = {};", of(ty, places, 1));
    }
}

/// The type as an expression; what follows a line break is indented.
fn of(ty: &Type, places: &Places, depth: usize) -> String {
    match &ty.kind {
        Kind::Any => "any".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer { .. } | Kind::Number => "number".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Literals(values) => values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "),
        Kind::List(item) => match &item.kind {
            Kind::Union(_) | Kind::All(_) => format!("({})[]", of(item, places, depth)),
            Kind::Literals(values) if values.len() > 1 => format!("({})[]", of(item, places, depth)),
            _ => format!("{}[]", of(item, places, depth)),
        },
        Kind::Tuple(items) => format!("[{}]", joined(items, ", ", places, depth)),
        Kind::Object { fields, rest } => object(fields, rest, places, depth),
        Kind::Union(types) => joined(types, " | ", places, depth),
        Kind::All(types) => {
            let parts = types.iter().map(|ty| match ty.kind {
                Kind::Union(_) | Kind::Literals(_) => format!("({})", of(ty, places, depth)),
                _ => of(ty, places, depth),
            });
            parts.collect::<Vec<_>>().join(" & ")
        }
        Kind::Named(place) => places.get(place).cloned().unwrap_or_else(|| "any".to_owned()),
    }
}

fn joined(types: &[Type], separator: &str, places: &Places, depth: usize) -> String {
    types.iter().map(|ty| of(ty, places, depth)).collect::<Vec<_>>().join(separator)
}

fn object(fields: &[Field], rest: &Rest, places: &Places, depth: usize) -> String {
    let index = match rest {
        Rest::Of(ty) if fields.is_empty() => Some(of(ty, places, depth)),
        // An index would have to fit the fields as well.
        Rest::Of(_) => Some("any".to_owned()),
        Rest::Anything if fields.is_empty() => Some("any".to_owned()),
        Rest::Nothing if fields.is_empty() => return "Record<string, never>".to_owned(),
        _ => None,
    };
    if fields.is_empty() {
        return format!("{{ [key: string]: {} }}", index.unwrap_or_default());
    }
    let (indent, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
    let mut out = "{\n".to_owned();
    for field in fields {
        comment(&mut out, field.ty.doc.as_deref(), &inner);
        let mark = if field.required { "" } else { "?" };
        let _ = writeln!(out, "{inner}{}{mark}: {};", key(&field.name), of(&field.ty, places, depth + 1));
    }
    if let Some(index) = index {
        let _ = writeln!(out, "{inner}[key: string]: {index};");
    }
    out + &indent + "}"
}

/// A property's name.
fn key(name: &str) -> String {
    // A type may have a property by any name, but this one would be its constructor's.
    if is_identifier(name) && name != "constructor" { name.to_owned() } else { Value::from(name).to_string() }
}

fn comment(out: &mut String, text: Option<&str>, indent: &str) {
    let lines = text.map(doc_lines).unwrap_or_default();
    match lines.as_slice() {
        [] => {}
        [line] => drop(writeln!(out, "{indent}/** {line} */")),
        lines => {
            let _ = writeln!(out, "{indent}/**");
            for line in lines {
                let _ = writeln!(out, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(out, "{indent} */");
        }
    }
}
