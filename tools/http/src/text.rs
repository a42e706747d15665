//! Bytes as text, by the charset that the answer names: UTF-8, UTF-16, and Latin-1 as browsers mean it. Anything else is said
//! to be so.

/// The text, or the charset that is not known here.
///
/// `charset` is the header's; where there is none, a page's own `<meta charset>` counts (`is_html`), and what is not UTF-8 then is
/// Latin-1.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>, is_html: bool) -> Result<String, String> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => return Ok(String::from_utf8_lossy(rest).into_owned()),
        [0xff, 0xfe, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    if let Some(charset) = charset {
        return by_name(bytes, charset);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => match is_html.then(|| meta_charset(bytes)).flatten() {
            Some(charset) => by_name(bytes, &charset),
            None => Ok(latin1(bytes)),
        },
    }
}

fn by_name(bytes: &[u8], charset: &str) -> Result<String, String> {
    let charset = charset.to_ascii_lowercase();
    match charset.as_str() {
        "utf-8" | "utf8" | "unicode-1-1-utf-8" => Ok(String::from_utf8_lossy(bytes).into_owned()),
        "us-ascii" | "ascii" | "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "l1" | "windows-1252"
        | "cp1252" => Ok(latin1(bytes)),
        "utf-16" | "utf-16le" => Ok(utf16(bytes, u16::from_le_bytes)),
        "utf-16be" => Ok(utf16(bytes, u16::from_be_bytes)),
        _ => Err(charset),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)))
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// What 0x80 to 0x9f are in windows-1252, which is what everybody means by Latin-1 (encoding.spec.whatwg.org).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn latin1(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
            byte => char::from(byte),
        })
        .collect()
}

/// Where a page may say its charset, in bytes.
const PROLOGUE: usize = 1024;

/// The charset that a page names: `<meta charset="…">`, or within `content="text/html; charset=…"`.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOGUE)]).to_ascii_lowercase();
    let meta = &start[start.find("<meta")?..];
    let value = meta[meta.find("charset=")? + "charset=".len()..].trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_the_header_s_then_the_page_s_then_latin_1() {
        let text = |bytes: &[u8], charset, is_html| decode(bytes, charset, is_html).expect("a known charset");
        assert_eq!(text("größer".as_bytes(), None, false), "größer");
        assert_eq!(text(b"gr\xf6\xdfer \x80", Some("ISO-8859-1"), false), "größer €");
        assert_eq!(text(b"gr\xf6\xdfer", None, false), "größer");
        assert_eq!(text(b"gr\xf6\xdfer", Some("utf-8"), false), "gr\u{fffd}\u{fffd}er");
        assert_eq!(text(b"\xef\xbb\xbfa", Some("latin1"), false), "a");
        assert_eq!(text(b"\xff\xfea\0\xac\x20x", None, false), "a€\u{fffd}");
        assert_eq!(text(b"\0a\x20\xac", Some("utf-16be"), false), "a€");
        assert_eq!(text(b"<meta charset='windows-1252'>\x93a\x94", None, true), "<meta charset='windows-1252'>“a”");
        assert_eq!(
            decode(b"<META content='text/html; charset=Shift_JIS'>\x93", None, true),
            Err("shift_jis".to_owned())
        );
        assert_eq!(decode(b"a", Some("big5"), false), Err("big5".to_owned()));
    }
}
