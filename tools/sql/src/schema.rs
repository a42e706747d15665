//! `schema`: what there is in a database, for whoever writes the SQL.

use std::time::Duration;

use rusqlite::{Connection, Row};
use toolgate_guest::{ToolFailure, schema, tool};

use crate::MAX_TIMEOUT_MS;
use crate::database::{Database, locate};
use crate::host::now;
use crate::query::unchanged;

/// The most tables and views that are described.
const MAX_TABLES: usize = 500;

const TABLES: &str = "SELECT l.name, l.type, s.sql FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name \
    WHERE l.schema = 'main' AND l.type <> 'shadow' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (?1 IS NULL OR l.name = ?1 \
    COLLATE NOCASE) AND s.type IN ('table', 'view') ORDER BY l.name";
const COLUMNS: &str =
    "SELECT name, type, \"notnull\", pk, dflt_value, hidden FROM pragma_table_xinfo(?1) WHERE hidden <> 1";
const INDEXES: &str = "SELECT l.name, l.\"unique\", (SELECT json_group_array(coalesce(i.name, '(expression)')) \
    FROM pragma_index_info(l.name) AS i) FROM pragma_index_list(?1) AS l ORDER BY l.seq";
const FOREIGN_KEYS: &str = "SELECT json_group_array(\"from\"), \"table\", json_group_array(\"to\") \
    FROM (SELECT * FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id ORDER BY id";

/// What `schema` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Schema {
    /// Tables and views, by name.
    pub(crate) tables: Vec<Table>,
    /// Whether there are more than 500.
    pub(crate) truncated: bool,
}

/// A table or a view.
#[schema]
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// `table`, `view` or `virtual`.
    pub(crate) kind: String,
    pub(crate) columns: Vec<Column>,
    /// Left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) indexes: Vec<Index>,
    /// Left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// How many rows it has; where `counts` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<u64>,
    /// The statement that made it.
    pub(crate) sql: Option<String>,
}

/// A column.
#[schema]
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As it was declared: `INTEGER`; empty where it was not.
    #[serde(rename = "type")]
    pub(crate) declared: String,
    /// Whether it is part of the primary key, and its place there, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) primary_key: Option<u32>,
    pub(crate) not_null: bool,
    /// The default's SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    /// Whether it is computed from the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) generated: bool,
}

/// An index.
#[schema]
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) unique: bool,
    pub(crate) columns: Vec<String>,
}

/// A foreign key.
#[schema]
#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    /// The table that it refers to.
    pub(crate) table: String,
    /// Its columns there; left out where it is the primary key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) references: Vec<String>,
}

/// Says what is in an SQLite file: tables and views with their columns, indexes and foreign keys. Call it before you write SQL.
#[tool(title = "Describe a database", read_only, idempotent, open_world = false)]
pub(crate) async fn schema(
    /// The SQLite file, in a granted directory: `/data/shop.db`.
    database: String,
    /// Only this table or view.
    table: Option<String>,
    /// Whether to count the rows of each table, which reads all of it.
    #[tool(default = false)]
    counts: bool,
    /// How long it may take, in milliseconds.
    #[tool(default = 5000)]
    #[schemars(range(min = 1, max = 60_000))]
    timeout_ms: u32,
) -> Result<Schema, ToolFailure> {
    let deadline = now() + Duration::from_millis(timeout_ms.min(MAX_TIMEOUT_MS).into());
    unchanged(&locate(&database)?, deadline, |place| {
        let database = Database::read(Some(place), deadline)?;
        describe(&database.connection, table.as_deref(), counts).map_err(|error| database.failure(&error))
    })
}

fn describe(connection: &Connection, only: Option<&str>, counts: bool) -> rusqlite::Result<Schema> {
    let mut listed = all(connection, TABLES, &[&only], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?))
    })?;
    let truncated = listed.len() > MAX_TABLES;
    listed.truncate(MAX_TABLES);
    let mut tables = Vec::with_capacity(listed.len());
    for (name, kind, sql) in listed {
        tables.push(Table {
            columns: all(connection, COLUMNS, &[&name], column)?,
            indexes: all(connection, INDEXES, &[&name], |row| {
                Ok(Index { name: row.get(0)?, unique: row.get(1)?, columns: names(row, 2)? })
            })?,
            foreign_keys: all(connection, FOREIGN_KEYS, &[&name], |row| {
                Ok(ForeignKey { columns: names(row, 0)?, table: row.get(1)?, references: names(row, 2)? })
            })?,
            rows: if counts && kind != "view" { Some(count(connection, &name)?) } else { None },
            name,
            kind,
            sql,
        });
    }
    Ok(Schema { tables, truncated })
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
    each: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map(parameters, each)?.collect()
}

fn column(row: &Row<'_>) -> rusqlite::Result<Column> {
    let primary_key: u32 = row.get(3)?;
    Ok(Column {
        name: row.get(0)?,
        declared: row.get(1)?,
        not_null: row.get(2)?,
        primary_key: (primary_key > 0).then_some(primary_key),
        default: row.get(4)?,
        generated: row.get::<_, u8>(5)? > 1,
    })
}

/// A JSON array of names; NULLs in it say nothing.
fn names(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let json: String = row.get(at)?;
    let names: Vec<Option<String>> = toolgate_guest::serde_json::from_str(&json).unwrap_or_default();
    Ok(names.into_iter().flatten().collect())
}

fn count(connection: &Connection, table: &str) -> rusqlite::Result<u64> {
    let sql = format!("SELECT count(*) FROM main.\"{}\"", table.replace('"', "\"\""));
    connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).map(|count| count.unsigned_abs())
}
