//! `split`: a text into what stands between the matches of an expression.

use regex_automata::Input;
use toolgate_guest::{ToolFailure, tool};

use super::compile;
use crate::failure::{invalid, limit as exceeded};

/// The most parts, unless fewer are asked for.
const MAX_PARTS: usize = 500_000;

/// Splits a text at every match of a regular expression. Two matches side by side have an empty part between them.
#[tool(title = "Split by a regular expression", read_only, idempotent, open_world = false)]
pub(crate) async fn split(
    text: String,
    /// Such as `\s*[,;]\s*`. Rust's syntax, without look-around and backreferences.
    pattern: String,
    /// Whether `pattern` is plain text and no expression.
    #[tool(default = false)]
    literal: bool,
    /// Any of `i` (ignore case), `m` (`^` and `$` at every line), `s` (`.` takes line breaks), `x` (white space and comments in the pattern).
    #[tool(default)]
    flags: String,
    /// The most parts; the last one is then the rest of the text.
    limit: Option<u32>,
) -> Result<Vec<String>, ToolFailure> {
    if limit == Some(0) {
        return Err(invalid("/limit", "a text has at least one part"));
    }
    let regex = compile(&text, &pattern, literal, &flags)?;
    let most = limit.map_or(usize::MAX, |limit| limit as usize);
    let mut parts = Vec::new();
    for span in regex.splitn(Input::new(&text), most) {
        if parts.len() == MAX_PARTS {
            let message = format!("there are more than {MAX_PARTS} parts: give a `limit`, or split parts of the text");
            return Err(exceeded("parts", MAX_PARTS, MAX_PARTS + 1, message));
        }
        parts.push(text[span.start..span.end].to_owned());
    }
    Ok(parts)
}
