//! YAML 1.2. Several documents become an array, none null. What aliases may become has a bound, so a small text never grows large.

use serde_saphyr::Error;
use serde_saphyr::options::Options;
use toolgate_guest::ToolFailure;
use toolgate_guest::serde_json::Value;

use crate::failure::{limit, syntax};

/// The most nodes that aliases stand for, together.
const MAX_ALIASED: usize = 100_000;
/// The most nodes, and other events, of a document.
const MAX_EVENTS: usize = 1_000_000;
/// The most levels of sequences and mappings within each other.
const MAX_DEPTH: usize = 64;

pub(super) fn parse(text: &str) -> Result<Value, ToolFailure> {
    let mut documents: Vec<Value> =
        serde_saphyr::from_multiple_with_options(text, options()).map_err(|error| failure(&error))?;
    Ok(match documents.len() {
        0 | 1 => documents.pop().unwrap_or_default(),
        _ => Value::Array(documents),
    })
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: MAX_EVENTS,
            max_nodes: MAX_EVENTS,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_ALIASED,
        },
        strict_booleans: true,
        with_snippet: false,
    }
}

fn failure(error: &Error) -> ToolFailure {
    let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
    let mut cause = error;
    while let Error::AliasError { error, .. } | Error::WithSnippet { error, .. } = cause {
        cause = error;
    }
    match cause {
        Error::Budget { .. } => {
            limit("nodes", MAX_EVENTS as u64, MAX_EVENTS as u64 + 1, format!("too much YAML: {error}"))
        }
        Error::AliasReplayLimitExceeded { total_replayed_events, .. } => limit(
            "aliases",
            MAX_ALIASED as u64,
            *total_replayed_events as u64,
            format!("the YAML's aliases stand for more than {MAX_ALIASED} nodes (line {line}, column {column})"),
        ),
        cause => syntax(format!("not YAML: {cause}"), line, column),
    }
}

pub(super) fn write(value: &Value) -> Result<String, ToolFailure> {
    Ok(serde_saphyr::to_string(value)?)
}
