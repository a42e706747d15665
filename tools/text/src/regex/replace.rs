//! `replace`: every match of an expression, exchanged for something else.

use regex_automata::meta::Regex;
use regex_automata::util::interpolate;
use regex_automata::{Input, PatternID};
use toolgate_guest::{ToolFailure, schema, tool};

use super::compile;
use crate::MAX_TEXT;
use crate::failure::{invalid, limit};

/// The text as it is now.
#[schema]
#[derive(Debug)]
pub(crate) struct Replaced {
    text: String,
    /// How many matches were replaced.
    count: u32,
}

/// Replaces every match of a regular expression. In the replacement, `$1` or `${1}` is what the first group took, `${name}` a named group, `$0` the whole match, `$$` a dollar.
#[tool(title = "Replace by a regular expression", read_only, idempotent, open_world = false)]
pub(crate) async fn replace(
    text: String,
    /// Such as `(\d+)-(\d+)`. Rust's syntax, without look-around and backreferences.
    pattern: String,
    /// Such as `${2}-${1}`; write braces where a letter, digit or `_` follows.
    replacement: String,
    /// Whether `pattern` and `replacement` are plain text.
    #[tool(default = false)]
    literal: bool,
    /// Any of `i` (ignore case), `m` (`^` and `$` at every line), `s` (`.` takes line breaks), `x` (white space and comments in the pattern).
    #[tool(default)]
    flags: String,
    /// The most matches to replace, from the first; all unless given.
    limit: Option<u32>,
) -> Result<Replaced, ToolFailure> {
    let regex = compile(&text, &pattern, literal, &flags)?;
    if !literal {
        check_groups(&regex, &replacement)?;
    }
    let most = limit.unwrap_or(u32::MAX);
    let mut result = String::with_capacity(text.len());
    let (mut count, mut last) = (0, 0);
    for captures in regex.captures_iter(Input::new(&text)) {
        let Some(found) = captures.get_match().filter(|_| count < most) else { break };
        result.push_str(&text[last..found.start()]);
        if literal {
            result.push_str(&replacement);
        } else {
            captures.interpolate_string_into(&text, &replacement, &mut result);
        }
        check(result.len())?;
        last = found.end();
        count += 1;
    }
    result.push_str(&text[last..]);
    check(result.len())?;
    Ok(Replaced { text: result, count })
}

/// A group that the expression has not would be replaced by nothing: `$1a` is a group called `1a`.
fn check_groups(regex: &Regex, replacement: &str) -> Result<(), ToolFailure> {
    let groups = regex.group_info();
    let (mut unknown, mut highest) = (None, 0);
    let index = |name: &str| {
        let index = groups.to_index(PatternID::ZERO, name);
        if index.is_none() {
            unknown.get_or_insert_with(|| name.to_owned());
        }
        index
    };
    interpolate::string(replacement, |index, _| highest = highest.max(index), index, &mut String::new());
    if highest >= groups.group_len(PatternID::ZERO) {
        unknown.get_or_insert_with(|| highest.to_string());
    }
    match unknown {
        None => Ok(()),
        Some(name) => Err(invalid(
            "/replacement",
            format!(
                "the pattern has no group `{name}`: write `${{1}}` before letters, digits and `_`, and `$$` for a dollar"
            ),
        )),
    }
}

fn check(bytes: usize) -> Result<(), ToolFailure> {
    if bytes <= MAX_TEXT {
        return Ok(());
    }
    let message = format!("the result has more than {MAX_TEXT} bytes: replace in parts of the text");
    Err(limit("bytes", MAX_TEXT, bytes, message))
}
