//! Where in a text its Python is. CPython itself parses it, in its engine: here only fences are looked for, and a line of three
//! backticks inside of a string is none.

use std::ops::Range;

use super::fence;

/// The script in a text that is said to be Python: the block that a fence says is Python, or else the first, where the text is
/// Markdown; else all of it. `None`: its only blocks are of another language.
pub(super) fn script(text: &str) -> Option<Range<usize>> {
    let Some(first) = first_fence(text) else { return Some(0..text.len()) };
    let mut untagged = None;
    let mut any = false;
    for block in fence::blocks(text).filter(|block| block.start >= first) {
        any = true;
        if block.language() == Some(super::Language::Python) {
            return Some(fence::longest_python(text, &block));
        }
        if block.tag.is_empty() && untagged.is_none() {
            untagged = Some(block);
        }
    }
    match untagged {
        Some(block) => Some(fence::longest_python(text, &block)),
        None if any => None,
        None => Some(0..text.len()),
    }
}

/// The first line that opens a fence and is not inside of a string.
fn first_fence(text: &str) -> Option<usize> {
    let mut strings = Strings::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !strings.open() && fence::leads(line) {
            return Some(at);
        }
        strings.pass(line);
        at += line.len();
    }
    None
}

/// Whether a string of several lines is open, line by line.
#[derive(Default)]
pub(super) struct Strings {
    /// The quote that ends it.
    quote: Option<u8>,
}

impl Strings {
    pub(super) fn open(&self) -> bool {
        self.quote.is_some()
    }

    pub(super) fn pass(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let triple = |at: usize, quote: u8| bytes.get(at..at + 3) == Some(&[quote; 3]);
        // Of a string that ends in its own line.
        let mut single: Option<u8> = None;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let step = match (self.quote, single) {
                (Some(_), _) | (_, Some(_)) if byte == b'\\' => 2,
                (Some(quote), _) if triple(at, quote) => {
                    self.quote = None;
                    3
                }
                (None, Some(quote)) if byte == quote => {
                    single = None;
                    1
                }
                (None, None) if byte == b'#' => return,
                (None, None) if matches!(byte, b'"' | b'\'') && triple(at, byte) => {
                    self.quote = Some(byte);
                    3
                }
                (None, None) if matches!(byte, b'"' | b'\'') => {
                    single = Some(byte);
                    1
                }
                _ => 1,
            };
            at += step;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(script(text).map(|range| &text[range]), expect, "{text:?}");
    }

    #[test]
    fn a_script_without_a_fence_is_all_of_it() {
        check("print(1)\n", Some("print(1)\n"));
        check("", Some(""));
    }

    #[test]
    fn the_block_that_is_python() {
        check("```python\na = 1\n```\n", Some("a = 1\n"));
        check("Sure!\n\n```py\na\n```\nDon't forget.", Some("a\n"));
        check("```sh\npip\n```\n```\nb\n```\n```python\na\n```", Some("a\n"));
        check("```\na\n```", Some("a\n"));
        check("```js\na\n```", None);
    }

    #[test]
    fn a_fence_inside_of_a_string_is_none() {
        let text = "t = '''\n```python\nx\n```\n'''\nprint(t)\n";
        check(text, Some(text));
        let text = "\"\"\"Doc:\n```\nx\n```\n\"\"\"\n# don't\nx = 'it\\'s' # '''\n";
        check(text, Some(text));
        check("```python\nt = '''\n```\n'''\nprint(t)\n```\nbye", Some("t = '''\n```\n'''\nprint(t)\n"));
    }
}
