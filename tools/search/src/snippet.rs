//! The parts of a text that show why it was found: short, with the words marked, and where they stand.

use crate::query::Query;
use crate::words::{Word, Words, words};

/// How a snippet is made.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// The most snippets of one text.
    pub(crate) count: usize,
    /// About how many characters each has.
    pub(crate) length: usize,
    /// What stands before and behind each word that was looked for.
    pub(crate) mark: String,
}

/// A part of a text.
#[derive(Debug, PartialEq)]
pub(crate) struct Part {
    /// With marks, and with `…` where something is left out.
    pub(crate) text: String,
    /// Where its first marked word stands, from 1.
    pub(crate) line: u64,
    /// Where in that line, in characters, from 1.
    pub(crate) column: u64,
}

/// A word that was looked for.
#[derive(Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    term: usize,
}

/// The best parts of a text, in the order in which they stand there: those in which most of the terms come together.
pub(crate) fn parts(text: &str, query: &Query, terms: &mut Words, style: &Style) -> Vec<Part> {
    let wanted = |Word { at, form }: Word<'_>| {
        let term = query.find(terms.term(form)).filter(|term| query.wanted.contains(term))?;
        Some(Hit { start: at, end: at + form.len(), term })
    };
    let mut hits: Vec<Hit> = words(text).filter_map(wanted).collect();
    let mut groups: Vec<Vec<Hit>> = Vec::new();
    while groups.len() < style.count && !hits.is_empty() {
        let (from, to) = best(&hits, style.length);
        groups.push(hits.drain(from..to).collect());
    }
    groups.sort_by_key(|group| group[0].start);
    // What two groups would show twice, one shows.
    let mut parts: Vec<Part> = Vec::new();
    let mut shown_to = 0;
    for group in groups {
        let (start, end) = around(text, &group, style.length);
        let start = start.max(shown_to);
        shown_to = end.max(shown_to);
        if group[0].start >= start {
            parts.push(part(text, (start, end), &group, &style.mark));
        }
    }
    parts
}

/// The hits within `length` bytes of each other that have the most different terms; then the most hits, then the first.
fn best(hits: &[Hit], length: usize) -> (usize, usize) {
    let (mut best, mut best_value) = ((0, 1), (0, 0));
    let mut to = 0;
    let mut counts = std::collections::HashMap::new();
    for from in 0..hits.len() {
        while to < hits.len() && hits[to].end - hits[from].start <= length.max(hits[from].end - hits[from].start) {
            *counts.entry(hits[to].term).or_insert(0_usize) += 1;
            to += 1;
        }
        let value = (counts.len(), to - from);
        if value > best_value {
            (best, best_value) = ((from, to), value);
        }
        if let Some(count) = counts.get_mut(&hits[from].term) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&hits[from].term);
            }
        }
    }
    best
}

/// The hits with as much around them as there is room for, from word to word.
fn around(text: &str, group: &[Hit], length: usize) -> (usize, usize) {
    let (first, last) = (group[0].start, group[group.len() - 1].end);
    let room = length.saturating_sub(last - first);
    let start = text.floor_char_boundary(first.saturating_sub(room / 3));
    let end = text.ceil_char_boundary((last + room - (first - start).min(room)).min(text.len()));
    let between = |letter: char| !letter.is_alphanumeric();
    let start = match text[start..first].find(between) {
        Some(gap) if start > 0 => start + gap,
        _ => start,
    };
    let end = match text[last..end].rfind(between) {
        Some(gap) if end < text.len() => last + gap,
        _ => end,
    };
    (start, end)
}

fn part(text: &str, (start, end): (usize, usize), group: &[Hit], mark: &str) -> Part {
    let mut marked = String::with_capacity(end - start + group.len() * mark.len() * 2 + 6);
    let mut at = start;
    for hit in group {
        spaced(&mut marked, &text[at..hit.start]);
        marked.push_str(mark);
        marked.push_str(&text[hit.start..hit.end]);
        marked.push_str(mark);
        at = hit.end;
    }
    spaced(&mut marked, &text[at..end]);
    let lead = if text[..start].trim().is_empty() { "" } else { "…" };
    let tail = if text[end..].trim().is_empty() { "" } else { "…" };
    let before = &text[..group[0].start];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Part {
        text: format!("{lead}{}{tail}", marked.trim()),
        line: before.matches('\n').count() as u64 + 1,
        column: before[line_start..].chars().count() as u64 + 1,
    }
}

/// One space for any run of white space: a snippet is one line.
fn spaced(to: &mut String, text: &str) {
    for letter in text.chars() {
        match letter.is_whitespace() {
            false => to.push(letter),
            true if to.ends_with(' ') => {}
            true => to.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn check(text: &str, query: &str, count: usize, length: usize, expect: &[(&str, u64, u64)]) {
        let mut terms = Words::new(Language::English);
        let query = Query::read(query, &mut terms).expect("a query");
        let found = parts(text, &query, &mut terms, &Style { count, length, mark: "*".into() });
        let found: Vec<_> = found.iter().map(|part| (part.text.as_str(), part.line, part.column)).collect();
        assert_eq!(found, expect, "{query:?}");
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        check("one\n  two  tests\nthree", "test", 1, 100, &[("one two *tests* three", 2, 8)]);
        check("größe Größen", "größen", 1, 100, &[("größe *Größen*", 1, 7)]);
        check("nothing", "else", 1, 100, &[]);
    }

    #[test]
    fn the_part_with_most_terms_is_best() {
        let text = format!("alpha {} beta alpha {} gamma", "x ".repeat(100), "y ".repeat(100));
        check(&text, "alpha beta", 1, 20, &[("…*beta* *alpha* y y y…", 1, 208)]);
        let found = [("*alpha* x x x x x x x…", 1, 1), ("…*beta* *alpha* y y y…", 1, 208)];
        check(&text, "alpha beta", 2, 20, &found);
        check(&text, "gamma", 3, 1, &[("…*gamma*", 1, 420)]);
    }

    #[test]
    fn any_script_is_cut_between_letters() {
        let text = "東京は日本の首都です。".repeat(50);
        let mut terms = Words::new(Language::None);
        let query = Query::read("首都", &mut terms).expect("a query");
        for length in 1..60 {
            let found = parts(&text, &query, &mut terms, &Style { count: 3, length, mark: "**".into() });
            assert!(!found.is_empty() && found.iter().all(|part| part.text.contains("**")), "{found:?}");
        }
    }
}
