//! The script inside of a Markdown answer. Finds fenced blocks and nothing else: whether a text is Markdown at all, the
//! caller decides.

use std::ops::Range;

use super::{Language, python};

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Where its fence starts.
    pub(super) start: usize,
    /// The lines between the fences.
    pub(super) content: Range<usize>,
    /// What the fence says it is, as it was written; empty where it says nothing.
    pub(super) tag: String,
}

impl Block {
    /// The language that the tag names, of those that an engine runs.
    pub(super) fn language(&self) -> Option<Language> {
        self.tag.parse().ok().filter(|language| *language != Language::Plan)
    }
}

/// An opening fence: its character, how often, and its tag.
struct Fence {
    character: u8,
    count: usize,
    tag: String,
}

/// Whether the first line that is not blank opens a fence.
pub(super) fn leads(text: &str) -> bool {
    let start = text.len() - text.trim_start().len();
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    opening(first_line(&text[line..])).is_some()
}

/// The first block whose tag is a language of scripts, or else the first that has no tag.
pub(super) fn script(text: &str) -> Option<Block> {
    let mut untagged = None;
    for block in blocks(text) {
        if block.language().is_some() {
            return Some(block);
        }
        if block.tag.is_empty() && untagged.is_none() {
            untagged = Some(block);
        }
    }
    untagged
}

/// How many blocks have the tag of the one whose content begins there, beside it. Those without a tag may be anything.
pub(super) fn others(text: &str, content: usize) -> usize {
    let before = text.len() - text.trim_start().len();
    if content <= before {
        return 0;
    }
    let mut blocks = blocks(text).skip_while(|block| block.content.start != content);
    let Some(tag) = blocks.next().map(|block| block.tag).filter(|tag| !tag.is_empty()) else { return 0 };
    blocks.filter(|block| block.tag == tag).count()
}

/// Every block, in order.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block> {
    let any = text.contains("```") || text.contains("~~~");
    let mut at = if any { 0 } else { text.len() };
    std::iter::from_fn(move || {
        while at < text.len() {
            let line = first_line(&text[at..]);
            let start = at;
            at += line.len();
            if let Some(fence) = opening(line) {
                let (content, after) = close(text, at, &fence);
                at = after;
                return Some(Block { start, content, tag: fence.tag });
            }
        }
        None
    })
}

/// The content of a block that starts there, and where the text goes on. A block that nobody closes reaches to the end.
fn close(text: &str, start: usize, fence: &Fence) -> (Range<usize>, usize) {
    let mut at = start;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if closes(line, fence) {
            return (start..at, at + line.len());
        }
        at += line.len();
    }
    (start..text.len(), text.len())
}

/// The content of a block up to the text's last fence, where that is another one: a script may itself contain fences.
pub(super) fn longest(text: &str, block: &Block) -> Option<Range<usize>> {
    let fence = opening(first_line(&text[block.start..]))?;
    let mut at = block.content.end;
    let mut last = at;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if closes(line, &fence) {
            last = at;
        }
        at += line.len();
    }
    (last > block.content.end).then_some(block.content.start..last)
}

/// The content of a block of Python: a line that would close it inside of a string does not.
pub(super) fn longest_python(text: &str, block: &Block) -> Range<usize> {
    let content = block.content.clone();
    let Some(fence) = opening(first_line(&text[block.start..])) else { return content };
    let mut strings = python::Strings::default();
    let mut at = content.start;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if closes(line, &fence) && !strings.open() {
            return content.start..at;
        }
        strings.pass(line);
        at += line.len();
    }
    // A string that never ends: the first fence was meant.
    content
}

fn opening(line: &str) -> Option<Fence> {
    let (character, count, info) = run(line)?;
    if character == b'`' && info.contains('`') {
        return None;
    }
    let tag =
        info.trim().trim_start_matches(['{', '.']).split([' ', '\t', ',', ':', ';', '{', '}']).next().unwrap_or("");
    Some(Fence { character, count, tag: tag.to_owned() })
}

fn closes(line: &str, fence: &Fence) -> bool {
    run(line).is_some_and(|(character, count, rest)| {
        character == fence.character && count >= fence.count && rest.trim().is_empty()
    })
}

/// At most three spaces, then at least three of one of the two characters, and the rest of the line.
fn run(line: &str) -> Option<(u8, usize, &str)> {
    let trimmed = line.trim_start_matches(' ');
    let character = *trimmed.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = trimmed.bytes().take_while(|byte| *byte == character).count();
    (count >= 3 && line.len() - trimmed.len() <= 3).then(|| (character, count, &trimmed[count..]))
}

/// The first line with what ends it.
fn first_line(text: &str) -> &str {
    text.find('\n').map_or(text, |newline| &text[..=newline])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(&str, &str)>) {
        let found = script(text);
        assert_eq!(found.as_ref().map(|block| (block.tag.as_str(), &text[block.content.clone()])), expect, "{text:?}");
    }

    #[test]
    fn finds_the_script() {
        check("```js\na\n```", Some(("js", "a\n")));
        check("prose\n\n   ~~~~ts title=x\na\n~~~\nb\n~~~~~  \nprose", Some(("ts", "a\n~~~\nb\n")));
        check("```\na\n```", Some(("", "a\n")));
        check("```js\r\na\r\n```\r\n", Some(("js", "a\r\n")));
        check("```typescript\nnever closed", Some(("typescript", "never closed")));
        check("``` {.js}\na\n```", Some(("js", "a\n")));
        check("```JavaScript\na\n```", Some(("JavaScript", "a\n")));
        check("```js", Some(("js", "")));
    }

    #[test]
    fn prefers_a_tag_that_it_knows() {
        check("```sh\nls\n```\n```python\npass\n```", Some(("python", "pass\n")));
        check("```\nout\n```\n```json\n{}\n```\n```mts\na\n```\n```js\nb\n```", Some(("mts", "a\n")));
        check("```sh\nnpm\n```\n```\nfirst\n```\n```\nsecond\n```", Some(("", "first\n")));
        check("```ruby\nputs 1\n```", None);
    }

    #[test]
    fn counts_the_others() {
        let text = "```js\na\n```\n```js\nb\n```\n```\nout\n```\n```sh\nls\n```\n```js\nc\n```";
        assert_eq!((others(text, 6), others(text, 0), others("```\na\n```\n```\nb\n```", 4)), (2, 0, 0));
    }

    #[test]
    fn what_is_no_fence() {
        check("no fence at all", None);
        check("    ```js\n    a\n    ```", None);
        check("```js return 1```", None);
        check("``js\na\n``", None);
        check("text ```js\n a", None);
    }

    #[test]
    fn leading_fences() {
        assert!(leads("\n\n  ```js\na\n```"));
        assert!(leads("~~~\na"));
        assert!(!leads("a\n```js\n```"));
        assert!(!leads("```js a```"));
        assert!(!leads(""));
    }

    #[test]
    fn a_script_that_contains_fences() {
        let text = "```js\nconst t = `\n```\nx\n```\n`;\n```\nbye";
        let block = script(text).unwrap();
        assert_eq!(&text[block.content.clone()], "const t = `\n");
        assert_eq!(&text[longest(text, &block).unwrap()], "const t = `\n```\nx\n```\n`;\n");
    }
}
