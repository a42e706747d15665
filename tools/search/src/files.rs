//! `files`: what a granted directory holds. Reads one file at a time.

use std::ops::ControlFlow;

use toolgate_guest::fs::{Access, Kind, Place};
use toolgate_guest::{ToolFailure, schema, tool};
use walk::{Filter, Patterns, Walked};

use crate::documents::{Snippet, rounded, style};
use crate::language::Language;
use crate::query::Query;
use crate::rank::{Document, rank};
use crate::snippet::parts;
use crate::words::Words;
use crate::{MAX_DOCUMENTS, MAX_RESULTS, MAX_TEXT, MAX_TOTAL};

/// What `files` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Found {
    /// The best first.
    pub(crate) results: Vec<FoundFile>,
    /// How many files fit the query, returned or not.
    pub(crate) total: u32,
    /// How many files were searched.
    pub(crate) files: u32,
    /// How many were not: they are no UTF-8 text, larger than 2 MiB, or can't be read.
    pub(crate) skipped: u32,
    /// Whether there are files beyond those: more than 50,000, or than 128 MiB of text.
    pub(crate) truncated: bool,
    /// Directories that could not be read; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unreadable: Vec<String>,
}

/// A file that fits.
#[schema]
#[derive(Debug)]
pub(crate) struct FoundFile {
    /// From `/`.
    pub(crate) path: String,
    /// BM25; only to be compared with others of the same call.
    pub(crate) score: f64,
    /// Where in the file the words are; none where they are only in its path.
    pub(crate) snippets: Vec<Snippet>,
}

/// Searches files for words and returns the best by BM25, with snippets: for questions about documentation, notes, sources. The
/// words of a path count twice. For exact text or a regular expression a search line by line is better.
#[tool(title = "Search files for words", read_only, idempotent, open_world = false)]
pub(crate) async fn files(
    /// Words, in any order and form: `retry timeout`. `"in quotes"` is a phrase that must occur, `-word` must not.
    query: String,
    /// A file, or a directory with all that is in it. Without it: every granted directory.
    path: Option<String>,
    /// Globs, from that directory on: `**/*.md`. Without it: every file.
    include: Option<Patterns>,
    /// Globs of what to leave out: `**/target/**`.
    exclude: Option<Patterns>,
    /// Whether all words of the query have to occur, and not any.
    #[tool(default = false)]
    all: bool,
    /// The language of the texts, by whose rules words have stems: `running` finds `runs`. Other languages are found as well,
    /// word for word. `none`: no stems.
    #[tool(default = Language::English)]
    language: Language,
    /// The most files to return.
    #[tool(default = 10)]
    #[schemars(range(min = 1, max = 1_000))]
    max_results: u32,
    /// The most snippets of each.
    #[tool(default = 1)]
    #[schemars(range(max = 10))]
    snippets: u32,
    /// About how long a snippet is, in bytes.
    #[tool(default = 240)]
    #[schemars(range(min = 1, max = 2_000))]
    snippet_length: u32,
    /// What stands around each word that was looked for; may be empty.
    #[tool(default = "**".to_owned())]
    mark: String,
) -> Result<Found, ToolFailure> {
    let mut terms = Words::new(language);
    let query = Query::read(&query, &mut terms)?;
    let style = style(snippets, snippet_length, mark)?;
    let filter = Filter::new(include.as_ref(), "**", exclude.as_ref())?;
    let (places, walked) = places(path.as_deref().unwrap_or("/"), &filter)?;
    let document = |number: usize| {
        let place: &Place = places.get(number)?;
        Some(Document { title: place.path.as_str().into(), text: text(place)?.into() })
    };
    let ranking = rank(places.len(), document, &query, &mut terms, all);
    let total = ranking.ranked.len() as u32;
    let best = ranking.ranked.into_iter().take(max_results.min(MAX_RESULTS) as usize);
    let results = best.map(|ranked| {
        let place = &places[ranked.document];
        let text = text(place).unwrap_or_default();
        let snippets = parts(&text, &query, &mut terms, &style).into_iter().map(Snippet::from).collect();
        FoundFile { path: place.path.clone(), score: rounded(ranked.score), snippets }
    });
    Ok(Found {
        results: results.collect(),
        total,
        files: ranking.documents as u32,
        skipped: ranking.skipped as u32,
        truncated: walked.stopped,
        unreadable: walked.unreadable,
    })
}

/// The files that are meant, as many as may be searched.
fn places(path: &str, filter: &Filter) -> Result<(Vec<Place>, Walked), ToolFailure> {
    let (mut places, mut walked, mut total) = (Vec::new(), Walked::default(), 0);
    let mut take = |place: Place| {
        let size = place.stat_link().map_or(0, |stat| stat.size);
        total += if size > MAX_TEXT as u64 { 0 } else { size };
        if places.len() == MAX_DOCUMENTS || total > MAX_TOTAL {
            return ControlFlow::Break(());
        }
        places.push(place);
        ControlFlow::Continue(())
    };
    walked.files(path, filter, &mut |place, _| take(place))?;
    Ok((places, walked))
}

/// The file's text, where it is one.
fn text(place: &Place) -> Option<String> {
    let stat = place.stat().ok().filter(|stat| stat.kind == Kind::File && stat.size <= MAX_TEXT as u64)?;
    let file = place.open(Access::Read).ok()?;
    let mut bytes = Vec::with_capacity(stat.size as usize);
    while bytes.len() <= MAX_TEXT {
        let piece = file.read_at(bytes.len() as u64, (MAX_TEXT + 1 - bytes.len()) as u64).ok()?;
        if piece.is_empty() {
            return String::from_utf8(bytes).ok();
        }
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 == stat.size {
            return String::from_utf8(bytes).ok();
        }
    }
    None
}
