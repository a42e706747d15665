//! What calls have to do with each other: the resource that they change, the call that they become.

use std::fmt;

use serde_json::Value;

use super::{Problem, count};
use crate::json::Json;

/// What calls have side effects on, where they must not overtake each other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resource {
    /// The tool as a whole.
    Tool,
    /// What the arguments hold at a JSON Pointer. Tools that have this from the same section of the policy share the resource.
    Pointer(String),
}

impl Resource {
    pub(crate) fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Tool => Ok(()),
            Self::Pointer(pointer) => check_pointer(pointer),
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tool => f.write_str("true"),
            Self::Pointer(pointer) => write!(f, "{pointer:?}"),
        }
    }
}

/// The longest JSON Pointer, in bytes.
const MAX_POINTER: usize = 256;

pub(crate) fn check_pointer(pointer: &str) -> Result<(), Problem> {
    if pointer.len() > MAX_POINTER {
        return Err(format!("has a JSON Pointer of more than {MAX_POINTER} bytes"));
    }
    if pointer.split('~').skip(1).any(|part| !part.starts_with(['0', '1'])) {
        return Err(format!(
            "has the JSON Pointer {pointer:?}, where `~` must be written `~0`, and `/` in a name `~1`"
        ));
    }
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(());
    }
    Err(format!("must be a JSON Pointer, such as \"/{pointer}\", but is {pointer:?}"))
}

/// What a call's arguments hold at a pointer, as text; what is not there is `null`. What is equal reads the same: keys are sorted, and a
/// number is written in one way.
pub(crate) fn at_pointer(arguments: &Json, pointer: &str) -> String {
    let mut out = String::new();
    canonical(arguments.to_value().pointer(pointer).unwrap_or(&Value::Null), &mut out);
    out
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in fields {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Number(number) => match number.as_f64() {
            // `1.0` is 1; integers beyond what a double tells apart stay as they are.
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
                out.push_str(&(float as i64).to_string());
            }
            _ => out.push_str(&number.to_string()),
        },
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_reads_the_same() {
        let at = |text: &str| at_pointer(&Json::parse(text).unwrap(), "/o");
        assert_eq!(at(r#"{"o":{"a":1,"b":[2,{"d":1.0,"c":"x"}]}}"#), at(r#"{"o":{"b":[2.0,{"c":"x","d":1}],"a":1}}"#));
        assert_eq!(
            (at(r#"{"o":-3.0}"#), at(r#"{"o":9007199254740993}"#)),
            ("-3".to_owned(), "9007199254740993".to_owned())
        );
        let texts =
            ["{}", r#"{"o":"1"}"#, r#"{"o":1}"#, r#"{"o":1.5}"#, r#"{"o":[1,2]}"#, r#"{"o":[12]}"#, r#"{"o":{"a":1}}"#];
        let all: std::collections::BTreeSet<_> = texts.iter().map(|text| at(text)).collect();
        assert_eq!(all.len(), texts.len());
    }
}

/// How calls of a tool become one call of another: each gives an element of an array, and gets an element of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub(crate) tool: String,
    pub(crate) item: String,
    pub(crate) arguments: String,
    pub(crate) results: String,
    pub(crate) key: Option<String>,
    pub(crate) max: u32,
}

impl Batch {
    /// By the tool of that name, of the same provider, which takes an array in `arguments` (a JSON Pointer such as `/ids`; all else
    /// that a call's arguments hold stands beside it, and only calls that agree in it go together).
    pub fn new(tool: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self {
            tool: tool.into(),
            item: String::new(),
            arguments: arguments.into(),
            results: String::new(),
            key: None,
            max: 100,
        }
    }

    /// Where in a call's arguments its element is. Default: all of the arguments are.
    #[must_use]
    pub fn item(mut self, pointer: impl Into<String>) -> Self {
        self.item = pointer.into();
        self
    }

    /// Where in the result the elements are: an array, or an object by element. Default: the result is it.
    #[must_use]
    pub fn results(mut self, pointer: impl Into<String>) -> Self {
        self.results = pointer.into();
        self
    }

    /// Where in a result's element stands what it belongs to. Default: elements come back in the order of their calls.
    #[must_use]
    pub fn key(mut self, pointer: impl Into<String>) -> Self {
        self.key = Some(pointer.into());
        self
    }

    /// Calls that go out as one, at most. Default 100.
    #[must_use]
    pub fn max(mut self, calls: u32) -> Self {
        self.max = calls;
        self
    }

    pub(crate) fn check(&self) -> Result<(), Problem> {
        for pointer in [Some(&self.item), Some(&self.arguments), Some(&self.results), self.key.as_ref()] {
            pointer.map_or(Ok(()), |pointer| check_pointer(pointer))?;
        }
        if self.arguments.is_empty() || self.arguments[1..].contains('/') {
            let at = &self.arguments;
            return Err(format!(
                "has `arguments` = {at:?}: it must name one argument of the batch tool, such as \"/ids\""
            ));
        }
        if self.item.matches('/').count() > 1 {
            return Err(format!("has `item` = {:?}: it must name one argument, such as \"/id\"", self.item));
        }
        if self.max == 1 {
            return Err("has a `max` of 1, which batches nothing: use `false` for none".to_owned());
        }
        count("a `max`", self.max)
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{ tool = {:?}, item = {:?}, arguments = {:?}", self.tool, self.item, self.arguments)?;
        write!(f, ", results = {:?}", self.results)?;
        if let Some(key) = &self.key {
            write!(f, ", key = {key:?}")?;
        }
        write!(f, ", max = {} }}", self.max)
    }
}
