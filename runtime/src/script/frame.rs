//! The code frame: the lines around a place, numbered, with a caret under the column. Never longer than a screen, whatever
//! the lines are.

use std::{fmt::Write, ops::Range};

use super::position::{self, Position};

/// Lines shown before and after the one that matters.
const AROUND: u32 = 2;
/// Characters shown of one line.
const WIDTH: usize = 140;
/// Characters kept before the column where a line is longer than [`WIDTH`].
const BEFORE: usize = 80;

/// The frame of a place in `text`, which shows nothing outside of `script`. Empty where the place does not exist.
pub(super) fn frame(text: &str, script: Range<usize>, at: Position) -> String {
    if position::line(text, at.line.wrapping_sub(1)).is_none() {
        return String::new();
    }
    let column = at.column.max(1) as usize - 1;
    let from = if column < WIDTH - 10 { 0 } else { column - BEFORE };
    let digits = at.line.saturating_add(AROUND).to_string().len();
    let mut frame = String::new();
    for number in at.line.saturating_sub(AROUND).max(1)..=at.line.saturating_add(AROUND) {
        let Some((start, end)) = position::line(text, number - 1) else { break };
        if end < script.start || start > script.end || (start == script.end && number != at.line) {
            continue;
        }
        let line = Line::cut(&text[start..end], from);
        let marker = if number == at.line { '>' } else { ' ' };
        let _ = writeln!(frame, "{}", format!("{marker} {number:digits$} | {}", line.shown).trim_end());
        if number == at.line {
            let _ = writeln!(frame, "  {:digits$} | {}^", "", line.blank(column - from));
        }
    }
    frame
}

/// What is shown of one line.
struct Line {
    shown: String,
}

impl Line {
    /// At most [`WIDTH`] characters from the one numbered `from` on; what is left out shows as an ellipsis, and what has no
    /// width of its own as a space.
    fn cut(line: &str, from: usize) -> Self {
        let mut characters = line.chars().skip(from);
        let mut shown: String = characters.by_ref().take(WIDTH).map(printable).collect();
        if characters.next().is_some() {
            shown.push('…');
        }
        if from > 0 && !shown.is_empty() {
            shown.replace_range(..shown.chars().next().map_or(0, char::len_utf8), "…");
        }
        Self { shown }
    }

    /// What puts a caret under that character: spaces, with tabs where the line has tabs.
    fn blank(&self, column: usize) -> String {
        let tabs = self.shown.chars().take(column).map(|character| if character == '\t' { '\t' } else { ' ' });
        let mut blank: String = tabs.collect();
        let missing = column.min(WIDTH).saturating_sub(blank.chars().count());
        blank.extend(std::iter::repeat_n(' ', missing));
        blank
    }
}

fn printable(character: char) -> char {
    if character == '\t' || !character.is_control() { character } else { ' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, line: u32, column: u32, expect: &str) {
        assert_eq!(frame(text, 0..text.len(), Position { line, column }), expect);
    }

    #[test]
    fn shows_two_lines_around() {
        let text = "a\nb\nc = 1\nd\ne\nf";
        check(text, 3, 5, "  1 | a\n  2 | b\n> 3 | c = 1\n    |     ^\n  4 | d\n  5 | e\n");
        check(text, 1, 1, "> 1 | a\n    | ^\n  2 | b\n  3 | c = 1\n");
        check(text, 6, 2, "  4 | d\n  5 | e\n> 6 | f\n    |  ^\n");
    }

    #[test]
    fn numbers_line_up_and_tabs_stay() {
        let text = "\n".repeat(8) + "\tx = y\nz";
        check(&text, 9, 6, "   7 |\n   8 |\n>  9 | \tx = y\n     | \t    ^\n  10 | z\n");
    }

    #[test]
    fn nothing_outside_of_the_script() {
        let text = "Here:\n```js\nlet x = ;\n```\nDone";
        let script = text.find("let").unwrap()..text.find("\n```\nDone").unwrap() + 1;
        let shown = frame(text, script, Position { line: 3, column: 9 });
        assert_eq!(shown, "> 3 | let x = ;\n    |         ^\n");
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let text = format!("{}HERE{}", "x".repeat(5_000), "y".repeat(5_000));
        let shown = frame(&text, 0..text.len(), Position { line: 1, column: 5_001 });
        let lines: Vec<&str> = shown.lines().collect();
        let (code, caret) = (lines[0].chars().collect::<Vec<_>>(), lines[1].chars().position(|c| c == '^').unwrap());
        assert!(code.len() < 160);
        assert_eq!(code[caret..caret + 4].iter().collect::<String>(), "HERE");
    }

    #[test]
    fn no_place_no_frame() {
        check("a", 7, 1, "");
        check("a", 0, 0, "");
    }
}
