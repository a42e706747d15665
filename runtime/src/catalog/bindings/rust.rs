//! The module for Rust scripts. Every name is made of letters and digits; what a schema calls it stands in serde's attributes.
//!
//! Not by the crate `typify`: it reads schemas by schemars 0.8 (draft 7) and refuses what it doesn't know, where a tool's schema
//! must never be an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::names::{Scope, pascal, snake};
use super::shape::{Field, Kind, Rest, Shapes, Type, read};
use super::{Providers, about, doc_lines};
use crate::catalog::ToolDefinition;

const HEAD: &str = "\
//! The tools that a script has. Made by `toolgate tools types --lang rust`: make it again when the tools change.
//!
//! A call is a future of `Result<T, ToolError>`; its `timeout` may be set before it is awaited.
#![allow(dead_code, missing_docs, unused_imports, unreachable_pub, clippy::all, rustdoc::all)]
";

const ANY: &str = "::toolgate_guest::serde_json::Value";

/// Names that a type of ours must not take from the module.
const TAKEN: &[&str] = &["BTreeMap", "Box", "Call", "None", "Option", "Self", "Some", "String", "Vec"];

/// Words of the language, and those that it keeps for later.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The longest tuple that has the usual traits.
const MAX_TUPLE: usize = 12;

/// The whole file.
pub(super) fn render(providers: &Providers<'_>) -> String {
    let mut out = HEAD.to_owned();
    let mut modules = Scope::default();
    for (provider, tools) in providers {
        let mut module = Module { types: Scope::with(TAKEN), text: String::new(), places: Places::new() };
        let mut functions = Scope::default();
        for tool in tools {
            module.function(provider, tool, &mut functions);
        }
        let _ = write!(
            out,
            "\npub mod {} {{\n    use ::std::collections::BTreeMap;\n\n    ",
            identifier(&modules.take(&snake(provider)))
        );
        out.push_str("use ::toolgate_guest::tools::Call;\n");
        for line in module.text.lines() {
            out.push_str(if line.is_empty() { "" } else { "    " });
            out.push_str(line);
            out.push('\n');
        }
        out.push_str("}\n");
    }
    out
}

/// One provider's functions and types.
struct Module {
    types: Scope,
    text: String,
    /// Names of what the schema at hand refers to.
    places: Places,
}

/// A named type's name, and whether it contains itself; by place.
type Places = BTreeMap<String, (String, bool)>;

impl Module {
    fn function(&mut self, provider: &str, tool: &ToolDefinition, functions: &mut Scope) {
        let stem = pascal(&tool.name);
        let input = read(&tool.input_schema);
        let nothing = matches!(&input.root.kind, Kind::Object { fields, rest: Rest::Nothing } if fields.is_empty());
        let args = (!nothing).then(|| self.declare(&input, &stem));
        let result = match &tool.output_schema {
            Some(schema) => self.declare(&read(schema), &format!("{stem}Result")),
            None => ANY.to_owned(),
        };
        self.text.push('\n');
        doc(&mut self.text, about(tool).as_deref(), "");
        let name = identifier(&functions.take(&snake(&tool.name)));
        let full = literal(&format!("{provider}.{}", tool.name));
        let _ = match args {
            Some(args) => writeln!(
                self.text,
                "pub fn {name}(args: &{args}) -> Call<{result}> {{\n    ::toolgate_guest::tools::call({full}, args)\n}}"
            ),
            None => writeln!(
                self.text,
                "pub fn {name}() -> Call<{result}> {{\n    ::toolgate_guest::tools::call({full}, &BTreeMap::<String, ()>::new())\n}}"
            ),
        };
    }

    /// Declares a schema's types, and gives the type of the whole.
    fn declare(&mut self, shapes: &Shapes, stem: &str) -> String {
        self.places.clear();
        for place in shapes.named.keys() {
            let last = place.rsplit('/').next().unwrap_or_default();
            let name = self.types.take(&if last == "#" { stem.to_owned() } else { stem.to_owned() + &pascal(last) });
            let recursive = reaches(place, shapes);
            self.places.insert(place.clone(), (name, recursive));
        }
        for (place, ty) in &shapes.named {
            let name = self.places[place].0.clone();
            self.named(&name, ty);
        }
        let whole = if let Kind::Named(place) = &shapes.root.kind { place } else { "#" };
        if let Some((name, _)) = self.places.get(whole) {
            return name.clone();
        }
        self.of(&shapes.root, stem, false)
    }

    /// A type that is referred to by a name that it already has.
    fn named(&mut self, name: &str, ty: &Type) {
        match self.item(ty, name) {
            Some(item) => self.text.push_str(&item),
            None => {
                let other = self.of(ty, &format!("{name}Value"), false);
                self.text.push('\n');
                doc(&mut self.text, ty.doc.as_deref(), "");
                // An alias may not contain itself, and a struct of one field may.
                let _ = writeln!(
                    self.text,
                    "{DERIVE}\n#[serde(crate = \"::toolgate_guest::serde\", transparent)]\npub struct {name}(pub {other});"
                );
            }
        }
    }

    /// The type as an expression. `behind`: it stands in a list or a map, which have their own allocation.
    fn of(&mut self, ty: &Type, hint: &str, behind: bool) -> String {
        match &ty.kind {
            Kind::Any => ANY.to_owned(),
            Kind::Null => "()".to_owned(),
            Kind::Boolean => "bool".to_owned(),
            Kind::Integer { unsigned: true } => "u64".to_owned(),
            Kind::Integer { unsigned: false } => "i64".to_owned(),
            Kind::Number => "f64".to_owned(),
            Kind::String => "String".to_owned(),
            Kind::List(item) => format!("Vec<{}>", self.of(item, &format!("{hint}Item"), true)),
            Kind::Tuple(items) if items.is_empty() || items.len() > MAX_TUPLE => format!("Vec<{ANY}>"),
            Kind::Tuple(items) => {
                let items: Vec<String> =
                    items.iter().enumerate().map(|(at, item)| self.of(item, &format!("{hint}{at}"), false)).collect();
                format!("({},)", items.join(", "))
            }
            Kind::Object { fields, rest } if fields.is_empty() && *rest != Rest::Nothing => match rest {
                Rest::Of(ty) => format!("BTreeMap<String, {}>", self.of(ty, &format!("{hint}Value"), true)),
                _ => format!("BTreeMap<String, {ANY}>"),
            },
            Kind::Named(place) => match self.places.get(place) {
                Some((name, recursive)) if *recursive && !behind => format!("Box<{name}>"),
                Some((name, _)) => name.clone(),
                None => ANY.to_owned(),
            },
            Kind::Literals(values) => self.literals(ty, values, hint),
            Kind::Union(types) => {
                let others: Vec<Type> = types.iter().filter(|ty| ty.kind != Kind::Null).cloned().collect();
                match others.as_slice() {
                    [] => "()".to_owned(),
                    _ if others.len() < types.len() => {
                        let inner = if others.len() == 1 {
                            others[0].clone()
                        } else {
                            Type { kind: Kind::Union(others), ..ty.clone() }
                        };
                        option(self.of(&inner, hint, behind))
                    }
                    _ => self.declared(ty, hint),
                }
            }
            Kind::Object { .. } | Kind::All(_) => self.declared(ty, hint),
        }
    }

    fn literals(&mut self, ty: &Type, values: &[Value], hint: &str) -> String {
        let others: Vec<Value> = values.iter().filter(|value| !value.is_null()).cloned().collect();
        let inner = match others.as_slice() {
            [] => return "()".to_owned(),
            others if others.iter().all(Value::is_string) => {
                self.declared(&Type { kind: Kind::Literals(others.to_vec()), ..ty.clone() }, hint)
            }
            others if others.iter().all(Value::is_boolean) => "bool".to_owned(),
            others if others.iter().all(Value::is_i64) => "i64".to_owned(),
            others if others.iter().all(Value::is_number) => "f64".to_owned(),
            _ => return ANY.to_owned(),
        };
        if others.len() < values.len() { option(inner) } else { inner }
    }

    /// An item of its own, under the schema's title or the hint.
    fn declared(&mut self, ty: &Type, hint: &str) -> String {
        let name = self.types.take(&ty.title.as_deref().map_or_else(|| hint.to_owned(), pascal));
        match self.item(ty, &name) {
            Some(item) => {
                self.text.push_str(&item);
                name
            }
            None => ANY.to_owned(),
        }
    }

    /// The definition of what is a struct or an enum.
    fn item(&mut self, ty: &Type, name: &str) -> Option<String> {
        let body = match &ty.kind {
            Kind::Object { fields, rest } if !fields.is_empty() || *rest == Rest::Nothing => {
                self.structure(name, fields, rest)
            }
            Kind::All(types) => {
                let (fields, rest) = merged(types)?;
                self.structure(name, &fields, &rest)
            }
            Kind::Literals(values) if values.iter().all(Value::is_string) => strings(name, values),
            Kind::Union(types) if types.len() > 1 && types.iter().all(|ty| ty.kind != Kind::Null) => {
                self.union(name, types)
            }
            _ => return None,
        };
        let mut out = "\n".to_owned();
        doc(&mut out, ty.doc.as_deref(), "");
        Some(out + &body)
    }

    fn structure(&mut self, name: &str, fields: &[Field], rest: &Rest) -> String {
        let mut scope = Scope::with(&["rest"]);
        let optional = fields.iter().all(|field| !field.required);
        let mut out = format!("{DERIVE}\n");
        if optional {
            out = out.replace("Debug,", "Debug, Default,");
        }
        let _ = writeln!(out, "#[serde(crate = \"::toolgate_guest::serde\")]\npub struct {name} {{");
        for field in fields {
            let own = scope.take(&snake(&field.name));
            let ty = self.of(&field.ty, &(name.to_owned() + &pascal(&field.name)), false);
            doc(&mut out, field.ty.doc.as_deref(), "    ");
            let mut serde = Vec::new();
            if own != field.name {
                serde.push(format!("rename = {}", literal(&field.name)));
            }
            if !field.required {
                serde.push("default, skip_serializing_if = \"Option::is_none\"".to_owned());
            }
            if !serde.is_empty() {
                let _ = writeln!(out, "    #[serde({})]", serde.join(", "));
            }
            let ty = if field.required { ty } else { option(ty) };
            let _ = writeln!(out, "    pub {}: {ty},", identifier(&own));
        }
        if let Rest::Of(ty) = rest {
            let ty = self.of(ty, &format!("{name}Rest"), true);
            let _ = writeln!(
                out,
                "    /// Whatever else there is.\n    #[serde(flatten)]\n    pub rest: BTreeMap<String, {ty}>,"
            );
        }
        out + "}\n"
    }

    fn union(&mut self, name: &str, types: &[Type]) -> String {
        let mut scope = Scope::with(&["Self"]);
        let mut out =
            format!("{DERIVE}\n#[serde(crate = \"::toolgate_guest::serde\", untagged)]\npub enum {name} {{\n");
        for ty in types {
            let variant = scope.take(&variant(ty));
            let inner = self.of(ty, &format!("{name}{variant}"), false);
            doc(&mut out, ty.doc.as_deref(), "    ");
            let _ = writeln!(out, "    {variant}({inner}),");
        }
        out + "}\n"
    }
}

const DERIVE: &str =
    "#[derive(Clone, Debug, PartialEq, ::toolgate_guest::serde::Deserialize, ::toolgate_guest::serde::Serialize)]";

fn option(ty: String) -> String {
    if ty.starts_with("Option<") { ty } else { format!("Option<{ty}>") }
}

/// An enum of texts.
fn strings(name: &str, values: &[Value]) -> String {
    let mut scope = Scope::with(&["Self"]);
    let derive = DERIVE.replace("Clone,", "Clone, Copy,").replace("PartialEq,", "PartialEq, Eq,");
    let mut out = format!("{derive}\n#[serde(crate = \"::toolgate_guest::serde\")]\npub enum {name} {{\n");
    let mut seen = BTreeSet::new();
    for value in values.iter().filter_map(Value::as_str).filter(|value| seen.insert(*value)) {
        let variant = scope.take(&pascal(value));
        if variant != value {
            let _ = writeln!(out, "    #[serde(rename = {})]", literal(value));
        }
        let _ = writeln!(out, "    {variant},");
    }
    out + "}\n"
}

/// A choice's name: its tag's value, its only field's name, or its type's.
fn variant(ty: &Type) -> String {
    match &ty.kind {
        Kind::Object { fields, .. } => {
            let tag = fields.iter().find_map(|field| match &field.ty.kind {
                Kind::Literals(values) if field.required && values.len() == 1 => values[0].as_str(),
                _ => None,
            });
            match (tag, fields.as_slice()) {
                (Some(tag), _) => pascal(tag),
                (None, [only]) => pascal(&only.name),
                _ => "Object".to_owned(),
            }
        }
        Kind::Boolean => "Boolean".to_owned(),
        Kind::Integer { .. } => "Integer".to_owned(),
        Kind::Number => "Number".to_owned(),
        Kind::String => "Text".to_owned(),
        Kind::Literals(_) => "Name".to_owned(),
        Kind::List(_) | Kind::Tuple(_) => "List".to_owned(),
        Kind::Named(place) => pascal(place.rsplit('/').next().unwrap_or_default()),
        _ => "Other".to_owned(),
    }
}

/// The fields of objects that are one; nothing where one of them is no object.
fn merged(types: &[Type]) -> Option<(Vec<Field>, Rest)> {
    let (mut all, mut last): (Vec<Field>, Rest) = (Vec::new(), Rest::Anything);
    for ty in types {
        let Kind::Object { fields, rest } = &ty.kind else { return None };
        for field in fields {
            match all.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.required |= field.required,
                None => all.push(field.clone()),
            }
        }
        if let Rest::Of(_) = rest {
            last = rest.clone();
        }
    }
    (!all.is_empty()).then_some((all, last))
}

/// Whether the type at a place contains itself.
fn reaches(place: &str, shapes: &Shapes) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Type> = shapes.named.get(place).into_iter().collect();
    while let Some(ty) = open.pop() {
        match &ty.kind {
            Kind::Named(next) if next == place => return true,
            Kind::Named(next) if seen.insert(next) => open.extend(shapes.named.get(next)),
            Kind::List(item) => open.push(item),
            Kind::Tuple(types) | Kind::Union(types) | Kind::All(types) => open.extend(types),
            Kind::Object { fields, rest } => {
                open.extend(fields.iter().map(|field| &field.ty));
                if let Rest::Of(ty) = rest {
                    open.push(ty);
                }
            }
            _ => {}
        }
    }
    false
}

/// A name that may be a word of the language.
fn identifier(name: &str) -> String {
    match name {
        "crate" | "self" | "super" => format!("{name}_"),
        name if KEYWORDS.contains(&name) => format!("r#{name}"),
        name => name.to_owned(),
    }
}

/// A text as a literal of the language.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}

fn doc(out: &mut String, text: Option<&str>, indent: &str) {
    for line in text.map(doc_lines).unwrap_or_default() {
        let _ = writeln!(out, "{}", format!("{indent}/// {line}").trim_end());
    }
}
