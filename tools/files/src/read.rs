//! `read`: a file, or a part of it.

use toolgate_guest::fs::{Access, ErrorCode, File, Kind, LARGEST_READ, Place};
use toolgate_guest::{ToolFailure, fs, schema, tool};

use crate::MAX_BYTES;
use crate::encoding::Encoding;
use crate::lines::{Lines, count};

/// What `read` found.
#[schema]
#[derive(Debug)]
pub(crate) struct Content {
    /// From `/`.
    pub(crate) path: String,
    /// What was read, in the encoding that was asked for.
    pub(crate) text: String,
    /// How large the whole file is, in bytes.
    pub(crate) size: u64,
    /// Where in the file `text` begins, in bytes.
    pub(crate) offset: u64,
    /// How many bytes of the file are in `text`; reading goes on at `offset + bytes`.
    pub(crate) bytes: u64,
    /// How many lines `text` has; 0 for base64.
    pub(crate) lines: u64,
    /// Whether `max_bytes` cut off a part of what was asked for.
    pub(crate) truncated: bool,
}

/// Reads a file: the whole of it, a range of lines, or a range of bytes. Text has to be UTF-8; anything else is read as base64.
#[tool(title = "Read a file", read_only, idempotent, open_world = false)]
pub(crate) async fn read(
    /// Such as `/src/lib.rs`.
    path: String,
    /// The first line wanted, from 1.
    #[schemars(range(min = 1))]
    start_line: Option<u64>,
    /// The last line wanted, itself included.
    #[schemars(range(min = 1))]
    end_line: Option<u64>,
    /// The first byte wanted, from 0.
    offset: Option<u64>,
    /// How many bytes are wanted.
    length: Option<u64>,
    /// What `text` is: `utf-8`, or `base64` for any bytes.
    #[tool(default = Encoding::Utf8)]
    encoding: Encoding,
    /// The most bytes of the file to return.
    #[tool(default = MAX_BYTES)]
    #[schemars(range(min = 1, max = 8_388_608))]
    max_bytes: u32,
) -> Result<Content, ToolFailure> {
    let range = Range::new((start_line, end_line), (offset, length))?;
    let place = fs::locate(&path)?;
    let (file, size) = open(&place)?;
    let limit = max_bytes.min(MAX_BYTES) as usize;
    let part = match range {
        Range::Bytes { offset, length } => bytes(&file, size, offset, length, limit),
        Range::Lines { start, end } => lines(&file, start, end, limit),
    }
    .map_err(|error| error.at(&place.path))?;
    let (text, bytes) = encoding.text(part.bytes, part.cut || length.is_some(), &place.path)?;
    Ok(Content {
        lines: if encoding == Encoding::Utf8 { count(text.as_bytes()) } else { 0 },
        path: place.path,
        text,
        size,
        offset: part.offset,
        bytes: bytes as u64,
        truncated: part.cut,
    })
}

/// What is wanted of a file.
#[derive(Debug, PartialEq)]
enum Range {
    Bytes { offset: u64, length: u64 },
    Lines { start: u64, end: Option<u64> },
}

impl Range {
    fn new(lines: (Option<u64>, Option<u64>), bytes: (Option<u64>, Option<u64>)) -> Result<Self, ToolFailure> {
        match (lines, bytes) {
            ((None, None), (offset, length)) => {
                Ok(Range::Bytes { offset: offset.unwrap_or(0), length: length.unwrap_or(u64::MAX) })
            }
            ((start, end), (None, None)) => {
                let start = start.unwrap_or(1);
                if start == 0 || end.is_some_and(|end| end < start) {
                    return Err(ToolFailure::invalid_arguments(
                        "lines count from 1, and `end_line` is not before `start_line`",
                    ));
                }
                Ok(Range::Lines { start, end })
            }
            _ => Err(ToolFailure::invalid_arguments(
                "a range is of lines (`start_line`, `end_line`) or of bytes (`offset`, `length`): drop one of the two",
            )),
        }
    }
}

struct Part {
    bytes: Vec<u8>,
    offset: u64,
    cut: bool,
}

/// Asks what it is before it opens it: to open a pipe is to wait for whoever writes to it.
fn open(place: &Place) -> Result<(File, u64), ToolFailure> {
    let stat = place.stat().map_err(|error| error.at(&place.path))?;
    match stat.kind {
        Kind::File => {}
        Kind::Directory => return Err(fs::Error::from(ErrorCode::IsDirectory).at(&place.path)),
        Kind::Symlink | Kind::Other => return Err(fs::Error::from(ErrorCode::NotAFile).at(&place.path)),
    }
    let file = place.open(Access::Read).map_err(|error| error.at(&place.path))?;
    Ok((file, stat.size))
}

fn bytes(file: &File, size: u64, offset: u64, length: u64, limit: usize) -> Result<Part, fs::Error> {
    let offset = offset.min(size);
    let wanted = length.min(size - offset);
    let mut bytes = whole(file, offset, wanted.min(limit as u64))?;
    bytes.truncate(limit);
    Ok(Part { bytes, offset, cut: wanted > limit as u64 })
}

fn lines(file: &File, start: u64, end: Option<u64>, limit: usize) -> Result<Part, fs::Error> {
    let mut lines = Lines::new(start, end, limit);
    let mut at = 0;
    loop {
        let piece = file.read_at(at, LARGEST_READ)?;
        at += piece.len() as u64;
        if piece.is_empty() || !lines.push(&piece) {
            return Ok(Part { bytes: lines.kept, offset: lines.offset, cut: lines.cut });
        }
    }
}

/// As many bytes as are wanted, or as there are. Most files come in one piece, which is then not copied.
fn whole(file: &File, offset: u64, wanted: u64) -> Result<Vec<u8>, fs::Error> {
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut bytes = file.read_at(offset, wanted)?;
    if bytes.is_empty() || bytes.len() as u64 >= wanted {
        return Ok(bytes);
    }
    bytes.reserve_exact(wanted as usize - bytes.len());
    while (bytes.len() as u64) < wanted {
        let read = bytes.len() as u64;
        let piece = file.read_at(offset + read, wanted - read)?;
        if piece.is_empty() {
            break;
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// All that a file holds, without asking for its size first; `None` where that is more than `limit` bytes.
///
/// A question to the host costs more than a small file's bytes do. A host cuts what it gives at sizes of its own, which are
/// whole sectors; what ends elsewhere ends with the file.
pub(crate) fn all(file: &File, limit: usize) -> Result<Option<Vec<u8>>, fs::Error> {
    const SECTOR: usize = 512;

    let mut bytes = file.read_at(0, limit as u64 + 1)?;
    let mut piece = bytes.len();
    while piece > 0 && piece.is_multiple_of(SECTOR) && bytes.len() <= limit {
        let more = file.read_at(bytes.len() as u64, (limit + 1 - bytes.len()) as u64)?;
        piece = more.len();
        bytes.extend_from_slice(&more);
    }
    Ok((bytes.len() <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_of_lines_or_of_bytes() {
        let none = (None, None);
        assert_eq!(Range::new(none, none), Ok(Range::Bytes { offset: 0, length: u64::MAX }));
        assert_eq!(Range::new(none, (Some(3), None)), Ok(Range::Bytes { offset: 3, length: u64::MAX }));
        assert_eq!(Range::new((None, Some(3)), none), Ok(Range::Lines { start: 1, end: Some(3) }));
        assert!(Range::new((Some(1), None), (None, Some(3))).is_err());
        assert!(Range::new((Some(0), None), none).is_err());
        assert!(Range::new((Some(3), Some(2)), none).is_err());
    }
}
