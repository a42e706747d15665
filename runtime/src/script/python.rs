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
/// comments and strings is not looked at, but for what an f-string computes, nor whether the script has something of its own that is called
/// `tools`.
pub(super) fn tools(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut found = BTreeSet::new();
    // What the place is inside of, the innermost last; nothing is plain code.
    let mut inside: Vec<Inside> = Vec::new();
    let (mut at, mut after_dot) = (0, false);
    while at < bytes.len() && found.len() < names::MAX_NAMES {
        if let Some(Inside::Text { .. } | Inside::Format) = inside.last() {
            at = in_text(bytes, at, &mut inside);
            continue;
        }
        match bytes[at] {
            b'#' => at += bytes[at..].iter().take_while(|byte| **byte != b'\n').count(),
            b'"' | b'\'' => at = string_end(bytes, at),
            byte if is_name(byte) => {
                let word = &text[at..name_end(bytes, at)];
                at += word.len();
                if is_quote(bytes, at) && computes(word) {
                    let triple = is_triple(bytes, at);
                    let raw = word.contains(['r', 'R']);
                    inside.push(Inside::Text { quote: bytes[at], triple, raw });
                    at += if triple { 3 } else { 1 };
                } else if word == "tools" && !after_dot {
                    let name = tool_at(text, &mut at);
                    found.extend((!name.is_empty() && name.len() <= names::MAX_NAME).then_some(name));
                }
            }
            byte => {
                in_code(byte, &mut inside);
                at += 1;
            }
        }
        after_dot = at > 0 && bytes[at - 1] == b'.';
    }
    found.into_iter().collect()
}

/// What a place inside of an f-string is in.
#[derive(Clone, Copy)]
enum Inside {
    /// Its text, with the quote that ends it.
    Text { quote: u8, triple: bool, raw: bool },
    /// An expression in it, within so many brackets of the expression's own.
    Code { brackets: usize },
    /// How a value is to be written, after the colon.
    Format,
}

/// One step in an f-string's text.
fn in_text(bytes: &[u8], at: usize, inside: &mut Vec<Inside>) -> usize {
    let next = bytes.get(at + 1).copied();
    match (inside.last().copied(), bytes[at]) {
        (Some(Inside::Text { raw: false, .. }), b'\\') if bytes[at + 1..].starts_with(b"N{") => at + 3,
        (Some(Inside::Text { .. }), b'\\') if next != Some(b'{') => at + 2,
        (Some(Inside::Text { .. }), b'{') if next == Some(b'{') => at + 2,
        (Some(Inside::Text { quote, triple: true, .. }), byte) if byte == quote && is_triple(bytes, at) => {
            inside.pop();
            at + 3
        }
        (Some(Inside::Text { quote, triple: false, .. }), byte) if byte == quote || byte == b'\n' => {
            inside.pop();
            at + 1
        }
        (Some(Inside::Format), b'}') => {
            inside.pop();
            at + 1
        }
        (_, b'{') => {
            inside.push(Inside::Code { brackets: 0 });
            at + 1
        }
        _ => at + 1,
    }
}

/// One step in code that is no name: brackets matter inside of an f-string only.
fn in_code(byte: u8, inside: &mut Vec<Inside>) {
    let Some(Inside::Code { brackets }) = inside.last_mut() else { return };
    match (byte, *brackets) {
        (b'(' | b'[' | b'{', _) => *brackets += 1,
        (b'}', 0) => _ = inside.pop(),
        (b':', 0) => _ = inside.pop().map(|_| inside.push(Inside::Format)),
        (b')' | b']' | b'}', open) => *brackets = open.saturating_sub(1),
        _ => {}
    }
}

/// The tool whose name goes on there, after `tools`: by attributes, or by keys that are plain strings. Moves on behind it.
fn tool_at(text: &str, at: &mut usize) -> String {
    let bytes = text.as_bytes();
    let mut name = String::new();
    while !name.contains('.') {
        let (part, end) = match bytes.get(*at) {
            Some(b'.') => (&text[*at + 1..name_end(bytes, *at + 1)], name_end(bytes, *at + 1)),
            Some(b'[') => match key(&text[*at + 1..]) {
                Some(key) => (key, *at + key.len() + 4),
                None => break,
            },
            _ => break,
        };
        if part.is_empty() {
            break;
        }
        name = if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
        *at = end;
    }
    if name.is_empty() || name.contains('.') { name } else { name + ".*" }
}

/// The key of a subscript that is one plain string.
fn key(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    let (key, rest) = text[1..].split_once(quote)?;
    (!key.contains(['\\', '\n']) && rest.starts_with(']')).then_some(key)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| is_name(**byte)).count()
}

fn is_quote(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'"' | b'\''))
}

fn is_triple(bytes: &[u8], at: usize) -> bool {
    is_quote(bytes, at) && bytes.get(at..at + 3) == Some(&[bytes[at]; 3])
}

/// Whether a string with that prefix computes parts of itself.
fn computes(prefix: &str) -> bool {
    matches!(prefix.to_ascii_lowercase().as_str(), "f" | "fr" | "rf" | "t" | "tr" | "rt")
}

/// Where the string ends that begins there.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let ends = |at: usize| bytes.get(at..at + 3) == Some(&[quote; 3]);
    let triple = is_triple(bytes, start);
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            _ if triple && ends(at) => return at + 3,
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
        assert_eq!(
            super::tools(r#"tools["a"]["b-c"](); tools.d['e']; tools["f.g"].h; tools.i[name]; tools['j"k]"#),
            ["a.b-c", "d.e", "f.g", "i.*"]
        );
    }

    #[test]
    fn what_an_f_string_computes_is_looked_at() {
        let text = r##"
f"tools.not.a {await tools.a.b(x={'k': 1})} {{tools.not.b}} {n:#x} {tools.c["d"]!r:>{tools.e.f()}}" # tools.not.c
rf'{1:\{tools.g.h}}' + Rf"""
"{tools.i.j(lambda: f'{tools.k.l}')}" tools.not.d""" + f"\N{EM DASH}{tools.m.n}" + "{tools.not.e}" + t'{tools.o.p
tools.q.r
"##;
        assert_eq!(super::tools(text), ["a.b", "c.d", "e.f", "g.h", "i.j", "k.l", "m.n", "o.p", "q.r"]);
        assert_eq!(super::tools("f'"), Vec::<String>::new());
        assert_eq!(super::tools("f'{tools.a"), ["a.*"]);
        assert_eq!(super::tools(&"f'{".repeat(100_000)), Vec::<String>::new());
    }
}
