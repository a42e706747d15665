//! One vocabulary: which bytes are a token, of which rank, and how many tokens a word is. It is read where it lies, so that a
//! plugin that lives for one call touches only what its text needs. The table is our own build's, and trusted.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::hash::hash;

/// A table of `build.rs`.
pub(crate) struct Vocabulary {
    starts: &'static [u8],
    slots: &'static [u8],
    bytes: &'static [u8],
}

impl Vocabulary {
    pub(crate) fn new(table: &'static [u8]) -> Self {
        let count = number(table, 0);
        let (starts, rest) = table[4..].split_at(4 * (count + 1));
        let (slots, bytes) = rest[4..].split_at(4 * number(rest, 0));
        Vocabulary { starts, slots, bytes }
    }

    fn rank(&self, token: &[u8]) -> Option<usize> {
        let mask = self.slots.len() / 4 - 1;
        let mut slot = hash(token) as usize & mask;
        loop {
            let rank = number(self.slots, slot).checked_sub(1)?;
            if self.bytes[number(self.starts, rank)..number(self.starts, rank + 1)] == *token {
                return Some(rank);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many tokens a word is: its bytes, and then always the two neighbours joined that are the token of the lowest rank, the
    /// first such where there are several.
    pub(crate) fn count(&self, word: &[u8]) -> usize {
        if word.len() < 2 || self.rank(word).is_some() {
            return word.len().min(1);
        }
        let mut parts = Parts::new(word.len());
        // Ranks and where the left neighbour begins; one whose neighbours are others by now is passed by.
        let mut pairs: BinaryHeap<Reverse<(usize, usize, usize)>> = BinaryHeap::new();
        let pair = |start: usize, end: usize| Some(Reverse((self.rank(&word[start..end])?, start, end)));
        pairs.extend((0..word.len() - 1).filter_map(|start| pair(start, start + 2)));
        while let Some(Reverse((_, start, end))) = pairs.pop() {
            if !parts.join(start, end) {
                continue;
            }
            if let Some(before) = parts.before(start) {
                pairs.extend(pair(before, end));
            }
            if let Some(after) = parts.end(end) {
                pairs.extend(pair(start, after));
            }
        }
        parts.count
    }
}

/// The number at an index of a list of them.
fn number(list: &[u8], at: usize) -> usize {
    let bytes = &list[4 * at..4 * at + 4];
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize
}

/// What a word has been joined to so far.
struct Parts {
    count: usize,
    /// Of each part, by where it begins: where it ends; 0 inside of a part.
    ends: Vec<usize>,
    /// Of each part, by where it ends: where it begins.
    starts: Vec<usize>,
}

impl Parts {
    fn new(length: usize) -> Self {
        let ends = (1..=length).collect();
        let starts = (0..=length).map(|end| end.saturating_sub(1)).collect();
        Parts { count: length, ends, starts }
    }

    fn end(&self, start: usize) -> Option<usize> {
        self.ends.get(start).copied()
    }

    fn before(&self, start: usize) -> Option<usize> {
        (start > 0).then(|| self.starts[start])
    }

    /// Joins the two parts that go from `start` to `end`, if there still are two.
    fn join(&mut self, start: usize, end: usize) -> bool {
        let middle = self.ends[start];
        if middle == 0 || middle >= end || self.ends[middle] != end {
            return false;
        }
        self.ends[start] = end;
        self.ends[middle] = 0;
        self.starts[end] = start;
        self.count -= 1;
        true
    }
}
