//! Tables out of the rows that a call passes: temporary ones, beside those of the database.

use rusqlite::Connection;
use rusqlite::types::Null;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use toolgate_guest::ToolFailure;

use crate::database::Database;
use crate::failure::invalid;
use crate::values::Record;

/// The most columns that the rows of one table may have together.
const MAX_COLUMNS: usize = 500;

/// Makes the tables. A column is what any of the rows has; where a row lacks it, it is NULL.
pub(crate) fn make(database: &Database, tables: &BTreeMap<String, Vec<Record>>) -> Result<(), ToolFailure> {
    let mut names = BTreeSet::new();
    for (name, rows) in tables {
        if !names.insert(name.to_ascii_lowercase()) {
            return Err(invalid(format!(
                "`tables` has `{name}` twice: SQLite's names are the same in upper and lower case"
            )));
        }
        let columns = columns(name, rows)?;
        fill(&database.connection, name, &columns, rows).map_err(|error| {
            let mut failure = database.failure(&error);
            failure.message = format!("the table `{name}` can't be made: {}", failure.message);
            failure
        })?;
    }
    Ok(())
}

/// The columns by name, in the order in which the rows first have them.
fn columns<'a>(table: &str, rows: &'a [Record]) -> Result<Vec<&'a str>, ToolFailure> {
    let mut columns = Vec::new();
    let mut known = BTreeSet::new();
    for Record(row) in rows {
        for (name, _) in row {
            if !known.contains(name.as_str()) {
                known.insert(name.as_str());
                columns.push(name.as_str());
            }
        }
        if columns.len() > MAX_COLUMNS {
            return Err(invalid(format!("the rows of `{table}` have more than {MAX_COLUMNS} different keys")));
        }
    }
    if columns.is_empty() {
        return Err(invalid(format!("`{table}` has no columns: give at least one row with a key")));
    }
    Ok(columns)
}

fn fill(connection: &Connection, name: &str, columns: &[&str], rows: &[Record]) -> rusqlite::Result<()> {
    let table = quoted(name);
    let list: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    connection.execute_batch(&format!("CREATE TEMP TABLE {table} ({})", list.join(", ")))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO temp.{table} VALUES ({places})"))?;
    let at: HashMap<&str, usize> = columns.iter().enumerate().map(|(at, column)| (*column, at + 1)).collect();
    for Record(row) in rows {
        if row.len() < columns.len() {
            (1..=columns.len()).try_for_each(|at| insert.raw_bind_parameter(at, Null))?;
        }
        for (column, value) in row {
            insert.raw_bind_parameter(at[column.as_str()], value)?;
        }
        insert.raw_execute()?;
    }
    Ok(())
}

/// A name as SQL writes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
