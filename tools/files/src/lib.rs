//! Files in granted directories: a plugin with the tools `list`, `read`, `write`, `stat` and `search`. It reaches nothing but
//! what its host granted, keeps nothing from one call to the next, and every answer has a bound.

mod encoding;
mod lines;
mod list;
mod matches;
mod read;
mod search;
mod stat;
#[cfg(test)]
mod tests;
mod write;

use toolgate_guest::{fs, plugin, schema};

plugin!(list::list, read::read, write::write, stat::stat, search::search);

/// The most that one answer holds of files' contents, in bytes.
const MAX_BYTES: u32 = 8 << 20;

/// What something is. Links are not followed.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    File,
    Directory,
    Symlink,
    Other,
}

impl From<fs::Kind> for Kind {
    fn from(kind: fs::Kind) -> Self {
        match kind {
            fs::Kind::File => Kind::File,
            fs::Kind::Directory => Kind::Directory,
            fs::Kind::Symlink => Kind::Symlink,
            fs::Kind::Other => Kind::Other,
        }
    }
}
