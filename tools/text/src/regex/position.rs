//! Where in a text something is, as its reader counts. Goes through the text once, from one place to the next.

/// A place that only moves forwards.
pub(super) struct Position<'a> {
    text: &'a str,
    at: usize,
    /// In UTF-16 code units, which is how JavaScript indexes.
    pub(super) offset: u64,
    /// From 1.
    pub(super) line: u64,
    /// In characters, from 1.
    pub(super) column: u64,
}

impl<'a> Position<'a> {
    pub(super) fn start(text: &'a str) -> Self {
        Position { text, at: 0, offset: 0, line: 1, column: 1 }
    }

    /// Moves to a byte that begins a character, not before where it is.
    pub(super) fn advance(&mut self, to: usize) {
        for character in self.text[self.at..to].chars() {
            self.offset += character.len_utf16() as u64;
            self.column += 1;
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            }
        }
        self.at = to;
    }
}
