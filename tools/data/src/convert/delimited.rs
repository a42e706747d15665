//! CSV and its kin. A table that is not straight is an error: a row with fields too many or too few would put values under the
//! wrong names.

use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::{self, Map, Number, Value};

use crate::failure::{invalid, kind, limit, syntax};

/// The most fields of a table that is read or written, empty ones included.
const MAX_FIELDS: usize = 5_000_000;

/// How a table is written.
pub(super) struct Table {
    pub(super) delimiter: u8,
    pub(super) header: bool,
    pub(super) types: bool,
}

impl Table {
    pub(super) fn parse(&self, text: &str) -> Result<Value, ToolFailure> {
        let mut reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut names: Option<Vec<String>> = None;
        let mut width = None;
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
            let line = record.position().map_or(0, csv::Position::line);
            let width = *width.get_or_insert(record.len());
            if record.len() != width {
                return Err(crooked(line, record.len(), width));
            }
            if (rows.len() + 1) * width > MAX_FIELDS {
                return Err(too_many(rows.len().saturating_add(1).saturating_mul(width)));
            }
            match &names {
                None if self.header => names = Some(header(&record, line)?),
                None => rows.push(record.iter().map(|field| self.value(field)).collect()),
                Some(names) => {
                    let fields = names.iter().cloned().zip(record.iter().map(|field| self.value(field)));
                    rows.push(Value::Object(fields.collect()));
                }
            }
        }
        Ok(Value::Array(rows))
    }

    fn value(&self, field: &str) -> Value {
        if !self.types {
            return field.into();
        }
        match field {
            "" => Value::Null,
            "true" | "TRUE" | "True" => Value::Bool(true),
            "false" | "FALSE" | "False" => Value::Bool(false),
            field => number(field).map_or_else(|| field.into(), Value::Number),
        }
    }

    pub(super) fn write(&self, value: &Value) -> Result<String, ToolFailure> {
        let Value::Array(rows) = value else {
            return Err(invalid("/input", format!("a table is made of an array of rows, and this is {}", kind(value))));
        };
        let mut writer = WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(Vec::new());
        match rows.first() {
            None => {}
            Some(Value::Array(_)) => {
                for (at, row) in rows.iter().enumerate() {
                    let Value::Array(fields) = row else { return Err(mixed(at, row, "an array")) };
                    let fields = fields.iter().map(written).collect::<Result<Vec<_>, _>>()?;
                    writer.write_record(&fields)?;
                }
            }
            Some(_) => self.write_objects(rows, &mut writer)?,
        }
        let bytes = writer.into_inner().map_err(|error| ToolFailure::failed(error.to_string()))?;
        Ok(String::from_utf8(bytes)?)
    }

    fn write_objects(&self, rows: &[Value], writer: &mut csv::Writer<Vec<u8>>) -> Result<(), ToolFailure> {
        let mut names = Map::new();
        for (at, row) in rows.iter().enumerate() {
            let Value::Object(row) = row else { return Err(mixed(at, row, "an object")) };
            for name in row.keys().filter(|name| !names.contains_key(*name)).collect::<Vec<_>>() {
                names.insert(name.clone(), Value::Null);
            }
        }
        if rows.len().saturating_mul(names.len()) > MAX_FIELDS {
            return Err(too_many(rows.len().saturating_mul(names.len())));
        }
        if self.header {
            writer.write_record(names.keys())?;
        }
        for row in rows {
            let fields = names.keys().map(|name| written(row.get(name).unwrap_or(&Value::Null)));
            writer.write_record(&fields.collect::<Result<Vec<_>, _>>()?)?;
        }
        Ok(())
    }
}

/// A number, where the text is the one that JSON would write and a double holds it: `007` and `+1` are names, and so is an
/// identifier of twenty digits.
fn number(text: &str) -> Option<Number> {
    const EXACT: i64 = 1 << 53;
    let first = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match first {
        [b'0', b'0'..=b'9', ..] => return None,
        [b'0'..=b'9', ..] => {}
        _ => return None,
    }
    if let Ok(integer) = text.parse::<i64>() {
        return (-EXACT..=EXACT).contains(&integer).then(|| integer.into());
    }
    let is_decimal = first.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let has_point = first.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) && first.last() != Some(&b'.');
    if !is_decimal || !has_point {
        return None;
    }
    text.parse().ok().and_then(Number::from_f64)
}

fn header(record: &StringRecord, line: u64) -> Result<Vec<String>, ToolFailure> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (at, name) in record.iter().enumerate() {
        let column = at as u64 + 1;
        let name = if name.is_empty() { format!("column_{column}") } else { name.to_owned() };
        if let Some(other) = names.iter().position(|known| *known == name) {
            let message = format!(
                "line {line}: columns {} and {column} are both called `{name}`: pass `header: false`, or rename one",
                other + 1
            );
            return Err(syntax(message, line, column));
        }
        names.push(name);
    }
    Ok(names)
}

/// What stands in a field: nested values as JSON.
fn written(value: &Value) -> Result<String, ToolFailure> {
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => serde_json::to_string(value)?,
    })
}

fn unreadable(error: &csv::Error) -> ToolFailure {
    let line = error.position().map_or(1, csv::Position::line);
    syntax(format!("line {line} is not a table's: {error}"), line, 1)
}

fn crooked(line: u64, fields: usize, width: usize) -> ToolFailure {
    let message = format!(
        "line {line} has {fields} fields, and the first line {width}: is a quote missing, or the delimiter another?"
    );
    syntax(message, line, fields.min(width) as u64 + 1)
}

fn mixed(at: usize, row: &Value, wanted: &str) -> ToolFailure {
    invalid(&format!("/input/{at}"), format!("row {at} is {}, and should be {wanted} like the first", kind(row)))
}

fn too_many(actual: usize) -> ToolFailure {
    let message = format!("the table has more than {MAX_FIELDS} fields: convert it in parts");
    limit("fields", MAX_FIELDS as u64, actual as u64, message)
}
