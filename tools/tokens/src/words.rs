//! Cuts a text into the words that no token goes beyond. An expression for each vocabulary says what a word is; white space before
//! a word gives its last character to it, which the expressions say by a match that is one character too long.

use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input};

/// The pattern whose matches end one character early.
const ONE_TOO_LONG: usize = 1;

/// How one vocabulary cuts texts.
pub(crate) struct Words(Regex);

impl Words {
    pub(crate) fn o200k() -> Self {
        let lower = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
        let upper = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
        let start = r"[^\r\n\p{L}\p{N}]?";
        let end = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
        let word = format!(
            r"{start}{upper}*{lower}+{end}|{start}{upper}+{lower}*{end}|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|\s*[\r\n]+|\s+$"
        );
        Self::new(&word)
    }

    pub(crate) fn cl100k() -> Self {
        Self::new(
            r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+$",
        )
    }

    fn new(word: &str) -> Self {
        Words(Regex::new_many(&[word, r"\s+\s", r"\s+"]).expect("the expression is ours"))
    }

    /// The words of a text, which together are all of it.
    pub(crate) fn of<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let found = self.0.find(Input::new(rest).anchored(Anchored::Yes))?;
            let mut end = found.end();
            if found.pattern().as_usize() == ONE_TOO_LONG {
                end -= rest[..end].chars().next_back().map_or(0, char::len_utf8);
            }
            if end == 0 {
                return None;
            }
            let (word, after) = rest.split_at(end);
            rest = after;
            Some(word)
        })
    }
}
