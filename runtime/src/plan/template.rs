//! A value with places for results, and the JSON that it becomes when they are there. Never waits for one.

use std::borrow::Cow;

use serde_json::Value;

use super::reference::Reference;

/// A value as a plan has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Template {
    Value(Value),
    Reference(Reference),
    Text(Vec<Part>),
    List(Vec<Template>),
    Object(Vec<(String, Template)>),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(String),
    Reference(Reference),
}

impl Template {
    /// A text of those parts: a value where it has no reference, a reference where it is nothing else.
    pub(super) fn of_parts(mut parts: Vec<Part>) -> Self {
        match &mut *parts {
            [] => Self::Value(Value::from("")),
            [Part::Text(text)] => Self::Value(Value::String(std::mem::take(text))),
            [Part::Reference(reference)] if !reference.unreadable => {
                // Nobody writes an amount as the whole of an argument.
                reference.certain = true;
                Self::Reference(reference.clone())
            }
            _ => Self::Text(parts),
        }
    }

    /// Shows each reference in it.
    pub(super) fn references(&self, each: &mut impl FnMut(&Reference)) {
        match self {
            Self::Value(_) => {}
            Self::Reference(reference) => each(reference),
            Self::Text(parts) => parts.iter().for_each(|part| match part {
                Part::Reference(reference) => each(reference),
                Part::Text(_) => {}
            }),
            Self::List(items) => items.iter().for_each(|item| item.references(each)),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.references(each)),
        }
    }

    /// Shows each reference that is a value by itself, and not a part of a text.
    pub(super) fn whole_references(&self, each: &mut impl FnMut(&Reference)) {
        match self {
            Self::Value(_) | Self::Text(_) => {}
            Self::Reference(reference) => each(reference),
            Self::List(items) => items.iter().for_each(|item| item.whole_references(each)),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.whole_references(each)),
        }
    }

    /// Makes text of the references that may be text, where `exists` doesn't know the task.
    pub(super) fn settle(&mut self, exists: &mut impl FnMut(&Reference) -> bool) {
        match self {
            Self::Value(_) | Self::Reference(_) => {}
            Self::Text(parts) => {
                for part in parts.iter_mut() {
                    if let Part::Reference(reference) = part
                        && !reference.certain
                        && !exists(reference)
                    {
                        *part = Part::Text(std::mem::take(&mut reference.source));
                    }
                }
                if parts.iter().all(|part| matches!(part, Part::Text(_))) {
                    let text = parts.iter().map(|part| match part {
                        Part::Text(text) => text.as_str(),
                        Part::Reference(_) => "",
                    });
                    *self = Self::Value(Value::String(text.collect()));
                }
            }
            Self::List(items) => items.iter_mut().for_each(|item| item.settle(exists)),
            Self::Object(fields) => fields.iter_mut().for_each(|(_, value)| value.settle(exists)),
        }
    }

    /// The value with `null` in the places of results, and where those are: to be checked as far as it is known.
    pub(super) fn with_holes(&self, path: &mut Vec<String>, holes: &mut Vec<String>) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Reference(_) => {
                holes.push(super::path::to_pointer(path));
                Value::Null
            }
            // It is a text, whatever it will say.
            Self::Text(_) => {
                holes.push(super::path::to_pointer(path));
                Value::from("")
            }
            Self::List(items) => {
                let item = |(index, item): (usize, &Self)| {
                    path.push(index.to_string());
                    let value = item.with_holes(path, holes);
                    path.pop();
                    value
                };
                Value::Array(items.iter().enumerate().map(item).collect())
            }
            Self::Object(fields) => {
                let field = |(key, value): &(String, Self)| {
                    path.push(key.clone());
                    let value = value.with_holes(path, holes);
                    path.pop();
                    (key.clone(), value)
                };
                Value::Object(fields.iter().map(field).collect())
            }
        }
    }

    /// Writes it as JSON. `result` gives the JSON text of what a reference means; with `all_text`, what may be given as text is.
    ///
    /// # Errors
    /// Those of `result`; and that there is no room for all of it.
    pub(super) fn write<'a, E>(
        &self,
        out: &mut Output,
        result: &impl Fn(&Reference) -> Result<&'a str, E>,
        all_text: bool,
    ) -> Result<(), Failure<E>> {
        match self {
            Self::Value(value) => out.json(&value.to_string())?,
            Self::Reference(reference) => {
                let json = result(reference).map_err(Failure::Result)?;
                if all_text && reference.as_text && !json.starts_with('"') {
                    out.text(json)?;
                } else {
                    out.json(json)?;
                }
            }
            Self::Text(parts) => {
                let mut whole = String::new();
                for part in parts {
                    match part {
                        Part::Text(text) => whole.push_str(text),
                        Part::Reference(reference) => {
                            whole.push_str(&plain(result(reference).map_err(Failure::Result)?));
                        }
                    }
                    out.has_room(whole.len())?;
                }
                out.text(&whole)?;
            }
            Self::List(items) => {
                out.json("[")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.json(",")?;
                    }
                    item.write(out, result, all_text)?;
                }
                out.json("]")?;
            }
            Self::Object(fields) => {
                out.json("{")?;
                for (index, (key, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.json(",")?;
                    }
                    out.text(key)?;
                    out.json(":")?;
                    value.write(out, result, all_text)?;
                }
                out.json("}")?;
            }
        }
        Ok(())
    }
}

/// Why a template did not become JSON.
pub(super) enum Failure<E> {
    /// A result is not there.
    Result(E),
    /// It is larger than it may be.
    TooLarge,
}

/// JSON text that may not grow beyond its room.
pub(super) struct Output {
    text: String,
    room: usize,
}

impl Output {
    pub(super) fn new(room: usize) -> Self {
        Self { text: String::new(), room }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn has_room<E>(&self, more: usize) -> Result<(), Failure<E>> {
        if self.text.len().saturating_add(more) > self.room { Err(Failure::TooLarge) } else { Ok(()) }
    }

    fn json<E>(&mut self, json: &str) -> Result<(), Failure<E>> {
        self.has_room(json.len())?;
        self.text.push_str(json);
        Ok(())
    }

    fn text<E>(&mut self, text: &str) -> Result<(), Failure<E>> {
        self.has_room(text.len())?;
        let quoted = Value::from(text).to_string();
        self.json(&quoted)
    }
}

/// A result as it reads within a text: a string without its quotes, anything else as JSON.
fn plain(json: &str) -> Cow<'_, str> {
    if json.starts_with('"')
        && let Ok(text) = serde_json::from_str::<String>(json)
    {
        return Cow::Owned(text);
    }
    Cow::Borrowed(json)
}
