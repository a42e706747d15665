//! `match`: where an expression matches, with its groups.

use std::collections::BTreeMap;

use regex_automata::Input;
use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use toolgate_guest::{ToolFailure, schema, tool};

use super::compile;
use super::position::Position;
use crate::failure::limit;

/// How many matches are returned unless others are asked for.
const MATCHES: u32 = 1000;
/// The most matches that can be asked for.
const MAX_MATCHES: u32 = 100_000;
/// The most that the matches and their groups hold together, in bytes.
const MAX_BYTES: usize = 8 << 20;

/// What was found.
#[schema]
#[derive(Debug)]
pub(crate) struct Found {
    matches: Vec<Match>,
    /// Whether there are more matches than `limit`.
    truncated: bool,
}

/// One match.
#[schema]
#[derive(Debug)]
pub(crate) struct Match {
    text: String,
    /// Where it begins, as JavaScript counts: `text.slice(start, end)` is the match.
    start: u64,
    end: u64,
    /// From 1.
    line: u64,
    /// In characters, from 1.
    column: u64,
    /// What each group took, the first one first; null for a group that took no part. Only where there are groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    captures: Vec<Option<String>>,
    /// The same by name, for groups that have one: `(?<year>\d+)`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    groups: BTreeMap<String, Option<String>>,
}

/// Finds all matches of a regular expression, with groups and places. Rust's syntax: as in most languages, without look-around and backreferences; `\p{Lu}` and `(?<name>…)` are there.
#[tool(name = "match", title = "Match a regular expression", read_only, idempotent, open_world = false)]
pub(crate) async fn find(
    text: String,
    /// Such as `(?<key>\w+)=(?<value>\S*)`.
    pattern: String,
    /// Whether `pattern` is plain text and no expression.
    #[tool(default = false)]
    literal: bool,
    /// Any of `i` (ignore case), `m` (`^` and `$` at every line), `s` (`.` takes line breaks), `x` (white space and comments in the pattern).
    #[tool(default)]
    flags: String,
    /// The most matches to return.
    #[tool(default = MATCHES)]
    #[schemars(range(min = 1, max = 100_000))]
    limit: u32,
) -> Result<Found, ToolFailure> {
    let regex = compile(&text, &pattern, literal, &flags)?;
    let mut search = Search { text: &text, regex: &regex, at: Position::start(&text), bytes: 0 };
    let mut matches = Vec::new();
    for captures in regex.captures_iter(Input::new(&text)) {
        if matches.len() as u64 >= u64::from(limit.min(MAX_MATCHES)) {
            return Ok(Found { matches, truncated: true });
        }
        matches.extend(search.found(&captures)?);
    }
    Ok(Found { matches, truncated: false })
}

struct Search<'a> {
    text: &'a str,
    regex: &'a Regex,
    at: Position<'a>,
    bytes: usize,
}

impl Search<'_> {
    fn found(&mut self, captures: &Captures) -> Result<Option<Match>, ToolFailure> {
        let Some(whole) = captures.get_match() else { return Ok(None) };
        let mut group = |at: usize| {
            let text = captures.get_group(at).map(|span| self.text[span.start..span.end].to_owned());
            self.bytes += text.as_deref().map_or(0, str::len);
            text
        };
        let text = group(0).unwrap_or_default();
        let captured: Vec<Option<String>> = (1..captures.group_len()).map(&mut group).collect();
        let names = self.regex.group_info().pattern_names(whole.pattern()).skip(1);
        let groups: BTreeMap<String, Option<String>> =
            names.zip(&captured).filter_map(|(name, text)| Some((name?.to_owned(), text.clone()))).collect();
        if self.bytes > MAX_BYTES {
            let message = format!("the matches hold more than {MAX_BYTES} bytes: ask for fewer by `limit`");
            return Err(limit("bytes", MAX_BYTES, self.bytes, message));
        }
        self.at.advance(whole.start());
        let (start, line, column) = (self.at.offset, self.at.line, self.at.column);
        let end = start + text.encode_utf16().count() as u64;
        Ok(Some(Match { text, start, end, line, column, captures: captured, groups }))
    }
}
