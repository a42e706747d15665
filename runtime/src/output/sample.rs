//! A part of a JSON value that is itself JSON: first and last items, as many as there is room for. Whatever is left out or
//! shortened says so in its place, and nothing is cut inside a character or an escape.

use super::peek::{Entries, Items, Peek, characters, peek};

/// How deep a sample goes; below, a value that is too large is only named.
const MAX_DEPTH: usize = 8;
/// Room for a remark such as `"… 4998 more items …"`.
const REMARK: usize = 32;
/// The least room that is worth having for a value of an object, and for an item of an array.
const MIN_VALUE: usize = 24;
const MIN_ITEM: usize = 2 * REMARK;
/// How many last items a sample shows, beside the first ones.
const LAST_ITEMS: usize = 3;

/// As much of `text`, which is valid JSON, as fits into about `room` bytes.
pub(super) fn sample(text: &str, room: usize) -> String {
    sample_at(text, room, MAX_DEPTH)
}

fn sample_at(text: &str, room: usize, depth: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    match peek(text, room / 2 + 1, LAST_ITEMS) {
        Peek::Scalar(text) if text.len() <= MIN_VALUE => text.to_owned(),
        Peek::Scalar(number) => shortened(number, room),
        Peek::String(text) => shortened(&text[1..text.len() - 1], room),
        Peek::Array(items) if depth == 0 || room < MIN_ITEM => format!("\"… {} items …\"", items.len),
        Peek::Object(entries) if depth == 0 || room < MIN_ITEM => format!("\"… {} keys …\"", entries.len),
        Peek::Array(items) => array(&items, room, depth),
        Peek::Object(entries) => object(&entries, room, depth),
    }
}

/// A string's leading part, given as it is written in JSON.
fn shortened(inside: &str, room: usize) -> String {
    let mut left = room.saturating_sub(2 * REMARK);
    let all = characters(inside).count();
    let leading = characters(inside).take_while(|character| {
        let fits = character.len() <= left;
        left = left.saturating_sub(character.len());
        fits
    });
    format!("\"{}… (shortened, {all} characters in all)\"", leading.collect::<String>())
}

/// First items in three quarters of the room, last ones in the rest. No item takes more than a third: a few shortened items
/// say more than one.
fn array(items: &Items<'_>, room: usize, depth: usize) -> String {
    let room = room.saturating_sub(REMARK);
    let most = room / 3;
    let mut last = Vec::new();
    let mut left = room / 4;
    for item in items.tail.iter().rev() {
        if item.len().min(MIN_ITEM) > left.min(most) {
            break;
        }
        let item = sample_at(item, left.min(most), depth - 1);
        left = left.saturating_sub(item.len() + 1);
        last.push(item);
    }
    let mut parts = Vec::new();
    left += room - room / 4;
    for item in &items.head {
        if item.len().min(MIN_ITEM) > left.min(most) {
            break;
        }
        let item = sample_at(item, left.min(most), depth - 1);
        left = left.saturating_sub(item.len() + 1);
        parts.push(item);
    }
    let left_out = items.len - parts.len() - last.len();
    if left_out > 0 {
        parts.push(format!("\"… {left_out} more items …\""));
    }
    parts.extend(last.into_iter().rev());
    format!("[{}]", parts.join(","))
}

/// Every key where there is room, small values whole, and what is left shared by the large ones.
fn object(entries: &Entries<'_>, room: usize, depth: usize) -> String {
    let mut left = room.saturating_sub(REMARK);
    let mut shown = Vec::new();
    for (key, value) in &entries.head {
        let least = key.len() + 2 + value.len().min(MIN_VALUE);
        if least > left {
            break;
        }
        left -= least;
        shown.push((*key, *value, value.len().min(MIN_VALUE)));
    }
    share(&mut shown, left);
    let mut parts: Vec<_> =
        shown.iter().map(|(key, value, room)| format!("{key}:{}", sample_at(value, *room, depth - 1))).collect();
    let left_out = entries.len - shown.len();
    if left_out > 0 {
        parts.push(format!("\"…\":\"{left_out} more keys\""));
    }
    format!("{{{}}}", parts.join(","))
}

/// Gives `left` bytes to the values that want more than they have, the smallest wants first, evenly.
fn share(shown: &mut [(&str, &str, usize)], mut left: usize) {
    let mut wanting: Vec<_> = shown.iter_mut().filter(|(_, value, room)| value.len() > *room).collect();
    wanting.sort_by_key(|(_, value, _)| value.len());
    let mut waiting = wanting.len();
    for (_, value, room) in wanting {
        let given = (value.len() - *room).min(left / waiting);
        *room += given;
        left -= given;
        waiting -= 1;
    }
}
