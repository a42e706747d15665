//! Changes to a text at given places, and the way back from the changed text to the original one. Everything that is not
//! changed keeps its bytes.

use std::{fmt, ops::Range};

/// What takes the place of `start..end` (nothing, where they are equal: an insertion).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: Text,
}

/// The texts that are put in. A number is the site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// A text that is always the same.
    Fixed(&'static str),
    /// The opening of a wrapped operand of `await`.
    Await(u32),
    /// The opening of what a `for await` iterates over.
    Iterate(u32),
    /// The opening of what is thrown.
    Throw(u32),
    /// The opening of a tool's call.
    Call(u32),
    /// The same, where there are more arguments than a tool has, or nobody knows how many.
    CallSpread(u32),
    /// What comes between a tool and its arguments.
    Arguments,
    /// What comes after a tool that is called without any.
    NoArguments,
    /// The opening of what is taken apart by a pattern.
    Destructure(u32),
    /// The same, by a pattern of an array.
    DestructureArray(u32),
    /// A dynamic import up to its specifier.
    Import(u32),
}

impl Text {
    fn len(self) -> usize {
        let (text, site) = self.parts();
        text.len() + site.map_or(0, |site| site.checked_ilog10().unwrap_or(0) as usize + 1 + ", ".len())
    }

    fn parts(self) -> (&'static str, Option<u32>) {
        match self {
            Self::Fixed(text) => (text, None),
            Self::Await(site) => ("__tg_w(", Some(site)),
            Self::Iterate(site) => ("__tg_i(", Some(site)),
            Self::Throw(site) => ("__tg_t(", Some(site)),
            Self::Call(site) => ("__tg_c(", Some(site)),
            Self::CallSpread(site) => ("__tg_s(", Some(site)),
            Self::Arguments => (", ", None),
            Self::NoArguments => (")", None),
            Self::Destructure(site) => ("__tg_d(", Some(site)),
            Self::DestructureArray(site) => ("__tg_a(", Some(site)),
            Self::Import(site) => ("__tg_import(", Some(site)),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (text, None) => f.write_str(text),
            (text, Some(site)) => write!(f, "{text}{site}, "),
        }
    }
}

impl Edit {
    pub(super) fn insert(at: u32, text: Text) -> Self {
        Self { start: at, end: at, text }
    }

    pub(super) fn replace(start: u32, end: u32, text: Text) -> Self {
        Self { start, end, text }
    }
}

/// A list of edits in the order of their places; those at the same place stay in the order in which they were given.
#[derive(Debug)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    pub(super) fn new(mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.start);
        Self(edits)
    }

    /// Writes the changed text. Edits may touch, but not overlap.
    pub(super) fn apply(&self, text: &str, out: &mut String) {
        use fmt::Write;
        out.reserve(text.len() + 12 * self.0.len());
        let mut at = 0;
        for edit in &self.0 {
            let Range { start, end } = edit.start as usize..edit.end as usize;
            out.push_str(text.get(at..start).unwrap_or_default());
            let _ = write!(out, "{}", edit.text);
            at = end.max(at);
        }
        out.push_str(text.get(at..).unwrap_or_default());
    }

    /// The place in the original text of a place in the changed one: for what was put in, the place where that was done.
    pub(super) fn original(&self, changed: usize) -> usize {
        let (mut at, mut out) = (0, 0);
        for edit in &self.0 {
            let kept = edit.start as usize - at;
            if changed < out + kept {
                break;
            }
            out += kept;
            if changed < out + edit.text.len() {
                return edit.start as usize;
            }
            out += edit.text.len();
            at = edit.end as usize;
        }
        at + (changed - out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_in_order_and_finds_the_way_back() {
        let edits = Edits::new(vec![
            Edit::insert(6, Text::Await(9)),
            Edit::insert(6, Text::Call(10)),
            Edit::replace(9, 10, Text::Fixed(", ")),
            Edit::insert(12, Text::Fixed(")")),
            Edit::replace(0, 0, Text::Fixed("<<")),
        ]);
        let text = "await t.a(x);";
        let mut out = String::new();
        edits.apply(text, &mut out);
        assert_eq!(out, "<<await __tg_w(9, __tg_c(10, t.a, x));");
        for (needle, expect) in [
            ("<<", 0),
            ("await", 0),
            ("wait", 1),
            ("__tg_w", 6),
            ("__tg_c", 6),
            ("t.a", 6),
            (".a", 7),
            (", x", 9),
            ("x)", 10),
        ] {
            assert_eq!(edits.original(out.find(needle).unwrap()), expect, "{needle}");
        }
        assert_eq!(edits.original(out.len()), text.len());
    }

    #[test]
    fn lengths_are_those_of_the_text() {
        for site in [0, 9, 10, 99, 100, u32::MAX] {
            for text in [Text::Await(site), Text::Import(site), Text::Fixed("é")] {
                assert_eq!(text.len(), text.to_string().len());
            }
        }
    }
}
