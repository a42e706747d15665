//! Regular expressions: what the tools `match`, `replace` and `split` share. The engine's time is linear in the text, so what
//! needs a bound is how large an expression becomes, and how much comes out.

pub(crate) mod find;
mod position;
pub(crate) mod replace;
pub(crate) mod split;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::syntax;
use toolgate_guest::ToolFailure;

use crate::failure::{check_length, invalid, limit};

/// The longest expression, in bytes.
const MAX_PATTERN: usize = 64 << 10;
/// The most memory that a compiled expression takes, in bytes.
const MAX_COMPILED: usize = 2 << 20;
/// The memory that a search keeps its states in, in bytes.
const CACHE: usize = 2 << 20;
/// Texts longer than this are worth the automata that a search of every byte at once takes; they take longer to set up than a
/// shorter text to search. In bytes.
const WORTH_AUTOMATA: usize = 32 << 10;
/// How deep an expression's groups may stand within each other.
const MAX_NESTING: u32 = 200;

/// An expression that is ready to search, and the text checked.
fn compile(text: &str, pattern: &str, literal: bool, flags: &str) -> Result<Regex, ToolFailure> {
    check_length("text", text)?;
    if pattern.len() > MAX_PATTERN {
        let message = format!("`pattern` has {} bytes, and {MAX_PATTERN} are allowed", pattern.len());
        return Err(limit("pattern", MAX_PATTERN, pattern.len(), message));
    }
    let escaped = literal.then(|| regex_syntax::escape(pattern));
    let config = Regex::config()
        .nfa_size_limit(Some(MAX_COMPILED))
        .hybrid_cache_capacity(CACHE)
        .hybrid(text.len() > WORTH_AUTOMATA);
    Regex::builder()
        .configure(config)
        .syntax(syntax_of(flags)?)
        .build(escaped.as_deref().unwrap_or(pattern))
        .map_err(|error| failure(&error))
}

fn syntax_of(flags: &str) -> Result<syntax::Config, ToolFailure> {
    let mut syntax = syntax::Config::new().nest_limit(MAX_NESTING);
    for flag in flags.chars() {
        syntax = match flag {
            'i' => syntax.case_insensitive(true),
            'm' => syntax.multi_line(true),
            's' => syntax.dot_matches_new_line(true),
            'x' => syntax.ignore_whitespace(true),
            // What JavaScript's say that is so here anyway.
            'g' | 'u' | 'd' => syntax,
            flag => return Err(invalid("/flags", format!("there is no flag `{flag}`: use `i`, `m`, `s` and `x`"))),
        };
    }
    Ok(syntax)
}

fn failure(error: &BuildError) -> ToolFailure {
    if let Some(allowed) = error.size_limit() {
        let message = format!("`pattern` takes more than {allowed} bytes when compiled: repeat less in it");
        return limit("compiled_pattern", allowed, allowed + 1, message);
    }
    let reason = error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string);
    let hint = match reason.contains("look-around") || reason.contains("backreferences") {
        true => "; neither look-around nor backreferences are there, so match more and use groups",
        false => "",
    };
    invalid("/pattern", format!("`pattern` is not a regular expression: {reason}{hint}"))
}
