//! What stands in a plan for a task's result: `$1`, `${1}`, `${1.name}`. Never looks at a result.

use std::sync::Arc;

/// A result, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reference {
    /// Whose result.
    pub(super) id: Arc<str>,
    /// The way into it: keys of objects, and indices of arrays.
    pub(super) path: Vec<String>,
    /// It can mean nothing else. `$5` within a longer text may be an amount of money.
    pub(super) certain: bool,
    /// The result may be given as text where the tool wants text.
    pub(super) as_text: bool,
    /// Braces that hold no id and path, though they begin with what may be an id.
    pub(super) unreadable: bool,
    /// As it was written.
    pub(super) source: String,
    /// Where.
    pub(super) at: usize,
}

/// Digits of a task's number.
const MAX_DIGITS: usize = 9;

/// Bytes between `${` and `}`; and those of what can't be read and may yet have been meant as a reference.
const MAX_BRACES: usize = 1_000;
const MAX_UNREADABLE: usize = 100;

impl Reference {
    /// The reference that `text` begins with, and its length. `base` is where the text is. Within a longer text nothing but braces holds a
    /// path: `$1.` may end a sentence.
    pub(super) fn read(text: &str, base: usize, within_text: bool) -> Option<(Self, usize)> {
        let rest = text.strip_prefix('$')?;
        if let Some(inside) = rest.strip_prefix('{') {
            let end = inside.bytes().take(MAX_BRACES).position(|byte| byte == b'}')?;
            let (inside, source) = (inside[..end].trim(), &text[..end + 3]);
            let reference = match parts(inside) {
                Some((id, path)) => Self::new(id, path, true, source, base),
                None => Self { unreadable: true, ..Self::new(meant(inside)?, Vec::new(), false, source, base) },
            };
            return Some((reference, source.len()));
        }
        let id = number(rest)?;
        let end = 1 + digits(rest);
        if within_text {
            // `$1.5` is an amount, and so is `$1,000`.
            let rest = &text[end..];
            let fraction = rest.strip_prefix('.').is_some_and(|rest| digits(rest) > 0);
            let thousands = rest.strip_prefix(',').is_some_and(|rest| digits(rest) == 3);
            let amount = fraction || thousands;
            return (!amount).then(|| (Self::new(id, Vec::new(), false, &text[..end], base), end));
        }
        let (path, length) = steps(&text[end..]);
        let end = end + length;
        Some((Self::new(id, path, true, &text[..end], base), end))
    }

    fn new(id: Arc<str>, path: Vec<String>, certain: bool, source: &str, at: usize) -> Self {
        Self { id, path, certain, as_text: true, unreadable: false, source: source.to_owned(), at }
    }
}

/// `1`, `1.name[0]`, `1/name/0`.
fn parts(text: &str) -> Option<(Arc<str>, Vec<String>)> {
    let id = number(text)?;
    let rest = &text[digits(text)..];
    if rest.starts_with('/') {
        return Some((id, super::path::pointer(rest)?));
    }
    let (path, length) = steps(rest);
    (length == rest.len()).then_some((id, path))
}

/// The id that something begins with that can't be read.
fn meant(text: &str) -> Option<Arc<str>> {
    if text.len() > MAX_UNREADABLE || text.contains('\n') {
        return None;
    }
    let word = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    number(text).or_else(|| (word > 0).then(|| text[..word].into()))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number that a text begins with, without zeros before it.
pub(super) fn number(text: &str) -> Option<Arc<str>> {
    let digits = &text[..digits(text)];
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    let number = digits.trim_start_matches('0');
    Some(if number.is_empty() { "0".into() } else { number.into() })
}

/// The longest way that a text begins with: `.name`, `.0`, `[0]`, `["name"]`; and its length.
fn steps(text: &str) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = 0;
    while let Some((step, length)) = step(&text[at..]) {
        path.push(step);
        at += length;
    }
    (path, at)
}

fn step(text: &str) -> Option<(String, usize)> {
    if let Some(rest) = text.strip_prefix('.') {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        return (length > 0).then(|| (rest[..length].to_owned(), length + 1));
    }
    let inside = text.strip_prefix('[')?;
    if let Some(quote) = inside.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = inside[1..].find(quote)?;
        return inside[end + 2..].starts_with(']').then(|| (inside[1..=end].to_owned(), end + 4));
    }
    let length = digits(inside);
    (length > 0 && inside[length..].starts_with(']')).then(|| (inside[..length].to_owned(), length + 2))
}
