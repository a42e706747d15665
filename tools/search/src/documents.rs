//! `documents`: texts that the call passes.

use std::collections::BTreeSet;

use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure, schema, tool};

use crate::language::Language;
use crate::query::Query;
use crate::rank::{Document, rank};
use crate::snippet::{Part, Style, parts};
use crate::words::Words;
use crate::{MAX_DOCUMENTS, MAX_RESULTS, MAX_SNIPPET, MAX_SNIPPETS, MAX_TEXT};

/// A document's name: text or a number.
#[schema]
#[derive(Clone, Debug, PartialEq)]
#[serde(untagged)]
pub(crate) enum Id {
    Number(i64),
    Text(String),
}

/// A text to search.
#[schema]
#[derive(Debug)]
pub(crate) struct Given {
    /// What the results call it: text or a whole number.
    pub(crate) id: Id,
    /// What is searched.
    pub(crate) text: String,
    /// Its words count twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
}

/// What `documents` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Found {
    /// The best first.
    pub(crate) results: Vec<FoundDocument>,
    /// How many documents fit the query, returned or not.
    pub(crate) total: u32,
}

/// A document that fits.
#[schema]
#[derive(Debug)]
pub(crate) struct FoundDocument {
    pub(crate) id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// BM25; only to be compared with others of the same call.
    pub(crate) score: f64,
    /// Where in `text` the words are; none where they are only in the title.
    pub(crate) snippets: Vec<Snippet>,
}

/// A part of a text that shows why it was found.
#[schema]
#[derive(Debug)]
pub(crate) struct Snippet {
    /// One line, with `mark` around each word that was looked for, and `…` where something is left out.
    pub(crate) text: String,
    /// Where the first of these words stands, from 1.
    pub(crate) line: u64,
    /// Where in that line, in characters, from 1.
    pub(crate) column: u64,
}

impl From<Part> for Snippet {
    fn from(Part { text, line, column }: Part) -> Self {
        Snippet { text, line, column }
    }
}

/// Searches documents that you pass for words, and returns the best by BM25, with snippets. Use it to find what matters in what
/// other tools returned.
#[tool(title = "Search documents", read_only, idempotent, open_world = false)]
pub(crate) async fn documents(
    /// Words, in any order and form: `retry timeout`. `"in quotes"` is a phrase that must occur, `-word` must not.
    query: String,
    /// The documents: `[{"id": 1, "title": "..", "text": ".."}]`. At most 50,000, each of at most 2 MiB.
    documents: Vec<Given>,
    /// Whether all words of the query have to occur, and not any.
    #[tool(default = false)]
    all: bool,
    /// The language of the texts, by whose rules words have stems: `running` finds `runs`. Other languages are found as well,
    /// word for word. `none`: no stems.
    #[tool(default = Language::English)]
    language: Language,
    /// The most documents to return.
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
    check(&documents)?;
    let mut terms = Words::new(language);
    let query = Query::read(&query, &mut terms)?;
    let style = style(snippets, snippet_length, mark)?;
    let document = |number: usize| {
        let given = documents.get(number)?;
        Some(Document { title: given.title.as_deref().unwrap_or_default().into(), text: given.text.as_str().into() })
    };
    let ranking = rank(documents.len(), document, &query, &mut terms, all);
    let total = ranking.ranked.len() as u32;
    let best = ranking.ranked.into_iter().take(max_results.min(MAX_RESULTS) as usize);
    let results = best.map(|ranked| {
        let Given { id, text, title } = &documents[ranked.document];
        let snippets = parts(text, &query, &mut terms, &style).into_iter().map(Snippet::from).collect();
        FoundDocument { id: id.clone(), title: title.clone(), score: rounded(ranked.score), snippets }
    });
    Ok(Found { results: results.collect(), total })
}

fn check(documents: &[Given]) -> Result<(), ToolFailure> {
    if documents.len() > MAX_DOCUMENTS {
        return Err(too_large(format!("there are {} documents, more than {MAX_DOCUMENTS}", documents.len())));
    }
    let mut ids = BTreeSet::new();
    for Given { id, text, .. } in documents {
        let name = match id {
            Id::Number(number) => number.to_string(),
            Id::Text(text) => format!("{text:?}"),
        };
        if text.len() > MAX_TEXT {
            return Err(too_large(format!("the document {name} has {} bytes, more than {MAX_TEXT}", text.len())));
        }
        if !ids.insert(name.clone()) {
            return Err(ToolFailure::invalid_arguments(format!("two documents have the id {name}"))
                .with_data(json!({"code": "id"})));
        }
    }
    Ok(())
}

fn too_large(message: String) -> ToolFailure {
    ToolFailure::new(FailureKind::LimitExceeded, message).with_data(json!({"code": "too-large"}))
}

/// How snippets are made.
pub(crate) fn style(snippets: u32, length: u32, mark: String) -> Result<Style, ToolFailure> {
    const LONGEST_MARK: usize = 32;

    if mark.len() > LONGEST_MARK {
        return Err(ToolFailure::invalid_arguments(format!("`mark` has more than {LONGEST_MARK} bytes"))
            .with_data(json!({"code": "mark"})));
    }
    Ok(Style { count: snippets.min(MAX_SNIPPETS) as usize, length: length.min(MAX_SNIPPET) as usize, mark })
}

/// A score with the digits that mean something.
pub(crate) fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}
