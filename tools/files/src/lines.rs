//! A range of lines out of bytes that come in pieces. Keeps what is asked for and no more.

use memchr::{memchr, memchr_iter};

/// The range, and what was found of it so far.
#[derive(Debug)]
pub(crate) struct Lines {
    /// The first line wanted, from 1.
    start: u64,
    /// The last line wanted, itself included.
    end: Option<u64>,
    /// The most bytes to keep.
    limit: usize,
    /// The line that the next byte belongs to.
    line: u64,
    /// Bytes seen before the first that is kept.
    pub(crate) offset: u64,
    pub(crate) kept: Vec<u8>,
    /// Whether the limit left something out.
    pub(crate) cut: bool,
}

impl Lines {
    pub(crate) fn new(start: u64, end: Option<u64>, limit: usize) -> Self {
        Lines { start, end, limit, line: 1, offset: 0, kept: Vec::new(), cut: false }
    }

    /// Takes the next piece, and says whether it needs another one.
    pub(crate) fn push(&mut self, mut piece: &[u8]) -> bool {
        while self.line < self.start {
            let Some(newline) = memchr(b'\n', piece) else {
                self.offset += piece.len() as u64;
                return true;
            };
            self.line += 1;
            self.offset += newline as u64 + 1;
            piece = &piece[newline + 1..];
        }
        let (wanted, done) = self.wanted(piece);
        let room = self.limit - self.kept.len();
        self.cut = wanted.len() > room;
        self.kept.extend_from_slice(&wanted[..wanted.len().min(room)]);
        !done && !self.cut
    }

    /// What of a piece lies in the range, and whether the range ends there.
    fn wanted<'a>(&mut self, piece: &'a [u8]) -> (&'a [u8], bool) {
        let Some(end) = self.end else { return (piece, false) };
        for newline in memchr_iter(b'\n', piece) {
            self.line += 1;
            if self.line > end {
                return (&piece[..=newline], true);
            }
        }
        (piece, false)
    }
}

/// How many lines a text has; one without a newline at its end counts.
pub(crate) fn count(text: &[u8]) -> u64 {
    let newlines = memchr_iter(b'\n', text).count() as u64;
    newlines + u64::from(text.last().is_some_and(|last| *last != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: u64, end: Option<u64>, limit: usize, expect: &str, offset: u64, cut: bool) {
        let text = "one\ntwo\nthree\nfour";
        for size in [1, 3, 4, 100] {
            let mut lines = Lines::new(start, end, limit);
            for piece in text.as_bytes().chunks(size) {
                if !lines.push(piece) {
                    break;
                }
            }
            let kept = String::from_utf8_lossy(&lines.kept).into_owned();
            assert_eq!((kept.as_str(), lines.offset, lines.cut), (expect, offset, cut), "{start}..{end:?} by {size}");
        }
    }

    #[test]
    fn ranges() {
        check(1, None, 100, "one\ntwo\nthree\nfour", 0, false);
        check(2, Some(3), 100, "two\nthree\n", 4, false);
        check(1, Some(1), 100, "one\n", 0, false);
        check(4, Some(9), 100, "four", 14, false);
        check(5, None, 100, "", 18, false);
    }

    #[test]
    fn limits() {
        check(2, Some(3), 5, "two\nt", 4, true);
        check(2, Some(3), 10, "two\nthree\n", 4, false);
        check(1, None, 18, "one\ntwo\nthree\nfour", 0, false);
        check(1, None, 17, "one\ntwo\nthree\nfou", 0, true);
    }

    #[test]
    fn counts() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)] {
            assert_eq!(count(text.as_bytes()), lines, "{text:?}");
        }
    }
}
