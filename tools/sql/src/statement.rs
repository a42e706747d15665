//! One statement: its parameters in, its rows out, within bounds.

use std::collections::BTreeSet;
use std::rc::Rc;

use rusqlite::Statement;
use toolgate_guest::schemars::JsonSchema;
use toolgate_guest::serde::Deserialize;
use toolgate_guest::{FailureKind, ToolFailure};

use crate::database::Database;
use crate::failure::{invalid, named};
use crate::values::{Cell, Record, Row, Value};
use crate::{MAX_BYTES, MAX_ROWS};

/// Values for a statement's parameters: an array for `?`, `?1`, or an object for `:name`, `@name`, `$name`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(crate = "toolgate_guest::serde", untagged)]
#[schemars(crate = "toolgate_guest::schemars")]
pub(crate) enum Parameters {
    Positional(Vec<Value>),
    Named(Record),
}

/// Rows, as many as there was room for.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) truncated: bool,
    pub(crate) numbers_as_text: BTreeSet<String>,
}

/// How much of an answer is left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

impl Room {
    /// What a caller asks for, as far as that is allowed.
    pub(crate) fn of(max_rows: u32, max_bytes: u32) -> Self {
        Room { rows: max_rows.min(MAX_ROWS) as usize, bytes: max_bytes.min(MAX_BYTES) as usize }
    }
}

/// Binds all of the statement's parameters, and fails where one is missing or one too many.
pub(crate) fn bind(statement: &mut Statement<'_>, parameters: Option<&Parameters>) -> Result<(), ToolFailure> {
    let count = statement.parameter_count();
    match parameters {
        None if count == 0 => Ok(()),
        None => Err(invalid(format!("the SQL has {count} parameters: give their values in `parameters`"))),
        Some(Parameters::Positional(values)) => {
            if values.len() != count {
                let given = values.len();
                return Err(invalid(format!("the SQL has {count} parameters, and `parameters` has {given} values")));
            }
            values.iter().enumerate().try_for_each(|(at, value)| bind_one(statement, at + 1, value))
        }
        Some(Parameters::Named(record)) => bind_named(statement, count, record),
    }
}

fn bind_named(statement: &mut Statement<'_>, count: usize, Record(values): &Record) -> Result<(), ToolFailure> {
    let bare = |name: &str| name.trim_start_matches([':', '@', '$']).to_owned();
    let mut names = Vec::with_capacity(count);
    for index in 1..=count {
        match statement.parameter_name(index) {
            Some(name) if !name.starts_with('?') => names.push(bare(name)),
            _ => return Err(invalid("the SQL has a parameter without a name: give `parameters` as an array")),
        }
    }
    if let Some((unknown, _)) = values.iter().find(|(name, _)| !names.contains(&bare(name))) {
        let known = if names.is_empty() { "none".to_owned() } else { format!(":{}", names.join(", :")) };
        return Err(invalid(format!("the SQL has no parameter `{unknown}`: it has {known}")));
    }
    for (at, name) in names.iter().enumerate() {
        let Some((_, value)) = values.iter().find(|(given, _)| bare(given) == *name) else {
            return Err(invalid(format!("`parameters` has no value for :{name}")));
        };
        bind_one(statement, at + 1, value)?;
    }
    Ok(())
}

fn bind_one(statement: &mut Statement<'_>, index: usize, value: &Value) -> Result<(), ToolFailure> {
    statement
        .raw_bind_parameter(index, value)
        .map_err(|error| named(FailureKind::LimitExceeded, format!("the parameter {index}: {error}"), "too-big"))
}

impl Rows {
    /// Runs the statement and takes what there is room for; the rest of the rows is not computed.
    pub(crate) fn collect(
        &mut self,
        database: &Database,
        statement: &mut Statement<'_>,
        room: &mut Room,
    ) -> Result<(), ToolFailure> {
        let columns = columns(statement);
        if *self.columns != *columns {
            *self = Rows { columns: columns.to_vec(), ..Rows::default() };
        }
        let overhead: usize = columns.iter().map(|name| name.len() + 4).sum();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| database.failure(&error))? {
            let mut cells = Vec::with_capacity(columns.len());
            let mut size = overhead;
            for at in 0..columns.len() {
                let value = row.get_ref(at).map_err(|error| database.failure(&error))?;
                size += Cell::size(value);
                if size > room.bytes || room.rows == 0 {
                    return self.full(room);
                }
                cells.push(Cell::from(value));
            }
            room.bytes -= size;
            room.rows -= 1;
            for (name, cell) in columns.iter().zip(&cells) {
                if cell.is_number_as_text() && !self.numbers_as_text.contains(name) {
                    self.numbers_as_text.insert(name.clone());
                }
            }
            self.rows.push(Row { columns: Rc::clone(&columns), cells });
        }
        Ok(())
    }

    fn full(&mut self, room: &Room) -> Result<(), ToolFailure> {
        self.truncated = true;
        if self.rows.is_empty() && room.rows > 0 {
            let message = format!("one row is larger than the {} bytes of `max_bytes`: select less of it", room.bytes);
            return Err(named(FailureKind::LimitExceeded, message, "max-bytes"));
        }
        Ok(())
    }
}

/// The columns' names. A name that was there already gets a number, since an object has each key once.
fn columns(statement: &Statement<'_>) -> Rc<[String]> {
    let mut names: Vec<String> = Vec::new();
    for name in statement.column_names() {
        let mut unique = name.to_owned();
        let mut number = 2;
        while names.contains(&unique) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        names.push(unique);
    }
    names.into()
}
