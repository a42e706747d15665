//! `query`: one statement that reads.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::Batch;
use rusqlite::fallible_iterator::FallibleIterator;
use toolgate_guest::fs::Place;
use toolgate_guest::schemars::JsonSchema;
use toolgate_guest::serde::Serialize;
use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure, tool};

use crate::database::{Database, Look, locate};
use crate::failure::{invalid, named};
use crate::guard::Mode;
use crate::host::{now, sleep};
use crate::statement::{Parameters, Room, Rows, bind};
use crate::values::{Record, Row};
use crate::{MAX_TIMEOUT_MS, tables};

/// The time between two tries to read a file that is being written to.
const PAUSE: Duration = Duration::from_millis(10);

/// What `query` found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(crate = "toolgate_guest::serde")]
#[schemars(crate = "toolgate_guest::schemars")]
pub(crate) struct Found {
    /// The columns' names in their order. Of two columns with one name the second is called `name_2`.
    pub(crate) columns: Vec<String>,
    /// One object for each row, by the columns' names. Bytes are `{"base64": ".."}`.
    pub(crate) rows: Vec<Row>,
    /// Whether there are more rows than were returned.
    pub(crate) truncated: bool,
    /// Columns in which some numbers are text, since a JSON number can't hold them: integers beyond ±9007199254740991 (use
    /// `BigInt`), infinities. Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) numbers_as_text: Vec<String>,
}

impl From<Rows> for Found {
    fn from(found: Rows) -> Self {
        let Rows { columns, rows, truncated, numbers_as_text } = found;
        Found { columns, rows, truncated, numbers_as_text: numbers_as_text.into_iter().collect() }
    }
}

/// Runs one SQL statement that reads, in SQLite's dialect, over an SQLite file, over rows passed in `tables`, or over both
/// together, and returns rows as objects. Values go into `parameters`, never into the SQL.
#[tool(title = "Query with SQL", read_only, idempotent, open_world = false)]
pub(crate) async fn query(
    /// One statement: `SELECT name, sum(total) AS total FROM orders WHERE country = ?1 GROUP BY name`. Text is in single
    /// quotes, names are in double quotes.
    sql: String,
    /// The SQLite file, in a granted directory: `/data/shop.db`. Without it: nothing but `tables`.
    database: Option<String>,
    /// Tables made of rows for this one call: `{"orders": [{"name": "Ada", "total": 12.5}]}`. Arrays and objects in a row
    /// become JSON text, for `->>` and `json_each`.
    #[tool(default)]
    tables: BTreeMap<String, Vec<Record>>,
    /// Values for the parameters of `sql`: an array for `?1`, or an object for `:name`. Bytes are `{"base64": ".."}`, integers
    /// beyond ±9007199254740991 `{"integer": ".."}`.
    parameters: Option<Parameters>,
    /// The most rows to return.
    #[tool(default = 1000)]
    #[schemars(range(min = 1, max = 100_000))]
    max_rows: u32,
    /// The most that the rows may take as JSON, in bytes.
    #[tool(default = 1 << 20)]
    #[schemars(range(min = 1, max = 8_388_608))]
    max_bytes: u32,
    /// How long the statement may take, in milliseconds.
    #[tool(default = 5000)]
    #[schemars(range(min = 1, max = 60_000))]
    timeout_ms: u32,
) -> Result<Found, ToolFailure> {
    let deadline = now() + Duration::from_millis(timeout_ms.min(MAX_TIMEOUT_MS).into());
    let room = Room::of(max_rows, max_bytes);
    let run = |place: Option<&Place>| {
        let database = Database::read(place, deadline)?;
        tables::make(&database, &tables)?;
        read(&database, &sql, parameters.as_ref(), room)
    };
    let rows = match database {
        None => run(None),
        Some(path) => unchanged(&locate(&path)?, deadline, |place| run(Some(place))),
    }?;
    Ok(rows.into())
}

/// Runs the one statement, which has to read only.
fn read(database: &Database, sql: &str, parameters: Option<&Parameters>, mut room: Room) -> Result<Rows, ToolFailure> {
    database.guard.allow(Mode::Reading);
    let mut batch = Batch::new(&database.connection, sql);
    let mut statement = match batch.next() {
        Ok(Some(statement)) => statement,
        Ok(None) => return Err(invalid("`sql` has no statement")),
        Err(error) => return Err(database.refusal(&error)),
    };
    if !matches!(batch.next(), Ok(None)) {
        return Err(invalid("`sql` has more than one statement: call once for each, or use `execute` to write"));
    }
    if !statement.readonly() {
        let message = "`query` only reads: use `execute`, with a read-write grant, to write".to_owned();
        return Err(named(FailureKind::Denied, message, "not-authorized"));
    }
    bind(&mut statement, parameters)?;
    let mut rows = Rows::default();
    rows.collect(database, &mut statement, &mut room)?;
    Ok(rows)
}

/// Reads a file, again where it was written to meanwhile: no lock keeps a writer away.
pub(crate) fn unchanged<T>(
    place: &Place,
    deadline: Duration,
    read: impl Fn(&Place) -> Result<T, ToolFailure>,
) -> Result<T, ToolFailure> {
    loop {
        let before = Look::at(place)?;
        if !before.in_transaction {
            let outcome = read(place);
            if Look::at(place)? == before {
                return outcome;
            }
        }
        if now() >= deadline {
            let (reason, code) = match before.in_transaction {
                true => {
                    ("is being written to, or a transaction was cut off: `execute` puts it right", "in-transaction")
                }
                false => ("was written to while it was read", "changed"),
            };
            let message = format!("`{}` {reason}; try again", place.path);
            return Err(ToolFailure::new(FailureKind::Unavailable, message)
                .with_data(json!({"code": code, "path": place.path}))
                .retryable(true));
        }
        sleep(PAUSE);
    }
}
