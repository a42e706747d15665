//! Typed bindings of the tools that there are, as source text of the languages that scripts are written in. Reads schemas and
//! names that anybody may have made: what it doesn't understand becomes any value, never an error and never code.

mod names;
mod rust;
mod shape;
mod typescript;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Catalog, ToolDefinition};

/// A declaration file for TypeScript: `tools`, `input`, `ToolError` and what else a script finds, so that an editor or `tsc`
/// checks a script against the tools' schemas.
#[must_use]
pub fn typescript(catalog: &Catalog) -> String {
    typescript::render(&providers(catalog))
}

/// A module for Rust, over `toolgate_guest::tools`: a module for each provider, with a function for each tool and types for its
/// arguments and results.
#[must_use]
pub fn rust(catalog: &Catalog) -> String {
    rust::render(&providers(catalog))
}

/// The tools of each provider, by their names.
type Providers<'a> = BTreeMap<&'a str, Vec<&'a ToolDefinition>>;

fn providers(catalog: &Catalog) -> Providers<'_> {
    let mut providers = Providers::new();
    for (full, tool) in catalog.tools() {
        let provider = full.split_once('.').map_or(full, |(provider, _)| provider);
        providers.entry(provider).or_default().push(tool);
    }
    providers
}

/// The most lines and characters of a line that a description gives to a comment.
const MAX_DOC_LINES: usize = 200;
const MAX_DOC_LINE: usize = 1_000;

/// A description as lines for a comment: nothing that would end the comment, change how the source is read, or run as an example.
fn doc_lines(text: &str) -> Vec<String> {
    let lines = text.trim().lines().take(MAX_DOC_LINES);
    lines
        .map(|line| line.chars().take(MAX_DOC_LINE).filter_map(harmless).collect::<String>())
        .map(|line| line.replace("*/", "*\u{200b}/").replace("```", "'''").replace("~~~", "'''").trim().to_owned())
        .collect()
}

/// The character as it may stand in a comment; control and bidirectional ones may not.
fn harmless(c: char) -> Option<char> {
    match c {
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// A comment about a tool: its title, its description.
fn about(tool: &ToolDefinition) -> Option<String> {
    let parts: Vec<&str> = [&tool.title, &tool.description].into_iter().flatten().map(|text| text.trim()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
