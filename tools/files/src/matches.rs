//! Where in a text a regular expression matches, line by line, with the lines around. Touches no file.

use std::ops::ControlFlow;

use memchr::{memchr, memchr_iter, memrchr};
use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::syntax;
use regex_automata::{Input, Span};
use toolgate_guest::ToolFailure;

/// The longest line that is returned whole, in bytes.
const LINE_LIMIT: usize = 1000;
/// How much of a longer line stands before the match, in bytes.
const LEAD: usize = 200;
/// The most memory that a compiled expression takes, in bytes.
const REGEX_LIMIT: usize = 10 << 20;
/// The memory that a search keeps its states in, in bytes.
const CACHE: usize = 2 << 20;

/// What a call looks for.
#[derive(Debug)]
pub(crate) struct Query {
    regex: Regex,
    /// How many lines to return before each match, and behind it.
    context: (usize, usize),
}

/// A line that matches.
#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) line: u64,
    /// Of the first match in the line, in characters, from 1.
    pub(crate) column: u64,
    pub(crate) text: String,
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
}

impl Query {
    pub(crate) fn new(
        pattern: &str,
        literal: bool,
        ignore_case: bool,
        context: (u32, u32),
    ) -> Result<Self, ToolFailure> {
        let escaped = literal.then(|| regex_syntax::escape(pattern));
        let regex = Regex::builder()
            .configure(Regex::config().nfa_size_limit(Some(REGEX_LIMIT)).hybrid_cache_capacity(CACHE))
            .syntax(syntax::Config::new().case_insensitive(ignore_case).multi_line(true).crlf(true))
            .build(escaped.as_deref().unwrap_or(pattern))
            .map_err(|error| invalid(&error))?;
        Ok(Query { regex, context: (context.0 as usize, context.1 as usize) })
    }

    /// Calls `each` for every line that matches, until it is told to stop.
    ///
    /// It searches the text as a whole, which is far faster than line by line, and then asks each line that a match begins
    /// in on its own, so that no match reaches over the end of one.
    pub(crate) fn lines(&self, text: &str, mut each: impl FnMut(Line) -> ControlFlow<()>) -> ControlFlow<()> {
        let (mut at, mut line) = (0, 1);
        while at <= text.len() {
            let Some(found) = self.regex.search(&Input::new(text).span(Span { start: at, end: text.len() })) else {
                break;
            };
            let start = memrchr(b'\n', &text.as_bytes()[..found.start()]).map_or(0, |newline| newline + 1);
            line += memchr_iter(b'\n', &text.as_bytes()[at.min(start)..start]).count() as u64;
            let end = memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |newline| start + newline);
            let is_line = start < text.len() || text.is_empty();
            if let Some(found) = self.regex.find(whole_line(&text[start..end])).filter(|_| is_line) {
                each(self.line(text, (start, end), line, found.start()))?;
            }
            at = end + 1;
            line += 1;
        }
        ControlFlow::Continue(())
    }

    fn line(&self, text: &str, (start, end): (usize, usize), line: u64, column: usize) -> Line {
        let whole = whole_line(&text[start..end]);
        let mut before: Vec<String> = match start {
            0 => Vec::new(),
            start => {
                text[..start - 1].rsplit('\n').take(self.context.0).map(|line| shown(whole_line(line), 0)).collect()
            }
        };
        before.reverse();
        let rest = text.get(end + 1..).unwrap_or_default();
        Line {
            line,
            column: whole[..column].chars().count() as u64 + 1,
            text: shown(whole, column),
            before,
            after: rest.lines().take(self.context.1).map(|line| shown(line, 0)).collect(),
        }
    }
}

fn invalid(error: &BuildError) -> ToolFailure {
    let reason = match (error.syntax_error(), error.size_limit()) {
        (Some(error), _) => error.to_string(),
        (None, Some(limit)) => format!("it takes more than {limit} bytes when compiled: make it smaller"),
        (None, None) => error.to_string(),
    };
    ToolFailure::invalid_arguments(format!("`pattern` is not a regular expression: {reason}"))
}

fn whole_line(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

/// A line, or of a long one the part around `at`, with `…` where something is missing.
fn shown(line: &str, at: usize) -> String {
    if line.len() <= LINE_LIMIT {
        return line.to_owned();
    }
    let start = line.floor_char_boundary(at.saturating_sub(LEAD));
    let end = line.floor_char_boundary(start + LINE_LIMIT);
    let lead = if start > 0 { "…" } else { "" };
    let tail = if end < line.len() { "…" } else { "" };
    format!("{lead}{}{tail}", &line[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pattern: &str, ignore_case: bool, context: (u32, u32), text: &str) -> Vec<Line> {
        let query = Query::new(pattern, false, ignore_case, context).expect("a pattern");
        let mut lines = Vec::new();
        let _ = query.lines(text, |line| {
            lines.push(line);
            ControlFlow::Continue(())
        });
        lines
    }

    fn check(pattern: &str, text: &str, expect: &[(u64, u64, &str)]) {
        let found = lines(pattern, false, (0, 0), text);
        let found: Vec<(u64, u64, &str)> =
            found.iter().map(|line| (line.line, line.column, line.text.as_str())).collect();
        assert_eq!(found, expect, "{pattern:?} in {text:?}");
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("b", "abc\nxyz\n  bb\n", &[(1, 2, "abc"), (3, 3, "  bb")]);
        check("é", "aéb\n", &[(1, 2, "aéb")]);
        check("b$", "ab\r\ncb", &[(1, 2, "ab"), (2, 2, "cb")]);
        check("^$", "a\n\nb\n", &[(2, 1, "")]);
        check("x", "", &[]);
    }

    #[test]
    fn a_match_stays_in_its_line() {
        check(r"a\s+b", "a\nb\na b\n", &[(3, 1, "a b")]);
        check(r"\s+$", "a \n\nb\n", &[(1, 2, "a ")]);
        check(r"(?s)a.*c", "ab\ncab\nabc", &[(3, 1, "abc")]);
    }

    #[test]
    fn context_ends_where_the_text_ends() {
        let found = lines("2|5", false, (2, 1), "1\n2\n3\n4\n5\n");
        let around: Vec<(String, String)> =
            found.iter().map(|line| (line.before.join(","), line.after.join(","))).collect();
        assert_eq!(around, [("1".into(), "3".into()), ("3,4".into(), String::new())]);
    }

    #[test]
    fn case_and_literals() {
        assert_eq!(lines("ÄB", true, (0, 0), "äb").len(), 1);
        let query = Query::new("a.b(", true, false, (0, 0)).expect("escaped");
        let mut count = 0;
        let _ = query.lines("a.b( axb(", |_| {
            count += 1;
            ControlFlow::Continue(())
        });
        assert_eq!(count, 1);
        let message = |pattern| Query::new(pattern, false, false, (0, 0)).expect_err("no pattern").message;
        assert!(message("(").contains("unclosed group"), "{}", message("("));
        assert!(message("((a{1000}){1000}){1000}").contains("more than"), "{}", message("((a{1000}){1000}){1000}"));
    }

    #[test]
    fn a_long_line_is_shown_around_its_match() {
        let text = format!("{}needle{}", "ä".repeat(3000), "b".repeat(3000));
        let found = lines("needle", false, (0, 0), &text);
        assert_eq!(found[0].column, 3001);
        assert!(found[0].text.starts_with('…') && found[0].text.ends_with('…') && found[0].text.contains("needle"));
        assert!(found[0].text.len() < LINE_LIMIT + 10);
    }
}
