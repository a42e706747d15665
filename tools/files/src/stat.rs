//! `stat`: what is known of a path without reading it.

use toolgate_guest::{ToolFailure, fs, schema, tool};

use crate::Kind;

/// What `stat` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Stat {
    /// From `/`.
    pub(crate) path: String,
    /// What it is; for a link, what it leads to.
    pub(crate) kind: Kind,
    /// In bytes.
    pub(crate) size: u64,
    /// When its content last changed, in milliseconds since 1970: what JavaScript's `Date` takes.
    pub(crate) modified_ms: Option<u64>,
}

/// Says what a path is, how large, and when it last changed. Fails with `not-found` where nothing is.
#[tool(title = "Stat a path", read_only, idempotent, open_world = false)]
pub(crate) async fn stat(
    /// Such as `/src/lib.rs`.
    path: String,
) -> Result<Stat, ToolFailure> {
    let place = fs::locate(&path)?;
    let stat = place.stat().map_err(|error| error.at(&place.path))?;
    Ok(Stat { path: place.path, kind: stat.kind.into(), size: stat.size, modified_ms: stat.modified_ms })
}
