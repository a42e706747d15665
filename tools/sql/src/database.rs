//! Opens a database: a file of a grant to read or to write, or one in memory. Sets every bound, and notices when a file changed
//! while it was read. Runs no statement of the caller's.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Error, OpenFlags};
use toolgate_guest::fs::{self, Access, ErrorCode, Kind, Place};
use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure};

use crate::failure::failure;
use crate::files::{Files, NAME, Registered, beside};
use crate::guard::Guard;

/// What SQLite may grow to, each in its own unit. Its own defaults trust whoever writes the SQL.
const LIMITS: [(Limit, i32); 9] = [
    // Bytes of a value or a row.
    (Limit::SQLITE_LIMIT_LENGTH, 16 << 20),
    // Bytes of SQL.
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_COLUMN, 2_000),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 200),
    (Limit::SQLITE_LIMIT_VDBE_OP, 1_000_000),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    // Characters; a long pattern with many `%` takes its length squared.
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 50),
];

/// Foreign keys hold; the schema of a hostile file calls nothing; `"x"` is a name and never text by mistake; closing writes
/// nothing.
const SETTINGS: [(DbConfig, bool); 6] = [
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
];

/// Sorting stays in memory, and 8 MiB of pages do.
const PREPARE: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;";

/// The first bytes of a journal that has to be played back.
const JOURNAL_MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
/// A database's header: its counter of changes is in it, and whether it has a write-ahead log.
const HEADER: u64 = 100;

/// An open database.
pub(crate) struct Database {
    // Falls before its files do.
    pub(crate) connection: Connection,
    pub(crate) guard: Arc<Guard>,
    files: Option<Registered>,
}

impl Database {
    /// A file to read; `None` for an empty database in memory.
    pub(crate) fn read(place: Option<&Place>, deadline: Duration) -> Result<Self, ToolFailure> {
        match place {
            None => Self::open(None, false, deadline),
            Some(place) => {
                let has_log = has_log(&header(place)?);
                Self::open(Some(Files::register(place.clone(), None)?), has_log, deadline)
            }
        }
    }

    /// A file to write to until `writable_until`; the caller holds the lease.
    pub(crate) fn write(place: &Place, deadline: Duration, writable_until: Duration) -> Result<Self, ToolFailure> {
        let has_log = has_log(&header(place)?);
        if has_log && beside(place, "-shm").stat().is_ok() {
            let message = format!(
                "`{}` has a write-ahead log and is open in another program, or was not closed well: close it there, or set \
                 its journal_mode to DELETE",
                place.path
            );
            return Err(ToolFailure::new(FailureKind::Unavailable, message)
                .with_data(json!({"code": "open-elsewhere", "path": place.path}))
                .retryable(true));
        }
        Self::open(Some(Files::register(place.clone(), Some(writable_until))?), has_log, deadline)
    }

    fn open(files: Option<Registered>, has_log: bool, deadline: Duration) -> Result<Self, ToolFailure> {
        let opened = match &files {
            None => Connection::open_in_memory_with_flags(
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            ),
            Some(files) => {
                // What the files allow decides; SQLite is told by them.
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags_and_vfs(NAME, flags, files.name.as_str())
            }
        };
        let refused = || files.as_ref().and_then(|files| files.refused.borrow_mut().take());
        let mut connection = opened.map_err(|error| match refused() {
            Some(refused) => refused.failure(),
            None => ToolFailure::failed(error.to_string()),
        })?;
        let guard = Guard::set(&mut connection, deadline).map_err(|error| ToolFailure::failed(error.to_string()))?;
        let database = Database { connection, guard, files };
        database.prepare(has_log).map_err(|error| database.failure(&error))?;
        Ok(database)
    }

    fn prepare(&self, has_log: bool) -> rusqlite::Result<()> {
        for (limit, value) in LIMITS {
            self.connection.set_limit(limit, value)?;
        }
        for (setting, value) in SETTINGS {
            self.connection.set_db_config(setting, value)?;
        }
        if has_log {
            // The log's index is in memory then: WASI has no shared memory. Before anything that reads the file.
            self.connection.execute_batch("PRAGMA main.locking_mode = EXCLUSIVE;")?;
        }
        self.connection.execute_batch(PREPARE)
    }

    /// What an error of a statement means that was being prepared: where nothing else is wrong, the SQL is.
    pub(crate) fn refusal(&self, error: &Error) -> ToolFailure {
        let mut failure = self.failure(error);
        let of_sql = failure.data.as_ref().is_some_and(|data| data["code"] == "sql");
        if of_sql {
            failure.kind = FailureKind::InvalidArguments;
        }
        failure
    }

    /// What an error means.
    pub(crate) fn failure(&self, error: &Error) -> ToolFailure {
        let refused = self.files.as_ref().and_then(|files| files.refused.borrow_mut().take());
        failure(error, &self.guard, refused)
    }
}

/// Finds the file of a database. A link is refused: its journal would be beside what it stands for.
pub(crate) fn locate(path: &str) -> Result<Place, ToolFailure> {
    let place = fs::locate(path)?;
    check(&place)?;
    Ok(place)
}

/// Whether a database can be at a place: a regular file is.
pub(crate) fn check(place: &Place) -> Result<(), ToolFailure> {
    let stat = place.stat().map_err(|error| error.at(&place.path))?;
    match stat.kind {
        Kind::File => {}
        Kind::Directory => return Err(fs::Error::from(ErrorCode::IsDirectory).at(&place.path)),
        _ => return Err(fs::Error::from(ErrorCode::NotAFile).at(&place.path)),
    }
    let is_link = place.stat_link().is_ok_and(|stat| stat.kind == Kind::Symlink);
    if is_link {
        let message = format!("`{}` is a link: name the file that it stands for", place.path);
        return Err(ToolFailure::failed(message).with_data(json!({"code": "link", "path": place.path})));
    }
    Ok(())
}

/// What shows that a database was written to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Look {
    size: u64,
    modified_ms: Option<u64>,
    header: Vec<u8>,
    /// Whether a journal is there that says of a transaction under way, or of one that was cut off.
    pub(crate) in_transaction: bool,
}

impl Look {
    pub(crate) fn at(place: &Place) -> Result<Self, ToolFailure> {
        let stat = place.stat().map_err(|error| error.at(&place.path))?;
        let journal = beside(place, "-journal").open(Access::Read).and_then(|file| file.read_at(0, 8));
        Ok(Look {
            size: stat.size,
            modified_ms: stat.modified_ms,
            header: header(place)?,
            in_transaction: journal.is_ok_and(|magic| magic == JOURNAL_MAGIC),
        })
    }
}

fn header(place: &Place) -> Result<Vec<u8>, ToolFailure> {
    let read = place.open(Access::Read).and_then(|file| file.read_at(0, HEADER));
    read.map_err(|error| error.at(&place.path))
}

/// Whether the database is in WAL mode.
fn has_log(header: &[u8]) -> bool {
    header.get(18).is_some_and(|version| *version == 2)
}
