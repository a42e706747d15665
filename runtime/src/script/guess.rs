//! Which language a text is in that nobody named. Looks at the beginnings of lines, and parses nothing.

use super::Language;
use super::fence::{self, Block};
use crate::plan;

/// Lines that are looked at.
const LINES: usize = 500;

/// What a line of Python begins with that ends in a colon.
const BLOCKS: [&str; 13] = [
    "def ", "class ", "if ", "elif ", "else", "for ", "while ", "with ", "try", "except", "finally", "match ", "async ",
];

/// Whether a text that is neither JavaScript nor TypeScript looks like Python: a comment, an import, a line that opens a block, or what
/// Python calls what others call by symbols.
pub(super) fn is_python(text: &str) -> bool {
    text.lines().take(LINES).map(str::trim).any(|line| {
        let imports =
            ["import ", "from "].iter().any(|word| line.starts_with(word)) && !line.contains(['"', '\'', '{']);
        let code = line.split(" #").next().unwrap_or_default().trim_end();
        let opens = code.ends_with(':') && BLOCKS.iter().any(|word| code.starts_with(word));
        let words = [" not in ", " is not ", " is None", " lambda ", "=lambda ", "(lambda ", " and not "];
        let comprehends = code.contains(" for ") && code.contains(" in ") && code.ends_with([']', ')', '}']);
        let literal = ["f\"", "f'"].iter().any(|open| {
            code.match_indices(open).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        line.starts_with("# ")
            || imports
            || opens
            || comprehends
            || literal
            || words.iter().any(|word| code.contains(word))
    })
}

/// Whether a text is a plan, or has one in its first block that may be one, with nothing but prose before that.
pub(super) fn is_plan(text: &str) -> bool {
    let Some(first) = fence::blocks(text).next() else { return plan::begins(text) };
    plan::begins(text) || (plan::is_prose(&text[..first.start]) && is_plan_in_block(text, &first))
}

fn is_plan_in_block(text: &str, first: &Block) -> bool {
    if first.tag.parse() == Ok(Language::Plan) {
        return true;
    }
    let may_be = |block: &Block| block.tag.is_empty() || block.tag.eq_ignore_ascii_case("json");
    fence::blocks(text).all(|block| block.language().is_none())
        && fence::blocks(text).find(may_be).is_some_and(|block| plan::begins(&text[block.content]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python() {
        for text in [
            "# a comment\nx = 1",
            "import json\nx = 1",
            "from math import sqrt\nsqrt(4)",
            "async def main(input):\n    return 1",
            "for n in range(3):  # three\n    print(n)",
            "x = [n for n in y if n]",
            "print(f\"{x}\")",
            "if a not in b: pass\n",
        ] {
            assert!(is_python(text), "{text:?}");
        }
        for text in
            ["const x = ;", "import x from \"y\"", "for (const x of y {", "case 'a':", "const f = `x`;", "x =", ""]
        {
            assert!(!is_python(text), "{text:?}");
        }
    }

    #[test]
    fn plans() {
        for text in [
            "1. search(\"a\")\n2. join()",
            "# remark\n\nThought: I search.\n1) search(\"a\")",
            "[{\"id\": 1, \"tool\": \"a.b\"}]",
            " {\"tasks\": [{\"id\": \"x\", \"tool\": \"a.b\", \"arguments\": {}}]}",
            "Here is my plan:\n1. search(\"a\")\n",
            "Here is my plan:\n\n[{\"id\": 1, \"tool\": \"a.b\"}]\nIt's done.",
            "Plan: [{\"id\": 1, \"tool\": \"a.b\"}]",
            "[1] search(\"a\")",
            "```plan\nwhatever\n```",
            "```json\n[{\"id\": 1, \"tool\": \"a.b\"}]\n```",
            "I'd do this:\n\n```\n1. search(\"a\")\n```\nor not",
        ] {
            assert!(is_plan(text), "{text:?}");
        }
        for text in [
            "[1, 2]",
            "[]",
            "{}",
            "[{\"id\": 1}]",
            "{ let x = 1; }",
            "2. search(\"a\")",
            "1.5 + f(2)",
            "return 1;",
            "/*\n1. search(\"a\")\n*/",
            "const plan = `\n1. search(\"a\")`",
            "[{\"id\": 1, \"tool\": \"a.b\"}].map(f)",
            "Some prose.\n2. search(\"a\")",
            "\"\"\"Doc\n1. search(\"a\")\n\"\"\"",
            "x = \"\"\"\n```plan\n1. search(\"a\")\n```\n\"\"\"",
            "```json\n[1]\n```",
            "```js\n1\n```\n```json\n[{\"id\": 1, \"tool\": \"a.b\"}]\n```",
            "",
        ] {
            assert!(!is_plan(text), "{text:?}");
        }
    }
}
