//! What a statement may do beside reading and writing its own tables: nothing. And when it has to end. Knows no file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::host::now;

/// How many instructions of SQLite's machine pass between two looks at the clock: well under a millisecond.
const STEPS: i32 = 5_000;

/// PRAGMAs that tell something and change nothing, with an argument or without.
const TELLING: [&str; 13] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
    "quick_check",
    "function_list",
    "collation_list",
    "compile_options",
];
/// PRAGMAs that tell something where they have no argument.
const ASKING: [&str; 10] = [
    "user_version",
    "application_id",
    "schema_version",
    "data_version",
    "encoding",
    "page_count",
    "page_size",
    "freelist_count",
    "journal_mode",
    "foreign_keys",
];
/// PRAGMAs that write something into the database, and that `execute` may give an argument.
const SETTING: [&str; 3] = ["user_version", "application_id", "defer_foreign_keys"];

/// What a call may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The plugin's own statements.
    Own,
    /// `query`: only reads.
    Reading,
    /// `execute`: writes, in the one transaction that the plugin has begun.
    Writing,
}

/// One call's watch over its connection.
#[derive(Debug)]
pub(crate) struct Guard {
    deadline: Duration,
    mode: Mutex<Mode>,
    timed_out: AtomicBool,
    refused: Mutex<Option<String>>,
}

impl Guard {
    /// Watches a connection until `deadline`, by [`now`].
    pub(crate) fn set(connection: &mut Connection, deadline: Duration) -> rusqlite::Result<Arc<Self>> {
        let guard = Arc::new(Guard {
            deadline,
            mode: Mutex::new(Mode::Own),
            timed_out: AtomicBool::new(false),
            refused: Mutex::new(None),
        });
        let watch = Arc::clone(&guard);
        connection.progress_handler(STEPS, Some(move || watch.is_over()))?;
        let watch = Arc::clone(&guard);
        connection.authorizer(Some(move |context: AuthContext<'_>| watch.authorize(&context)))?;
        Ok(guard)
    }

    /// What the next statements may do.
    pub(crate) fn allow(&self, mode: Mode) {
        if let Ok(mut now) = self.mode.lock() {
            *now = mode;
        }
    }

    /// Whether the time is over.
    pub(crate) fn is_over(&self) -> bool {
        let over = now() >= self.deadline;
        if over {
            self.timed_out.store(true, Ordering::Relaxed);
        }
        over
    }

    /// Whether that is what ended a statement.
    pub(crate) fn timed_out(&self) -> bool {
        self.timed_out.load(Ordering::Relaxed)
    }

    /// Why a statement was not allowed.
    pub(crate) fn refused(&self) -> Option<String> {
        self.refused.lock().ok().and_then(|mut refused| refused.take())
    }

    fn authorize(&self, context: &AuthContext<'_>) -> Authorization {
        let mode = self.mode.lock().map_or(Mode::Reading, |mode| *mode);
        match refusal(mode, context) {
            None => Authorization::Allow,
            Some(reason) => {
                if let Ok(mut refused) = self.refused.lock() {
                    *refused = Some(reason);
                }
                Authorization::Deny
            }
        }
    }
}

/// Why not, if not.
fn refusal(mode: Mode, context: &AuthContext<'_>) -> Option<String> {
    if mode == Mode::Own {
        return None;
    }
    match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Some(
            "other databases can't be attached (VACUUM needs that as well): a call sees its `database` and its `tables`"
                .to_owned(),
        ),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            Some("a call is one transaction already: leave out BEGIN, COMMIT, ROLLBACK and SAVEPOINT".to_owned())
        }
        AuthAction::Pragma { pragma_name, pragma_value } if !may_pragma(mode, pragma_name, pragma_value) => {
            Some(format!("PRAGMA {pragma_name} is not allowed here, or not with a value"))
        }
        AuthAction::Function { function_name } if is_dangerous(function_name) => {
            Some(format!("the function {function_name} is not allowed"))
        }
        _ => None,
    }
}

fn may_pragma(mode: Mode, name: &str, value: Option<&str>) -> bool {
    let any = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    any(&TELLING) || (value.is_none() && any(&ASKING)) || (mode == Mode::Writing && any(&SETTING))
}

/// Functions that load code, or take pointers.
fn is_dangerous(name: &str) -> bool {
    ["load_extension", "fts3_tokenizer"].iter().any(|known| known.eq_ignore_ascii_case(name))
}
