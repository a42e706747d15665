//! CPython's objects that live as long as their instance, made immortal in a snapshot: their reference counts are then never
//! written to, and the pages that they lie in stay the image's own. Never trusts an address: what does not look like the object
//! that it is said to be is left alone.

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{DataKind, Operator, Parser, Payload};

/// What CPython 3.14 gives to immortal objects where a word has 32 bits (`_Py_IMMORTAL_INITIAL_REFCNT`). Any count from 2³⁰ on
/// counts as such, so it stays one if some code should add or subtract a few.
const IMMORTAL: u32 = 5 << 28;

/// A count that is larger is none that a snapshot's object has.
const MOST_REFERENCES: u32 = 1 << 24;

/// An object as the engine names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object {
    address: u32,
    /// The address of its type, which is the object's second word.
    kind: u32,
}

impl Object {
    /// Reads a list: two little-endian words each, in hexadecimal digits.
    pub(super) fn list(text: &str) -> impl Iterator<Item = Self> + '_ {
        let word = |digits: &str| Some(u32::from_str_radix(digits, 16).ok()?.swap_bytes());
        (0..text.len() / 16).filter_map(move |index| {
            let pair = text.get(index * 16..index * 16 + 16)?;
            Some(Self { address: word(pair.get(..8)?)?, kind: word(pair.get(8..)?)? })
        })
    }
}

/// Makes the objects immortal; returns how many of them were there.
pub(super) fn immortalize(component: &mut [u8], objects: &[Object]) -> Result<usize> {
    let segments = segments(component)?;
    let mut count = 0;
    for object in objects {
        for (start, bytes) in &segments {
            let Some(offset) = object.address.checked_sub(*start) else { continue };
            let at = bytes.start + offset as usize;
            if at + 8 > bytes.end {
                continue;
            }
            let references = word(&component[at..at + 4]).context("a word has four bytes")?;
            let is_object = word(&component[at + 4..at + 8]) == Some(object.kind);
            if is_object && (1..MOST_REFERENCES).contains(&references) {
                component[at..at + 4].copy_from_slice(&IMMORTAL.to_le_bytes());
                count += 1;
            }
        }
    }
    ensure!(count > 0 || objects.is_empty(), "the snapshot has none of the objects that its engine names");
    Ok(count)
}

/// Where the memory's initial content is: from which address on, and which bytes of the component.
fn segments(component: &[u8]) -> Result<Vec<(u32, Range<usize>)>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        let Payload::DataSection(section) = payload? else { continue };
        for data in section {
            let data = data?;
            let DataKind::Active { memory_index: 0, offset_expr } = data.kind else { continue };
            let mut operators = offset_expr.get_operators_reader();
            let Operator::I32Const { value } = operators.read()? else { continue };
            found.push((value as u32, data.range.end - data.data.len()..data.range.end));
        }
    }
    Ok(found)
}

fn word(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with 16 bytes of memory from address 8 on: two objects of type 77, the second one with no references.
    fn module() -> Vec<u8> {
        let mut data = Vec::new();
        for value in [3_u32, 77, 0, 77] {
            data.extend(value.to_le_bytes());
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([5, 3, 1, 0, 1]);
        module.extend([11, 22, 1, 0, 0x41, 8, 0x0b, 16]);
        module.extend(data);
        module
    }

    #[test]
    fn only_what_looks_like_the_object_is_touched() {
        let before = module();
        let list: String = [(8_u32, 77_u32), (16, 77), (8, 78), (12, 77), (20, 77), (1 << 30, 77)]
            .iter()
            .map(|(address, kind)| format!("{:08x}{:08x}", address.swap_bytes(), kind.swap_bytes()))
            .collect();
        let objects: Vec<Object> = Object::list(&list).collect();
        let mut after = before.clone();
        assert_eq!(immortalize(&mut after, &objects).unwrap(), 1);
        let changed: Vec<usize> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
        let start = before.len() - 16;
        assert!(changed.iter().all(|at| (start..start + 4).contains(at)), "{changed:?}");
        assert_eq!(after[start..start + 4], IMMORTAL.to_le_bytes());
    }

    #[test]
    fn a_snapshot_without_any_of_them_is_an_error() {
        let gone = Object { address: 4096, kind: 77 };
        assert!(immortalize(&mut module(), &[gone]).is_err());
        assert_eq!(immortalize(&mut module(), &[]).unwrap(), 0);
    }
}
