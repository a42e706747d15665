//! Who may write to a database. WASI has no locks, so a file beside the database says who writes and until when; whoever wrote
//! it stops by then, and what a call that was cancelled left behind is taken over after that. Binds Toolgate's plugins and
//! nobody else.

use std::time::Duration;

use toolgate_guest::fs::{Access, ErrorCode, Place};
use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure};

use crate::files::beside;
use crate::host::{epoch_ms, now, random, sleep};

/// What the file beside the database is called, after its name.
const SUFFIX: &str = ".toolgate-lease";
/// How long past its end a lease is respected, for clocks that do not agree. Also how old one without content may get.
const MARGIN_MS: u64 = 500;
/// The time between two looks at another's lease.
const PAUSE: Duration = Duration::from_millis(10);
/// The most bytes that a lease has.
const MAX_SIZE: u64 = 64;

/// The right to write to one database.
#[derive(Debug)]
pub(crate) struct Lease {
    file: Place,
    /// Its end, by [`now`].
    pub(crate) until: Duration,
}

impl Lease {
    /// Waits for its turn until `deadline` at most; the lease then lasts for `length`.
    pub(crate) fn acquire(database: &Place, deadline: Duration, length: Duration) -> Result<Self, ToolFailure> {
        let file = beside(database, SUFFIX);
        loop {
            match file.open(Access::CreateNew) {
                Ok(lease) => {
                    let until = now() + length;
                    let ends = epoch_ms() + length.as_millis() as u64;
                    let made = Lease { file, until };
                    lease.write_at(0, ends.to_string().as_bytes()).map_err(|error| error.at(&made.file.path))?;
                    return Ok(made);
                }
                Err(error) if error.code == ErrorCode::Exists => {}
                Err(error) => return Err(error.at(&database.path)),
            }
            if is_over(&file) {
                take_away(&file);
                continue;
            }
            if now() >= deadline {
                return Err(busy(&database.path));
            }
            sleep(PAUSE);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Past its end it may be another's.
        if now() < self.until {
            let _ = self.file.directory.remove_file(&self.file.relative);
        }
    }
}

fn is_over(file: &Place) -> bool {
    let content = file.open(Access::Read).and_then(|open| open.read_at(0, MAX_SIZE));
    let Ok(content) = content else { return false };
    let ends = std::str::from_utf8(&content).ok().and_then(|text| text.parse::<u64>().ok());
    let ends = ends.or_else(|| file.stat().ok().and_then(|stat| stat.modified_ms));
    ends.is_some_and(|ends| epoch_ms() > ends.saturating_add(MARGIN_MS))
}

/// Removes a lease that is over, and puts back one that is not: two may find the same one, and the second to come would take
/// away what the first has made meanwhile.
fn take_away(file: &Place) {
    let aside = beside(file, &format!("-{:016x}", random()));
    let directory = &file.directory;
    if directory.rename(&file.relative, &aside.relative).is_err() {
        return;
    }
    if !is_over(&aside) {
        let _ = directory.link(&aside.relative, &file.relative);
    }
    let _ = directory.remove_file(&aside.relative);
}

fn busy(path: &str) -> ToolFailure {
    let message = format!("`{path}` is being written to by another call: try again, or give `timeout_ms` more time");
    ToolFailure::new(FailureKind::Unavailable, message).with_data(json!({"code": "busy", "path": path})).retryable(true)
}
