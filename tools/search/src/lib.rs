//! Full-text search: a plugin with the tools `documents` and `files`. It ranks by BM25, builds what it needs for one call and
//! keeps nothing, reaches nothing but what its host granted, and every answer has a bound.

mod documents;
mod files;
mod language;
mod query;
mod rank;
mod snippet;
#[cfg(test)]
mod tests;
mod words;

use toolgate_guest::plugin;

plugin!(documents::documents, files::files);

/// The largest text that is searched, in bytes.
const MAX_TEXT: usize = 2 << 20;
/// The most documents or files that one call searches.
const MAX_DOCUMENTS: usize = 50_000;
/// The most text of files that one call searches, in bytes.
const MAX_TOTAL: u64 = 128 << 20;
/// The most results of one call.
const MAX_RESULTS: u32 = 1_000;
/// The most snippets of one result.
const MAX_SNIPPETS: u32 = 10;
/// The most characters of a snippet.
const MAX_SNIPPET: u32 = 2_000;
