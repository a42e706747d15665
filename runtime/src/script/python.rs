//! Where in a text its Python is. CPython itself parses it, in its engine: here only fences are looked for, and a line of three
//! backticks inside of a string is none.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{fence, names};

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

/// The full names `PROVIDER.NAME` of tools that the code spells out, and `PROVIDER.*` where it takes a provider as a whole. What stands in
/// strings and comments is not looked at, nor whether the script has something of its own that is called `tools`.
pub(super) fn tools(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    let name_at = |at: usize| at + bytes[at..].iter().take_while(|byte| is_name(**byte)).count();
    let mut found = BTreeSet::new();
    let (mut at, mut after_dot) = (0, false);
    while at < bytes.len() && found.len() < names::MAX_NAMES {
        match bytes[at] {
            b'#' => at += bytes[at..].iter().take_while(|byte| **byte != b'\n').count(),
            b'"' | b'\'' => at = string_end(bytes, at),
            byte if is_name(byte) => {
                let end = name_at(at);
                let is_tools = &text[at..end] == "tools" && !after_dot;
                at = end;
                let mut segments = Vec::new();
                while is_tools && segments.len() < 2 && bytes.get(at) == Some(&b'.') && name_at(at + 1) > at + 1 {
                    segments.push(&text[at + 1..name_at(at + 1)]);
                    at = name_at(at + 1);
                }
                let name = match segments[..] {
                    [provider, tool] => format!("{provider}.{tool}"),
                    [provider] => format!("{provider}.*"),
                    _ => String::new(),
                };
                if !name.is_empty() && name.len() <= names::MAX_NAME {
                    found.insert(name);
                }
            }
            _ => at += 1,
        }
        after_dot = at > 0 && bytes[at - 1] == b'.';
    }
    found.into_iter().collect()
}

/// Where the string ends that begins there.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let is_triple = |at: usize| bytes.get(at..at + 3) == Some(&[quote; 3]);
    let triple = is_triple(start);
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            _ if triple && is_triple(at) => return at + 3,
            byte if !triple && (byte == quote || byte == b'\n') => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
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

    #[test]
    fn the_tools_that_are_spelt_out() {
        let text = r#"
a = await tools.shop.orders(customer=1)  # tools.not.this
b = 'tools.nor.this'; c = f(tools.files, my.tools.own.x, mytools.a.b)
d = """tools.nor
'''.that"""; e = 'it\'s tools.x.y'; await tools.shop.orders(); tools[0]; tools.web.get.x
"#;
        assert_eq!(super::tools(text), ["files.*", "shop.orders", "web.get"]);
        assert_eq!(super::tools("'tools.a.b"), Vec::<String>::new());
    }
}
