//! Looks one level deep into JSON text without building a tree: a result of many megabytes costs a scan, not its weight in
//! nodes. Never copies a value.

use std::collections::VecDeque;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The outermost level of a JSON value; what is inside stays text.
pub(super) enum Peek<'a> {
    /// `null`, a boolean, a number.
    Scalar(&'a str),
    /// A string as it is written, quotes and escapes included.
    String(&'a str),
    Array(Items<'a>),
    Object(Entries<'a>),
}

/// An array's first and last items; `head` and `tail` don't overlap.
pub(super) struct Items<'a> {
    pub(super) len: usize,
    pub(super) head: Vec<&'a str>,
    pub(super) tail: VecDeque<&'a str>,
}

/// An object's first entries; keys are as they are written, quotes included.
pub(super) struct Entries<'a> {
    pub(super) len: usize,
    pub(super) head: Vec<(&'a str, &'a str)>,
}

/// Looks at `text`, which is valid JSON; keeps at most `head` items or entries and, of an array, `tail` more from its end.
pub(super) fn peek(text: &str, head: usize, tail: usize) -> Peek<'_> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let mut reader = serde_json::Deserializer::from_str(text);
    match text.as_bytes().first() {
        Some(b'[') => reader.deserialize_seq(ItemsVisitor { head, tail }).map_or(Peek::Scalar(text), Peek::Array),
        Some(b'{') => reader.deserialize_map(EntriesVisitor { head }).map_or(Peek::Scalar(text), Peek::Object),
        Some(b'"') => Peek::String(text),
        _ => Peek::Scalar(text),
    }
}

struct ItemsVisitor {
    head: usize,
    tail: usize,
}

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Items { len: 0, head: Vec::new(), tail: VecDeque::new() };
        while let Some(item) = access.next_element::<&'de RawValue>()? {
            items.len += 1;
            if items.head.len() < self.head {
                items.head.push(item.get());
                continue;
            }
            items.tail.push_back(item.get());
            if items.tail.len() > self.tail {
                items.tail.pop_front();
            }
        }
        Ok(items)
    }
}

struct EntriesVisitor {
    head: usize,
}

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut entries = Entries { len: 0, head: Vec::new() };
        // Keys as raw text too: one with a lone surrogate can't be a Rust string.
        while let Some((key, value)) = access.next_entry::<&'de RawValue, &'de RawValue>()? {
            entries.len += 1;
            if entries.head.len() < self.head {
                entries.head.push((key.get(), value.get()));
            }
        }
        Ok(entries)
    }
}

/// The characters of a JSON string's inside, as they are written: an escape, or a pair of surrogates, is one.
pub(super) fn characters(inside: &str) -> impl Iterator<Item = &str> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (character, after) = rest.split_at_checked(character_len(rest, first))?;
        rest = after;
        Some(character)
    })
}

fn character_len(rest: &str, first: char) -> usize {
    match (first, rest.as_bytes().get(1)) {
        ('\\', Some(b'u'))
            if is_code_unit(rest, b"89ab") && rest.get(6..).is_some_and(|next| is_code_unit(next, b"cdef")) =>
        {
            12
        }
        ('\\', Some(b'u')) => 6,
        ('\\', _) => 2,
        (first, _) => first.len_utf8(),
    }
}

/// Whether the escape of a surrogate stands here: `\uDN..` with N one of `nibbles`.
fn is_code_unit(text: &str, nibbles: &[u8; 4]) -> bool {
    matches!(text.as_bytes(), [b'\\', b'u', b'd' | b'D', nibble, ..] if nibbles.contains(&nibble.to_ascii_lowercase()))
}
