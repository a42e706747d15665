//! Which language a text is in that nobody named. Looks at the beginnings of lines, and parses nothing but JSON.

use serde_json::Value;

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

/// Whether a text is a plan: JSON whose tasks name tools, or lines of which the first that is no remark is task 1.
pub(super) fn is_plan(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['[', '{']) {
        return plan::begins(text);
    }
    let Ok(json) = serde_json::from_str::<Value>(text) else { return false };
    let tasks = json.get("tasks").unwrap_or(&json).as_array();
    let is_task = |task: &Value| task.get("id").is_some() && task.get("tool").is_some_and(Value::is_string);
    tasks.is_some_and(|tasks| !tasks.is_empty() && tasks.iter().all(is_task))
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
            "",
        ] {
            assert!(!is_plan(text), "{text:?}");
        }
    }
}
