//! What a JSON Schema says of a value's shape, and nothing of its bounds. Every schema has a shape; the part that isn't
//! understood is `Any`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A schema, read.
pub(super) struct Shapes {
    pub(super) root: Type,
    /// What `Kind::Named` refers to, by its place in the schema.
    pub(super) named: BTreeMap<String, Type>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Type {
    pub(super) kind: Kind,
    pub(super) title: Option<String>,
    pub(super) doc: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Any,
    Null,
    Boolean,
    Integer {
        unsigned: bool,
    },
    Number,
    String,
    /// One of these; none of them is an object or a list.
    Literals(Vec<Value>),
    List(Box<Type>),
    Tuple(Vec<Type>),
    Object {
        fields: Vec<Field>,
        rest: Rest,
    },
    /// One of these.
    Union(Vec<Type>),
    /// All of these at once.
    All(Vec<Type>),
    /// What stands at that place of the schema.
    Named(String),
}

/// What an object may have beside its fields.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rest {
    Nothing,
    /// Anything; most schemas say so by saying nothing.
    Anything,
    Of(Box<Type>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) required: bool,
}

impl Type {
    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, title: None, doc: None }
    }
}

/// Schemas within schemas, and schemas in all; what is beyond is anything.
const MAX_DEPTH: usize = 64;
const MAX_SCHEMAS: usize = 10_000;
/// Values of an `enum` that are told apart.
const MAX_LITERALS: usize = 500;

/// Reads a schema.
pub(super) fn read(schema: &Value) -> Shapes {
    let mut reader = Reader { root: schema, named: BTreeMap::new(), left: MAX_SCHEMAS };
    let root = reader.read(schema, 0);
    let mut named: BTreeMap<String, Type> = BTreeMap::new();
    let endless_root = is_itself(&root, "#", &reader.named, &mut Vec::new());
    for (place, ty) in &reader.named {
        let own = ty.clone().unwrap_or_else(|| Type::of(Kind::Any));
        // A type that is nothing but itself is no type.
        let endless = is_itself(&own, place, &reader.named, &mut Vec::new());
        named.insert(place.clone(), if endless { Type::of(Kind::Any) } else { own });
    }
    Shapes { root: if endless_root { Type::of(Kind::Any) } else { root }, named }
}

fn is_itself<'a>(
    ty: &'a Type,
    place: &str,
    named: &'a BTreeMap<String, Option<Type>>,
    seen: &mut Vec<&'a str>,
) -> bool {
    match &ty.kind {
        Kind::Named(next) if next == place => true,
        Kind::Named(next) if seen.contains(&next.as_str()) => false,
        Kind::Named(next) => {
            seen.push(next);
            named.get(next).and_then(Option::as_ref).is_some_and(|ty| is_itself(ty, place, named, seen))
        }
        Kind::Union(types) | Kind::All(types) => types.iter().any(|ty| is_itself(ty, place, named, seen)),
        _ => false,
    }
}

struct Reader<'a> {
    root: &'a Value,
    /// `None` while it is being read.
    named: BTreeMap<String, Option<Type>>,
    left: usize,
}

impl Reader<'_> {
    fn read(&mut self, schema: &Value, depth: usize) -> Type {
        let Some(schema) = schema.as_object().filter(|_| depth < MAX_DEPTH && self.left > 0) else {
            return Type::of(Kind::Any);
        };
        self.left -= 1;
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        Type { kind: self.kind(schema, depth + 1), title: text("title"), doc: text("description") }
    }

    fn kind(&mut self, schema: &Map<String, Value>, depth: usize) -> Kind {
        if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(place, depth);
        }
        if let Some(literals) = literals(schema) {
            return literals;
        }
        let own = self.by_type(schema, depth);
        let mut parts = Vec::new();
        if !matches!(own, Kind::Any) {
            parts.push(Type::of(own));
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(key).and_then(Value::as_array).filter(|choices| !choices.is_empty()) {
                parts.push(Type::of(self.union(choices, depth)));
            }
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            parts.push(self.read(part, depth));
        }
        if parts.len() > 1 {
            // `"type": "object"` beside what says more says nothing.
            let bare =
                |ty: &Type| matches!(&ty.kind, Kind::Object { fields, rest: Rest::Anything } if fields.is_empty());
            parts.retain(|part| !bare(part) && part.kind != Kind::Any);
        }
        match parts.len() {
            0 => Kind::Any,
            1 => parts.remove(0).kind,
            _ => Kind::All(parts),
        }
    }

    fn union(&mut self, choices: &[Value], depth: usize) -> Kind {
        let mut types: Vec<Type> = Vec::new();
        for choice in choices {
            match self.read(choice, depth) {
                Type { kind: Kind::Union(inner), .. } => types.extend(inner),
                ty => types.push(ty),
            }
        }
        types.dedup();
        match types.len() {
            1 => types.remove(0).kind,
            _ if types.iter().any(|ty| ty.kind == Kind::Any) => Kind::Any,
            _ => Kind::Union(types),
        }
    }

    fn named(&mut self, place: &str, depth: usize) -> Kind {
        let Some(pointer) = place.strip_prefix('#') else { return Kind::Any };
        let Some(target) = self.root.pointer(pointer) else { return Kind::Any };
        if !self.named.contains_key(place) {
            self.named.insert(place.to_owned(), None);
            let ty = self.read(target, depth);
            self.named.insert(place.to_owned(), Some(ty));
        }
        Kind::Named(place.to_owned())
    }

    fn by_type(&mut self, schema: &Map<String, Value>, depth: usize) -> Kind {
        match schema.get("type") {
            Some(Value::String(name)) => self.of_type(name, schema, depth),
            Some(Value::Array(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
                match names.as_slice() {
                    [] => Kind::Any,
                    [name] => self.of_type(name, schema, depth),
                    names => {
                        Kind::Union(names.iter().map(|name| Type::of(self.of_type(name, schema, depth))).collect())
                    }
                }
            }
            _ if schema.contains_key("properties") || schema.contains_key("additionalProperties") => {
                self.of_type("object", schema, depth)
            }
            _ if schema.contains_key("items") || schema.contains_key("prefixItems") => {
                self.of_type("array", schema, depth)
            }
            _ => Kind::Any,
        }
    }

    fn of_type(&mut self, name: &str, schema: &Map<String, Value>, depth: usize) -> Kind {
        match name {
            "null" => Kind::Null,
            "boolean" => Kind::Boolean,
            "string" => Kind::String,
            "number" => Kind::Number,
            "integer" => {
                let least = schema.get("minimum").and_then(Value::as_f64);
                Kind::Integer { unsigned: least.is_some_and(|least| least >= 0.0) }
            }
            "array" => self.list(schema, depth),
            "object" => self.object(schema, depth),
            _ => Kind::Any,
        }
    }

    fn list(&mut self, schema: &Map<String, Value>, depth: usize) -> Kind {
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        if let Some(items) = schema.get("prefixItems").and_then(Value::as_array) {
            let all = Some(items.len() as u64);
            let closed = count("maxItems") == all || schema.get("items") == Some(&Value::Bool(false));
            if closed && count("minItems") == all {
                return Kind::Tuple(items.iter().map(|item| self.read(item, depth)).collect());
            }
            return Kind::List(Box::new(Type::of(Kind::Any)));
        }
        let item = schema.get("items").map_or(Type::of(Kind::Any), |item| self.read(item, depth));
        Kind::List(Box::new(item))
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Kind {
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields = properties.into_iter().flatten().map(|(name, schema)| Field {
            name: name.clone(),
            ty: self.read(schema, depth),
            required: required.contains(&name.as_str()),
        });
        let fields = fields.collect();
        let rest = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => Rest::Nothing,
            Some(schema @ Value::Object(keys)) if !keys.is_empty() => Rest::Of(Box::new(self.read(schema, depth))),
            _ => Rest::Anything,
        };
        Kind::Object { fields, rest }
    }
}

fn literals(schema: &Map<String, Value>) -> Option<Kind> {
    let values = match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => vec![value.clone()],
        (None, Some(Value::Array(values))) => values.clone(),
        _ => return None,
    };
    let plain = |value: &Value| !value.is_object() && !value.is_array();
    ((1..=MAX_LITERALS).contains(&values.len()) && values.iter().all(plain)).then_some(Kind::Literals(values))
}
