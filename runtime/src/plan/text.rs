//! Texts in a plan: their escapes, and the references within them. Never knows where a text ends.

use serde_json::Value;

use super::reference::Reference;
use super::template::{Part, Template};

/// What can be a part of a text.
pub(super) fn as_parts(value: Template) -> Option<Vec<Part>> {
    match value {
        Template::Text(parts) => Some(parts),
        Template::Reference(reference) => Some(vec![Part::Reference(reference)]),
        Template::Value(Value::String(text)) => Some(vec![Part::Text(text)]),
        Template::Value(value @ Value::Number(_)) => Some(vec![Part::Text(value.to_string())]),
        _ => None,
    }
}

/// Neighbouring texts as one.
pub(super) fn join(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Text(text)), Part::Text(more)) => text.push_str(&more),
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// The parts of a text, with its escapes resolved where it has any. `\$` is a dollar.
pub(super) fn parts(text: &str, base: usize, escapes: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        match character {
            '\\' if rest[1..].starts_with('$') => {
                plain.push('$');
                at += 2;
            }
            '\\' if escapes => at += escape(rest, &mut plain),
            '$' => match Reference::read(rest, base + at, true) {
                Some((reference, length)) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Reference(reference));
                    at += length;
                }
                None => {
                    plain.push('$');
                    at += 1;
                }
            },
            _ => {
                plain.push(character);
                at += character.len_utf8();
            }
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// One escape as Python reads it (and JSON, where that differs in nothing); returns its length.
fn escape(text: &str, out: &mut String) -> usize {
    let mut characters = text.chars();
    characters.next();
    let Some(character) = characters.next() else {
        out.push('\\');
        return 1;
    };
    let simple = match character {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        '0' => Some('\0'),
        '\\' | '\'' | '"' | '`' | '/' => Some(character),
        _ => None,
    };
    if let Some(simple) = simple {
        out.push(simple);
        return 2;
    }
    let digits = match character {
        '\n' => return 2,
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let code = |text: &str| u32::from_str_radix(text.get(2..2 + digits)?, 16).ok();
    if let Some(first) = code(text).filter(|_| digits > 0) {
        let length = 2 + digits;
        // Two halves, as JSON has it.
        let second = text.get(length..).filter(|rest| rest.starts_with("\\u")).and_then(code);
        if let (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) = (first, second) {
            let whole = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            out.push(char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER));
            return length * 2;
        }
        out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        return length;
    }
    out.push('\\');
    out.push(character);
    1 + character.len_utf8()
}
