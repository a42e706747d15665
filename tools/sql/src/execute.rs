//! `execute`: statements that write, in one transaction.

use std::time::Duration;

use rusqlite::Batch;
use rusqlite::fallible_iterator::FallibleIterator;
use toolgate_guest::fs::{self, Access, ErrorCode, Place};
use toolgate_guest::schemars::JsonSchema;
use toolgate_guest::serde::Serialize;
use toolgate_guest::{ToolFailure, tool};

use crate::MAX_TIMEOUT_MS;
use crate::database::{Database, check};
use crate::failure::{invalid, timed_out};
use crate::guard::Mode;
use crate::host::now;
use crate::lease::Lease;
use crate::statement::{Parameters, Room, Rows, bind};
use crate::values::{Cell, Row};

/// How long past `timeout_ms` a transaction may still be brought to its end, in milliseconds.
const GRACE_MS: u64 = 2_000;

/// What `execute` did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(crate = "toolgate_guest::serde")]
#[schemars(crate = "toolgate_guest::schemars")]
pub(crate) struct Executed {
    /// How many rows were inserted, updated or deleted.
    pub(crate) changes: u64,
    /// The rowid of the last row that was inserted, if one was. Text beyond ±9007199254740991.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_insert_rowid: Option<Cell>,
    /// What the last statement with a RETURNING clause returned; left out where nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) rows: Vec<Row>,
    /// Whether there were more such rows. All the changes are made all the same.
    pub(crate) truncated: bool,
    /// Columns of `rows` in which some numbers are text, as in `query`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) numbers_as_text: Vec<String>,
}

/// Runs SQL statements that write to an SQLite file, in one transaction: all of them or none. Needs a read-write grant.
#[tool(title = "Write with SQL", destructive, open_world = false)]
pub(crate) async fn execute(
    /// The SQLite file, in a directory granted for writing: `/data/shop.db`.
    database: String,
    /// One statement, or several with `;` between them where there are no parameters. No BEGIN or COMMIT.
    sql: String,
    /// Values for the parameters of the one statement: an array for `?1`, or an object for `:name`.
    parameters: Option<Parameters>,
    /// Runs the one statement once for each of these, in place of `parameters`: `[[1, "Ada"], [2, "Alan"]]`.
    batch: Option<Vec<Parameters>>,
    /// Whether to make the file if it is not there.
    #[tool(default = false)]
    create: bool,
    /// The most rows of a RETURNING clause to return.
    #[tool(default = 1000)]
    #[schemars(range(min = 1, max = 100_000))]
    max_rows: u32,
    /// The most that these may take as JSON, in bytes.
    #[tool(default = 1 << 20)]
    #[schemars(range(min = 1, max = 8_388_608))]
    max_bytes: u32,
    /// How long all of it may take, in milliseconds, another call's writing included.
    #[tool(default = 5000)]
    #[schemars(range(min = 1, max = 60_000))]
    timeout_ms: u32,
) -> Result<Executed, ToolFailure> {
    let time = Duration::from_millis(timeout_ms.min(MAX_TIMEOUT_MS).into());
    let deadline = now() + time;
    let room = Room::of(max_rows, max_bytes);
    let values = match (parameters, batch) {
        (Some(_), Some(_)) => return Err(invalid("give `parameters` or `batch`, not both")),
        (Some(parameters), None) => Some(vec![parameters]),
        (None, batch) => batch,
    };
    let place = fs::locate(&database)?;
    let created = !is_there(&place, create)?;
    let lease = Lease::acquire(&place, deadline, time + Duration::from_millis(GRACE_MS))?;
    if created {
        make(&place)?;
    }
    let done = Database::write(&place, deadline, lease.until)
        .and_then(|database| transaction(&database, &sql, values.as_deref(), room));
    if created && done.is_err() {
        let _ = place.directory.remove_file(&place.relative);
    }
    done
}

fn is_there(place: &Place, create: bool) -> Result<bool, ToolFailure> {
    match place.stat_link() {
        Err(error) if error.code == ErrorCode::NotFound && create => Ok(false),
        _ => check(place).map(|()| true),
    }
}

/// Makes an empty file, which is an empty database. Another call may have been first.
fn make(place: &Place) -> Result<(), ToolFailure> {
    match place.open(Access::CreateNew) {
        Err(error) if error.code != ErrorCode::Exists => Err(error.at(&place.path)),
        _ => Ok(()),
    }
}

fn transaction(
    database: &Database,
    sql: &str,
    values: Option<&[Parameters]>,
    room: Room,
) -> Result<Executed, ToolFailure> {
    let own = |sql: &str| database.connection.execute_batch(sql).map_err(|error| database.failure(&error));
    own("BEGIN IMMEDIATE")?;
    let before = database.connection.total_changes();
    database.guard.allow(Mode::Writing);
    let ran = run(database, sql, values, room);
    database.guard.allow(Mode::Own);
    let rows = match ran.and_then(|rows| if database.guard.is_over() { Err(timed_out()) } else { Ok(rows) }) {
        Ok(rows) => rows,
        Err(failure) => {
            // Closing rolls back what this does not.
            let _ = own("ROLLBACK");
            return Err(failure);
        }
    };
    own("COMMIT")?;
    let rowid = database.connection.last_insert_rowid();
    Ok(Executed {
        changes: database.connection.total_changes() - before,
        last_insert_rowid: (rowid != 0).then_some(Cell::Integer(rowid)),
        rows: rows.rows,
        truncated: rows.truncated,
        numbers_as_text: rows.numbers_as_text.into_iter().collect(),
    })
}

fn run(database: &Database, sql: &str, values: Option<&[Parameters]>, room: Room) -> Result<Rows, ToolFailure> {
    let mut batch = Batch::new(&database.connection, sql);
    let mut next = || batch.next().map_err(|error| database.refusal(&error));
    let mut rows = Rows::default();
    let Some(mut statement) = next()? else { return Err(invalid("`sql` has no statement")) };
    if let Some(values) = values {
        let mut left = room;
        for parameters in values {
            bind(&mut statement, Some(parameters))?;
            rows.collect(database, &mut statement, &mut left)?;
        }
        return match next()? {
            None => Ok(rows),
            Some(_) => Err(invalid("`parameters` and `batch` go with one statement, and `sql` has several")),
        };
    }
    loop {
        bind(&mut statement, None)?;
        let mut left = room;
        let mut found = Rows::default();
        found.collect(database, &mut statement, &mut left)?;
        if !found.columns.is_empty() {
            rows = found;
        }
        match next()? {
            None => return Ok(rows),
            Some(following) => statement = following,
        }
    }
}
