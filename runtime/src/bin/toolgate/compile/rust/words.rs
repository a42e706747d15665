//! Rust as a list of words: its tokens one after the other, groups by their brackets. Deeper than any compiler goes there is nothing.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// How deep groups may be within groups: a compiler gives up before that, and whoever walks them by recursion need not.
pub(super) const MAX_NESTING: usize = 256;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A name or a keyword, without `r#`.
    Name(String),
    /// A literal text, without its quotes; of one with escapes nothing is known.
    Text(String),
    /// A bracket, or a part of an operator.
    Mark(char),
    /// Any other literal, or a lifetime.
    Other,
}

impl Word {
    pub(super) fn is(&self, mark: char) -> bool {
        *self == Self::Mark(mark)
    }

    pub(super) fn is_name(&self, word: &str) -> bool {
        matches!(self, Self::Name(name) if name == word)
    }

    pub(super) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// The words of a source without its tests; none of what is no Rust.
pub(super) fn words(source: &str) -> Vec<Word> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let Ok(tokens) = TokenStream::from_str(source) else { return Vec::new() };
    let mut words = Vec::new();
    // Not by recursion: it is anybody's text.
    let mut open: Vec<(token_stream::IntoIter, Option<char>)> = vec![(tokens.into_iter(), None)];
    while let Some((tokens, end)) = open.last_mut() {
        match tokens.next() {
            Some(TokenTree::Group(group)) => {
                let (begin, end) = brackets(group.delimiter());
                words.extend(begin.map(Word::Mark));
                open.push((group.stream().into_iter(), end));
            }
            Some(TokenTree::Ident(ident)) => {
                let name = ident.to_string();
                words.push(Word::Name(name.strip_prefix("r#").unwrap_or(&name).to_owned()));
            }
            Some(TokenTree::Punct(punct)) => words.push(Word::Mark(punct.as_char())),
            Some(TokenTree::Literal(literal)) => words.push(text(&literal.to_string())),
            None => {
                words.extend(end.map(Word::Mark));
                open.pop();
            }
        }
    }
    without_tests(words)
}

fn brackets(delimiter: Delimiter) -> (Option<char>, Option<char>) {
    match delimiter {
        Delimiter::Parenthesis => (Some('('), Some(')')),
        Delimiter::Brace => (Some('{'), Some('}')),
        Delimiter::Bracket => (Some('['), Some(']')),
        Delimiter::None => (None, None),
    }
}

fn text(literal: &str) -> Word {
    let raw = literal.strip_prefix('r').map(|raw| raw.trim_matches('#'));
    let quoted = raw.unwrap_or(literal).strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match quoted {
        Some(text) if raw.is_some() || !text.contains('\\') => Word::Text(text.to_owned()),
        _ => Word::Other,
    }
}

/// Leaves out every item under `#[cfg(test)]`.
fn without_tests(words: Vec<Word>) -> Vec<Word> {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is = |word: &Word, part: &str| match word {
        Word::Name(name) => name == part,
        Word::Mark(mark) => part.starts_with(*mark),
        _ => false,
    };
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        if rest.len() >= attribute.len() && rest.iter().zip(attribute).all(|(word, part)| is(word, part)) {
            at += attribute.len() + item(&rest[attribute.len()..]);
        } else {
            kept.push(words[at].clone());
            at += 1;
        }
    }
    kept
}

/// How many words an item has: to its semicolon, or to the end of its braces.
fn item(words: &[Word]) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        match word {
            Word::Mark('(' | '[' | '{') => depth += 1,
            Word::Mark(')' | ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 && word.is('}') {
                    return at + 1;
                }
            }
            Word::Mark(';') if depth == 0 => return at + 1,
            _ => {}
        }
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_comments_are_left_out() {
        let source = "/* a */ fn b() { r#in(\"c\", r\"d\", r#\"e\"#, \"\\n\", 1) } #[cfg(test)] mod f { fn g() { h } }\n\
                      #[cfg(test)] use i; // j\n#[cfg(feature = \"test\")] k";
        let words = words(source);
        let names: Vec<&str> = words.iter().filter_map(Word::name).collect();
        assert_eq!(names, ["fn", "b", "in", "cfg", "feature", "k"]);
        let texts: Vec<&Word> = words.iter().filter(|word| matches!(word, Word::Text(_))).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert!(super::words("fn main() { ").is_empty());
    }

    #[test]
    fn nesting_takes_no_stack() {
        let depth = 200_000;
        let source = format!("{}x{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(words(&source).len(), 2 * depth + 1);
    }
}
