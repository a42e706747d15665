//! Reads ahead. A call of the host costs as much as copying tens of pages, and SQLite asks page by page: whoever reads on where
//! a window ends gets one twice as large, and who jumps about a small one.

use toolgate_guest::fs::{Error, File};

/// What a first look at a place reads, in bytes.
const SMALLEST: u64 = 16 << 10;
/// The most that is asked for at once, in bytes; a host may give less.
const LARGEST: u64 = 256 << 10;
/// The most windows that are kept: a query reads a few tables and indexes in turn.
const MAX_WINDOWS: usize = 8;

/// What was read of one file and is still there.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    windows: Vec<Window>,
    clock: u64,
}

#[derive(Debug)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
    used: u64,
    /// What was asked for when it was read.
    length: u64,
}

impl Window {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    fn covers(&self, offset: u64, length: u64) -> bool {
        self.start <= offset && offset + length <= self.end()
    }
}

impl Windows {
    /// Fills `buffer` from `offset` on, and says how much of it; less only where the file, which has `size` bytes, ends.
    pub(crate) fn read(&mut self, file: &File, size: u64, buffer: &mut [u8], offset: u64) -> Result<usize, Error> {
        let wanted = (buffer.len() as u64).min(size.saturating_sub(offset));
        if wanted == 0 {
            return Ok(0);
        }
        self.clock += 1;
        let at = match self.windows.iter().position(|window| window.covers(offset, wanted)) {
            Some(at) => at,
            None => self.load(file, size, offset, wanted)?,
        };
        let window = &mut self.windows[at];
        window.used = self.clock;
        let from = (offset - window.start) as usize;
        let there = &window.bytes[from..window.bytes.len().min(from + wanted as usize)];
        buffer[..there.len()].copy_from_slice(there);
        Ok(there.len())
    }

    /// Forgets everything: the file is about to change.
    pub(crate) fn clear(&mut self) {
        self.windows.clear();
    }

    fn load(&mut self, file: &File, size: u64, offset: u64, wanted: u64) -> Result<usize, Error> {
        let before = self.windows.iter().position(|window| window.start < offset && offset <= window.end());
        let length = match before {
            Some(at) => (self.windows[at].length * 2).min(LARGEST),
            None => SMALLEST,
        };
        let length = length.max(wanted).min(size - offset);
        let at = before.unwrap_or_else(|| self.free());
        // Its memory first, so that the new one can have it.
        self.windows[at].bytes = Vec::new();
        let mut bytes = file.read_at(offset, length)?;
        while (bytes.len() as u64) < wanted {
            let read = bytes.len() as u64;
            let more = file.read_at(offset + read, wanted - read)?;
            if more.is_empty() {
                break;
            }
            bytes.extend_from_slice(&more);
        }
        self.windows[at] = Window { start: offset, bytes, used: self.clock, length };
        Ok(at)
    }

    /// The place of a new window: one more, or that of the one that was not used for longest.
    fn free(&mut self) -> usize {
        if self.windows.len() < MAX_WINDOWS {
            self.windows.push(Window { start: 0, bytes: Vec::new(), used: 0, length: 0 });
            return self.windows.len() - 1;
        }
        let oldest = self.windows.iter().enumerate().min_by_key(|(_, window)| window.used);
        oldest.map_or(0, |(at, _)| at)
    }
}
