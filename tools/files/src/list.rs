//! `list`: what is in a directory.

use std::ops::ControlFlow;

use toolgate_guest::{ToolFailure, fs, schema, tool};
use walk::{Filter, Patterns, Walked};

use crate::Kind;

/// What `list` found.
#[schema]
pub(crate) struct Listing {
    /// Sorted by path.
    pub(crate) entries: Vec<Entry>,
    /// Whether there is more than `max_entries`.
    pub(crate) truncated: bool,
    /// Directories that could not be read; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unreadable: Vec<String>,
}

/// One thing in a directory.
#[schema]
#[derive(Debug, PartialEq)]
pub(crate) struct Entry {
    /// From `/`, as every other tool takes it.
    pub(crate) path: String,
    pub(crate) kind: Kind,
    /// In bytes; only for files, and not with `sizes: false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
}

/// Lists files and directories whose path matches a glob, sorted, with their kind and size. `*` matches within one directory
/// (names that begin with a dot as well), `**` any number of them; links are listed and not followed.
#[tool(title = "List files", read_only, idempotent, open_world = false)]
pub(crate) async fn list(
    /// Where to look. Without it: in every granted directory.
    directory: Option<String>,
    /// Globs, from that directory on (or from `/`, if they begin with it): `**/*.rs` is every Rust file. Without it: `*`, what is
    /// directly in the directory.
    include: Option<Patterns>,
    /// Globs of what to leave out: `**/target/**`. A directory that is left out is not entered.
    exclude: Option<Patterns>,
    /// Only this kind: with `file` directories are entered and not listed.
    kind: Option<Kind>,
    /// Whether to say how large files are.
    #[tool(default = true)]
    sizes: bool,
    /// The most entries to return.
    #[tool(default = 10_000)]
    #[schemars(range(min = 1, max = 100_000))]
    max_entries: u32,
) -> Result<Listing, ToolFailure> {
    let filter = Filter::new(include.as_ref(), "*", exclude.as_ref())?;
    let max_entries = max_entries.min(100_000) as usize;
    let mut entries = Vec::new();
    let mut walked = Walked::default();
    for root in fs::locate_all(directory.as_deref().unwrap_or("/"))? {
        walked.walk(&root, &filter, &mut |place, found| {
            let found = Kind::from(found);
            if kind.is_some_and(|kind| kind != found) {
                return ControlFlow::Continue(());
            }
            if entries.len() == max_entries {
                return ControlFlow::Break(());
            }
            let size = match found {
                Kind::File if sizes => place.stat_link().ok().map(|stat| stat.size),
                _ => None,
            };
            entries.push(Entry { path: place.path, kind: found, size });
            ControlFlow::Continue(())
        })?;
        if walked.stopped {
            break;
        }
    }
    Ok(Listing { entries, truncated: walked.stopped, unreadable: walked.unreadable })
}
