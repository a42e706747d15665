//! Lines and columns to byte offsets and back, in each of the three ways in which the parties count. Never fails on a place
//! that does not exist: such a place comes from a guest, so it is `None` or the end of its line.

/// A place in a script's text as it was given, fence and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// What an editor shows as one: LF, CRLF, CR.
    Editor,
    /// What ECMAScript calls one: also U+2028 and U+2029.
    Script,
}

/// The place of a byte, as a person counts.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let offset = floor(text, offset);
    let (line, start) = line_of(text, offset, Ends::Editor);
    Position {
        line: number(line).saturating_add(1),
        column: number(text[start..offset].chars().count()).saturating_add(1),
    }
}

/// The start and the end of a line as a person counts, from 0, without what ends it.
pub(super) fn line(text: &str, line: u32) -> Option<(usize, usize)> {
    let start = line_start(text, line, Ends::Editor)?;
    Some((start, text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length)))
}

/// The byte of a place as the JavaScript engine counts: lines and columns from 1, columns in bytes.
pub(super) fn engine_offset(code: &str, line: u32, column: u32) -> Option<usize> {
    let start = line_start(code, line.checked_sub(1)?, Ends::Script)?;
    let end = line_start(code, line, Ends::Script).unwrap_or(code.len());
    Some(floor(code, start.saturating_add(column.saturating_sub(1) as usize).min(end)))
}

/// The place of a byte as a source map counts: lines and columns from 0, columns in UTF-16 units.
pub(super) fn map_position(text: &str, offset: usize) -> (u32, u32) {
    let offset = floor(text, offset);
    let (line, start) = line_of(text, offset, Ends::Script);
    (number(line), number(text[start..offset].encode_utf16().count()))
}

/// The byte of a place as a source map counts.
pub(super) fn map_offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let start = line_start(text, line, Ends::Script)?;
    let mut units = 0;
    for (byte, character) in text[start..].char_indices() {
        if units >= column {
            return Some(start + byte);
        }
        units += number(character.len_utf16());
    }
    Some(text.len())
}

/// Which line a byte is in, from 0, and where that starts.
fn line_of(text: &str, offset: usize, ends: Ends) -> (usize, usize) {
    starts(text, ends).take_while(|start| *start <= offset).enumerate().last().unwrap_or((0, 0))
}

fn line_start(text: &str, line: u32, ends: Ends) -> Option<usize> {
    starts(text, ends).nth(line as usize)
}

/// Where lines start.
fn starts(text: &str, ends: Ends) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let after = (0..bytes.len()).filter_map(move |at| match bytes[at] {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        0xE2 if ends == Ends::Script && is_separator(bytes, at) => Some(at + 3),
        _ => None,
    });
    std::iter::once(0).chain(after)
}

/// Whether U+2028 or U+2029 stands there.
pub(super) fn is_separator(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some([0xE2, 0x80, 0xA8 | 0xA9]))
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one\r\ntwö 😀x\nthree\u{2028}more\rlast";

    #[test]
    fn people_count_characters() {
        let x = TEXT.find('x').unwrap();
        assert_eq!(position(TEXT, x), Position { line: 2, column: 6 });
        assert_eq!(position(TEXT, TEXT.find("last").unwrap()), Position { line: 4, column: 1 });
        assert_eq!(line(TEXT, 2).map(|(a, b)| &TEXT[a..b]), Some("three\u{2028}more"));
    }

    #[test]
    fn the_engine_counts_bytes_and_maps_count_units() {
        let x = TEXT.find('x').unwrap();
        assert_eq!(engine_offset(TEXT, 2, 11), Some(x + 1));
        assert_eq!(map_position(TEXT, x), (1, 6));
        assert_eq!(map_offset(TEXT, 1, 6), Some(x));
        assert_eq!(engine_offset(TEXT, 4, 1), TEXT.find("more"));
        assert_eq!(engine_offset(TEXT, 5, 2), TEXT.find("ast"));
    }

    #[test]
    fn places_that_do_not_exist_do_no_harm() {
        assert_eq!(engine_offset(TEXT, 0, 0), None);
        assert_eq!(engine_offset(TEXT, u32::MAX, u32::MAX), None);
        assert_eq!(engine_offset(TEXT, 2, 4), TEXT.find('ö'), "the middle of a character is its start");
        assert_eq!(position(TEXT, usize::MAX).line, 4);
        assert_eq!(position("", 0), Position { line: 1, column: 1 });
    }
}
