//! `search`: a regular expression over files. Reads one file at a time, and stops at its bounds.

use std::ops::ControlFlow;

use toolgate_guest::fs::{Access, Kind, Place};
use toolgate_guest::{ToolFailure, schema, tool};
use walk::{Filter, Patterns, Walked};

use crate::MAX_BYTES;
use crate::matches::{Line, Query};
use crate::read::all;

/// What `search` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Found {
    /// Sorted by path and line; one for each line that matches.
    pub(crate) matches: Vec<Match>,
    /// How many files were searched.
    pub(crate) files: u32,
    /// How many files were not: they are no UTF-8 text, larger than 8 MiB, or can't be read.
    pub(crate) skipped: u32,
    /// Whether there may be more matches than were returned.
    pub(crate) truncated: bool,
    /// Directories that could not be read; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unreadable: Vec<String>,
}

/// A line that matches.
#[schema]
#[derive(Debug)]
pub(crate) struct Match {
    /// From `/`.
    pub(crate) path: String,
    /// From 1.
    pub(crate) line: u64,
    /// Where in the line the first match begins, in characters, from 1.
    pub(crate) column: u64,
    /// The line; of one that is longer than 1,000 bytes the part around the match, with `…` where something is missing.
    pub(crate) text: String,
    /// The lines before it, as many as `before` says; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) before: Vec<String>,
    /// The lines after it, as many as `after` says; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) after: Vec<String>,
}

/// Searches files for a regular expression, line by line. The syntax is that of Rust's `regex`: no look-around, no
/// back-references, no `\p{..}`.
#[tool(title = "Search files", read_only, idempotent, open_world = false)]
pub(crate) async fn search(
    /// The regular expression: `fn\s+main`.
    pattern: String,
    /// A file, or a directory with all that is in it. Without it: every granted directory.
    path: Option<String>,
    /// Globs, from that directory on: `**/*.rs`. Without it: every file.
    include: Option<Patterns>,
    /// Globs of what to leave out: `**/target/**`.
    exclude: Option<Patterns>,
    /// Whether `pattern` is plain text and no regular expression.
    #[tool(default = false)]
    literal: bool,
    /// Whether upper and lower case are the same.
    #[tool(default = false)]
    ignore_case: bool,
    /// How many lines to return before each match.
    #[tool(default = 0)]
    #[schemars(range(max = 50))]
    before: u32,
    /// How many lines to return after each match.
    #[tool(default = 0)]
    #[schemars(range(max = 50))]
    after: u32,
    /// The most matches to return.
    #[tool(default = 1000)]
    #[schemars(range(min = 1, max = 10_000))]
    max_matches: u32,
) -> Result<Found, ToolFailure> {
    let query = Query::new(&pattern, literal, ignore_case, (before.min(50), after.min(50)))?;
    let filter = Filter::new(include.as_ref(), "**", exclude.as_ref())?;
    let mut search = Search::new(query, max_matches.min(10_000));
    let mut walked = Walked::default();
    walked.files(path.as_deref().unwrap_or("/"), &filter, &mut |place, kind| {
        let text = if kind == Kind::File { text(&place) } else { None };
        search.file(&place, text)
    })?;
    Ok(Found { truncated: walked.stopped, unreadable: walked.unreadable, ..search.found })
}

struct Search {
    query: Query,
    max_matches: usize,
    /// How many bytes the matches may still take.
    room: usize,
    found: Found,
}

impl Search {
    fn new(query: Query, max_matches: u32) -> Self {
        let found = Found { matches: Vec::new(), files: 0, skipped: 0, truncated: false, unreadable: Vec::new() };
        Search { query, max_matches: max_matches as usize, room: MAX_BYTES as usize, found }
    }

    fn file(&mut self, place: &Place, text: Option<String>) -> ControlFlow<()> {
        let Some(text) = text else {
            self.found.skipped += 1;
            return ControlFlow::Continue(());
        };
        self.found.files += 1;
        let Search { query, max_matches, room, found } = self;
        query.lines(&text, |line| {
            let size = size(&line, &place.path);
            if found.matches.len() == *max_matches || size > *room {
                return ControlFlow::Break(());
            }
            *room -= size;
            let Line { line, column, text, before, after } = line;
            found.matches.push(Match { path: place.path.clone(), line, column, text, before, after });
            ControlFlow::Continue(())
        })
    }
}

/// A regular file's text, where it is one.
fn text(place: &Place) -> Option<String> {
    let file = place.open(Access::Read).ok()?;
    let bytes = all(&file, MAX_BYTES as usize).ok()??;
    String::from_utf8(bytes).ok()
}

fn size(line: &Line, path: &str) -> usize {
    let around: usize = line.before.iter().chain(&line.after).map(String::len).sum();
    path.len() + line.text.len() + around
}
