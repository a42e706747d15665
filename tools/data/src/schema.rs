//! `schema`: what a value looks like, as a JSON Schema. The items of an array are described together, as are all values that stand
//! in one place.

use std::collections::HashMap;

use toolgate_guest::serde_json::{Map, Value, json};
use toolgate_guest::tool;

/// How many properties an object is described by, unless others are asked for; more are a map's keys.
const PROPERTIES: u32 = 100;

/// Describes a value by a JSON Schema (2020-12), merged over the items of arrays: which fields there are, of which types, and which every row has. Good for a look at large data before working on it.
#[tool(title = "Schema of a value", read_only, idempotent, open_world = false)]
pub(crate) async fn schema(
    /// Any JSON value; for rows, an array of objects.
    value: Value,
    /// An object with more properties than this is described as a map: its values together, by `additionalProperties`.
    #[tool(default = PROPERTIES)]
    #[schemars(range(min = 1, max = 10_000))]
    max_properties: u32,
) -> Map<String, Value> {
    let mut shape = Shape::default();
    shape.add(&value, max_properties as usize);
    shape.schema()
}

/// What was seen in one place.
#[derive(Default)]
struct Shape {
    null: bool,
    boolean: bool,
    integer: bool,
    number: bool,
    string: bool,
    items: Option<Box<Shape>>,
    object: Option<Object>,
}

#[derive(Default)]
struct Object {
    count: usize,
    /// In the order in which they were first seen.
    properties: Vec<Property>,
    at: HashMap<String, usize>,
    /// All values together, once there are too many names.
    any: Option<Box<Shape>>,
}

struct Property {
    name: String,
    /// How many objects have it.
    count: usize,
    shape: Shape,
}

impl Shape {
    fn add(&mut self, value: &Value, most: usize) {
        match value {
            Value::Null => self.null = true,
            Value::Bool(_) => self.boolean = true,
            Value::Number(number) if number.is_f64() => self.number = true,
            Value::Number(_) => self.integer = true,
            Value::String(_) => self.string = true,
            Value::Array(items) => {
                let shape = self.items.get_or_insert_default();
                items.iter().for_each(|item| shape.add(item, most));
            }
            Value::Object(members) => self.object.get_or_insert_default().add(members, most),
        }
    }

    fn merge(&mut self, other: Shape) {
        self.null |= other.null;
        self.boolean |= other.boolean;
        self.integer |= other.integer;
        self.number |= other.number;
        self.string |= other.string;
        if let Some(items) = other.items {
            self.items.get_or_insert_default().merge(*items);
        }
        if let Some(object) = other.object {
            self.object.get_or_insert_default().merge(object);
        }
    }

    fn schema(self) -> Map<String, Value> {
        let seen = [
            ("object", self.object.is_some()),
            ("array", self.items.is_some()),
            ("string", self.string),
            // Integers are numbers: one word for both.
            ("number", self.number),
            ("integer", self.integer && !self.number),
            ("boolean", self.boolean),
            ("null", self.null),
        ];
        let types: Vec<&str> = seen.into_iter().filter(|(_, seen)| *seen).map(|(name, _)| name).collect();
        let mut schema = Map::new();
        match types.as_slice() {
            [] => {}
            [one] => drop(schema.insert("type".to_owned(), json!(one))),
            several => drop(schema.insert("type".to_owned(), json!(several))),
        }
        if let Some(object) = self.object {
            object.describe(&mut schema);
        }
        if let Some(items) = self.items {
            let items = items.schema();
            if !items.is_empty() {
                schema.insert("items".to_owned(), Value::Object(items));
            }
        }
        schema
    }
}

impl Object {
    fn add(&mut self, members: &Map<String, Value>, most: usize) {
        self.count += 1;
        for (name, value) in members {
            match &mut self.any {
                Some(any) => any.add(value, most),
                None => {
                    let property = self.property(name);
                    property.count += 1;
                    property.shape.add(value, most);
                }
            }
            if self.properties.len() > most {
                self.forget_names();
            }
        }
    }

    fn property(&mut self, name: &str) -> &mut Property {
        let at = match self.at.get(name) {
            Some(&at) => at,
            None => {
                self.at.insert(name.to_owned(), self.properties.len());
                self.properties.push(Property { name: name.to_owned(), count: 0, shape: Shape::default() });
                self.properties.len() - 1
            }
        };
        &mut self.properties[at]
    }

    fn forget_names(&mut self) {
        let any = self.any.get_or_insert_default();
        self.at.clear();
        self.properties.drain(..).for_each(|property| any.merge(property.shape));
    }

    fn merge(&mut self, mut other: Object) {
        self.count += other.count;
        if self.any.is_some() || other.any.is_some() {
            self.forget_names();
            other.forget_names();
        }
        if let (Some(any), Some(more)) = (&mut self.any, other.any) {
            return any.merge(*more);
        }
        for Property { name, count, shape } in other.properties {
            let property = self.property(&name);
            property.count += count;
            property.shape.merge(shape);
        }
    }

    fn describe(self, schema: &mut Map<String, Value>) {
        if let Some(any) = self.any {
            schema.insert("additionalProperties".to_owned(), Value::Object(any.schema()));
            return;
        }
        let mut required = Vec::new();
        let mut properties = Map::new();
        for Property { name, count, shape } in self.properties {
            if count == self.count {
                required.push(Value::from(name.as_str()));
            }
            properties.insert(name, Value::Object(shape.schema()));
        }
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
    }
}
