//! Numbers as Python writes them.

use serde_json::Number as Json;

pub(super) struct Number {
    pub(super) value: Json,
    /// It is not an integer that had to be rounded.
    pub(super) is_exact: bool,
}

/// The number that a text begins with, and its length.
pub(super) fn read(text: &str) -> Option<(Number, usize)> {
    let exact = |value: Json, length: usize| (Number { value, is_exact: true }, length);
    if let Some((value, length)) = with_radix(text) {
        return Some(exact(value, length));
    }
    let length = length(text);
    let digits = text[..length].replace('_', "");
    let plain = digits.strip_prefix('+').unwrap_or(&digits);
    let integer = plain.parse::<i64>().map(Json::from).or_else(|_| plain.parse::<u64>().map(Json::from));
    if let Ok(value) = integer {
        return Some(exact(value, length));
    }
    let value = plain.parse::<f64>().ok().and_then(Json::from_f64)?;
    Some((Number { value, is_exact: plain.contains(['.', 'e', 'E']) }, length))
}

fn length(text: &str) -> usize {
    let mut before = ' ';
    let beyond = |c: char| {
        let sign = matches!(c, '+' | '-') && matches!(before, ' ' | 'e' | 'E');
        before = c;
        !(sign || c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E'))
    };
    text.find(beyond).unwrap_or(text.len())
}

/// `0x1F`, `0o17`, `0b11`
fn with_radix(text: &str) -> Option<(Json, usize)> {
    let radix = match text.get(..2)? {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    let length = text[2..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let value = u64::from_str_radix(&text[2..2 + length].replace('_', ""), radix).ok()?;
    Some((value.into(), 2 + length))
}
