//! What SQLite says, as a tool's failure: which of them a script can mend, wait for, or only report.

use rusqlite::{Error, ErrorCode, ffi};
use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure};

use crate::files::Refused;
use crate::guard::Guard;

/// The failure that an error of SQLite stands for.
pub(crate) fn failure(error: &Error, guard: &Guard, refused: Option<Refused>) -> ToolFailure {
    let (code, message, place) = match error {
        Error::SqliteFailure(code, message) => {
            (*code, message.clone().unwrap_or_else(|| ffi::code_to_str(code.extended_code).to_owned()), None)
        }
        Error::SqlInputError { error, msg, sql, offset } => {
            (*error, msg.clone(), usize::try_from(*offset).ok().map(|offset| place(sql, offset)))
        }
        Error::NulError(_) => return invalid("the SQL has a NUL in it: leave it out"),
        other => return ToolFailure::failed(other.to_string()),
    };
    by_code(code, &message, place, guard, refused)
}

fn by_code(
    code: ffi::Error,
    message: &str,
    place: Option<(usize, usize)>,
    guard: &Guard,
    refused: Option<Refused>,
) -> ToolFailure {
    match code.code {
        ErrorCode::OperationInterrupted if guard.timed_out() => timed_out(),
        ErrorCode::AuthorizationForStatementDenied => {
            let reason = guard.refused().unwrap_or_else(|| message.to_owned());
            named(FailureKind::Denied, reason, "not-authorized")
        }
        ErrorCode::OutOfMemory => named(
            FailureKind::LimitExceeded,
            "the statement needs more memory than the plugin is given: let it sort or collect less".to_owned(),
            "memory",
        ),
        ErrorCode::TooBig => {
            named(FailureKind::LimitExceeded, format!("{message}: a value, or the SQL itself"), "too-big")
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            named(FailureKind::Unavailable, message.to_owned(), "busy").retryable(true)
        }
        ErrorCode::ReadOnly => named(FailureKind::Denied, message.to_owned(), "read-only"),
        ErrorCode::NotADatabase => named(
            FailureKind::Failed,
            "the file is not an SQLite database, or is encrypted".to_owned(),
            "not-a-database",
        ),
        ErrorCode::DatabaseCorrupt => named(FailureKind::Failed, message.to_owned(), "corrupt"),
        ErrorCode::ConstraintViolation => {
            named(FailureKind::Failed, message.to_owned(), constraint(code.extended_code))
        }
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DiskFull => match refused {
            Some(refused) => refused.failure(),
            None => named(FailureKind::Failed, message.to_owned(), "io"),
        },
        _ => match place {
            Some((line, column)) => {
                let message = format!("{message} (line {line}, column {column} of the SQL)");
                ToolFailure::new(FailureKind::InvalidArguments, message)
                    .with_data(json!({"code": "sql", "line": line, "column": column}))
            }
            None => named(FailureKind::Failed, message.to_owned(), "sql"),
        },
    }
}

/// The time that the call was given is over.
pub(crate) fn timed_out() -> ToolFailure {
    let message = "the statement took longer than `timeout_ms`: add a condition or an index, or give it more time";
    named(FailureKind::TimedOut, message.to_owned(), "timeout").retryable(false)
}

/// The arguments make no sense.
pub(crate) fn invalid(message: impl Into<String>) -> ToolFailure {
    named(FailureKind::InvalidArguments, message.into(), "arguments")
}

/// A failure of that kind, with its code.
pub(crate) fn named(kind: FailureKind, message: String, code: &str) -> ToolFailure {
    ToolFailure::new(kind, message).with_data(json!({"code": code}))
}

fn constraint(extended: i32) -> &'static str {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID => "unique",
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY => "primary-key",
        ffi::SQLITE_CONSTRAINT_NOTNULL => "not-null",
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "foreign-key",
        ffi::SQLITE_CONSTRAINT_CHECK => "check",
        _ => "constraint",
    }
}

/// Line and column of an offset in bytes, both from 1; the column in characters.
fn place(sql: &str, offset: usize) -> (usize, usize) {
    let before = &sql[..sql.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
