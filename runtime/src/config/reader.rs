//! Reads typed values out of parsed TOML; every error knows its place. Never knows what the keys mean.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use bytesize::ByteSize;
use serde_json::Value;
use serde_spanned::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::ConfigError;
use super::error::Source;
use crate::duration::parse_duration;

type Result<T> = std::result::Result<T, ConfigError>;

/// A table: its dotted name, where it stands, and its keys.
pub(super) struct Section<'a> {
    source: &'a Source<'a>,
    name: String,
    at: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    pub(super) fn root(source: &'a Source<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self { source, name: String::new(), at: 0, table: table.get_ref() }
    }

    /// An error about the section as a whole.
    pub(super) fn error(&self, message: impl Into<String>) -> ConfigError {
        self.source.error(self.at, message)
    }

    /// The file, and where in it each key stands: lines and columns from 1.
    pub(super) fn places(&self) -> (PathBuf, HashMap<String, (u32, u32)>) {
        let places = self.entries().into_iter().map(|field| (field.key().to_owned(), field.place()));
        (self.source.file.to_owned(), places.collect())
    }

    /// The section's dotted name, in backticks.
    pub(super) fn title(&self) -> String {
        if self.name.is_empty() { "the file".to_owned() } else { format!("`{}`", self.name) }
    }

    /// Refuses every key that is not in `allowed`; the first in the file is reported.
    pub(super) fn allow(&self, allowed: &[&str]) -> Result<()> {
        let unknown = self.entries().into_iter().find(|field| !allowed.contains(&field.key()));
        unknown.map_or(Ok(()), |field| {
            let meant = nearest(field.key(), allowed);
            Err(self.source.error(field.key_at, format!("unknown key `{}` in {}: {meant}", field.key(), self.title())))
        })
    }

    /// The entries in the file's order.
    pub(super) fn entries(&self) -> Vec<Field<'a>> {
        let mut entries: Vec<_> = self.table.iter().map(|(key, value)| self.field(key, value)).collect();
        entries.sort_by_key(|field| field.key_at);
        entries
    }

    pub(super) fn get(&self, key: &str) -> Option<Field<'a>> {
        self.table.get_key_value(key).map(|(key, value)| self.field(key, value))
    }

    pub(super) fn require(&self, key: &str, example: &str) -> Result<Field<'a>> {
        self.get(key)
            .ok_or_else(|| self.error(format!("{} has no `{key}`: add one, such as `{key} = {example}`", self.title())))
    }

    fn field(&self, key: &'a Spanned<toml::de::DeString<'a>>, value: &'a Spanned<DeValue<'a>>) -> Field<'a> {
        let name =
            if self.name.is_empty() { key.get_ref().to_string() } else { format!("{}.{}", self.name, key.get_ref()) };
        Field { source: self.source, name, key: key.get_ref(), key_at: key.span().start, value }
    }
}

/// One value: its dotted name, where its key stands, and what it is.
pub(super) struct Field<'a> {
    source: &'a Source<'a>,
    name: String,
    key: &'a str,
    key_at: usize,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Field<'a> {
    pub(super) fn key(&self) -> &'a str {
        self.key
    }

    /// Where the key stands: line and column from 1.
    pub(super) fn place(&self) -> (u32, u32) {
        self.source.place(self.key_at)
    }

    /// Whether it is `false`, which switches off what is on elsewhere.
    pub(super) fn is_off(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Boolean(false))
    }

    pub(super) fn is_boolean(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Boolean(_))
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Table(_))
    }

    /// An error at the key.
    pub(super) fn error(&self, message: impl Into<String>) -> ConfigError {
        self.source.error(self.key_at, message)
    }

    /// An error that begins with the key's dotted name.
    pub(super) fn invalid(&self, rest: impl std::fmt::Display) -> ConfigError {
        self.error(format!("`{}` {rest}", self.name))
    }

    pub(super) fn wrong_type(&self, wanted: &str) -> ConfigError {
        self.invalid(format_args!("must be {wanted}, but is {}", described(self.value.get_ref())))
    }

    pub(super) fn string(&self) -> Result<&'a str> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong_type("a string")),
        }
    }

    pub(super) fn boolean(&self) -> Result<bool> {
        match self.value.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            _ => Err(self.wrong_type("true or false")),
        }
    }

    /// A whole number of `least` or more.
    pub(super) fn count(&self, least: u64) -> Result<u64> {
        let wanted = format!("a whole number of {least} or more");
        match self.value.get_ref() {
            DeValue::Integer(number) => whole(number).filter(|n| *n >= least).ok_or_else(|| self.wrong_type(&wanted)),
            _ => Err(self.wrong_type(&wanted)),
        }
    }

    /// A whole number from `least` to what a `u32` holds.
    pub(super) fn small(&self, least: u32) -> Result<u32> {
        let count = self.count(u64::from(least))?;
        u32::try_from(count).map_err(|_| self.wrong_type(&format!("at most {}", u32::MAX)))
    }

    /// A number between 0 and 1.
    pub(super) fn rate(&self) -> Result<f64> {
        self.number(1.0)
    }

    /// A number between 0 and `most`.
    pub(super) fn number(&self, most: f64) -> Result<f64> {
        let number = match self.value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().replace('_', "").parse::<f64>().ok(),
            _ => None,
        };
        let within = number.filter(|number| (0.0..=most).contains(number));
        within.ok_or_else(|| self.wrong_type(&format!("a number from 0 to {most}")))
    }

    /// `"300ms"`, `"1m 30s"`.
    pub(super) fn duration(&self) -> Result<Duration> {
        let text = match self.value.get_ref() {
            DeValue::String(text) => text.as_ref(),
            // Whatever else it is has no unit.
            _ => "",
        };
        parse_duration(text).map_err(|wanted| self.wrong_type(wanted))
    }

    /// `"64MiB"`, or a number of bytes.
    pub(super) fn size(&self) -> Result<u64> {
        const WANTED: &str = "a size, such as \"64MiB\", or a number of bytes";
        match self.value.get_ref() {
            DeValue::Integer(number) => whole(number).ok_or_else(|| self.wrong_type(WANTED)),
            DeValue::String(text) => {
                text.parse::<ByteSize>().map(|size| size.as_u64()).map_err(|_| self.wrong_type(WANTED))
            }
            _ => Err(self.wrong_type(WANTED)),
        }
    }

    /// One of a few words.
    pub(super) fn word(&self, allowed: &[&str]) -> Result<&'a str> {
        let word = self.string()?;
        if allowed.contains(&word) {
            return Ok(word);
        }
        Err(self.invalid(format_args!("can't be {word:?}: {}", nearest(word, allowed))))
    }

    pub(super) fn section(&self) -> Result<Section<'a>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(self.table(self.name.clone(), self.key_at, table)),
            _ => Err(self.wrong_type("a table")),
        }
    }

    pub(super) fn is_string(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::String(_))
    }

    /// An array of whatever.
    pub(super) fn items(&self) -> Result<Vec<Field<'a>>> {
        let DeValue::Array(items) = self.value.get_ref() else {
            return Err(self.wrong_type("an array"));
        };
        let item = |(index, value): (usize, &'a Spanned<DeValue<'a>>)| Field {
            source: self.source,
            name: format!("{}[{index}]", self.name),
            key: self.key,
            key_at: value.span().start,
            value,
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// An array of tables.
    pub(super) fn sections(&self) -> Result<Vec<Section<'a>>> {
        let DeValue::Array(items) = self.value.get_ref() else {
            return Err(self.wrong_type("an array of tables"));
        };
        let tables = items.iter().enumerate().map(|(index, item)| match item.get_ref() {
            DeValue::Table(table) => Ok(self.table(format!("{}[{index}]", self.name), item.span().start, table)),
            other => Err(self.source.error(
                item.span().start,
                format!("`{}[{index}]` must be a table, but is {}", self.name, described(other)),
            )),
        });
        tables.collect()
    }

    fn table(&self, name: String, at: usize, table: &'a DeTable<'a>) -> Section<'a> {
        Section { source: self.source, name, at, table }
    }

    /// The value as JSON; dates become strings.
    pub(super) fn json(&self) -> Result<Value> {
        self.value_json(self.value)
    }

    fn value_json(&self, value: &Spanned<DeValue<'_>>) -> Result<Value> {
        let no_json = |what: &str| {
            self.source.error(value.span().start, format!("`{}` holds {what}, which JSON has no form for", self.name))
        };
        Ok(match value.get_ref() {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Boolean(value) => Value::from(*value),
            DeValue::Datetime(date) => Value::from(date.to_string()),
            DeValue::Integer(number) => integer(number).ok_or_else(|| no_json("a number beyond 64 bits"))?,
            DeValue::Float(number) => {
                let number: Option<f64> = number.as_str().replace('_', "").parse().ok();
                let number = number.and_then(serde_json::Number::from_f64);
                Value::Number(number.ok_or_else(|| no_json("an infinite number or NaN"))?)
            }
            DeValue::Array(items) => items.iter().map(|item| self.value_json(item)).collect::<Result<_>>()?,
            DeValue::Table(table) => {
                let mut entries: Vec<_> = table.iter().collect();
                entries.sort_by_key(|(key, _)| key.span().start);
                let entries =
                    entries.into_iter().map(|(key, value)| Ok((key.get_ref().to_string(), self.value_json(value)?)));
                Value::Object(entries.collect::<Result<_>>()?)
            }
        })
    }
}

fn whole(number: &DeInteger<'_>) -> Option<u64> {
    u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

fn integer(number: &DeInteger<'_>) -> Option<Value> {
    let signed = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix());
    signed.ok().map(Value::from).or_else(|| whole(number).map(Value::from))
}

/// A value as a message names it.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.len() <= 60 => format!("the string {text:?}"),
        DeValue::String(_) => "a string".to_owned(),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => format!("{value}"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "an array".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// `did you mean …?` where one of `allowed` is near, and then all of them.
pub(super) fn nearest(name: &str, allowed: &[&str]) -> String {
    let lower = name.to_lowercase();
    let best = allowed.iter().map(|candidate| (strsim::damerau_levenshtein(&lower, candidate), candidate)).min();
    let hint = match best {
        Some((distance, candidate)) if distance <= candidate.len().max(3) / 3 => {
            format!("did you mean `{candidate}`? ")
        }
        _ => String::new(),
    };
    let all: Vec<_> = allowed.iter().map(|name| format!("`{name}`")).collect();
    match &*all {
        [one] => format!("{hint}allowed is {one}"),
        all => format!("{hint}allowed are {}", all.join(", ")),
    }
}
