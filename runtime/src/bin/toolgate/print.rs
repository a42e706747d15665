//! Standard output: JSON, one value and a newline. Indented on a terminal, as it is anywhere else. Nothing else is ever
//! written there but a component that was asked for there.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result, bail};

/// Nesting beyond this isn't indented further.
const MAX_INDENT: usize = 40;

/// Prints a JSON text. A reader that has gone away is not an error.
///
/// # Errors
/// Standard output can't be written to.
pub(crate) fn json(text: &str) -> Result<()> {
    if io::stdout().is_terminal() { line(&indented(text)) } else { line(text) }
}

/// Prints a text and a newline. A reader that has gone away is not an error.
///
/// # Errors
/// Standard output can't be written to.
pub(crate) fn line(text: &str) -> Result<()> {
    all(&[text.as_bytes(), b"\n"])
}

/// Writes a component. A reader that has gone away is not an error.
///
/// # Errors
/// Standard output is a terminal, or can't be written to.
pub(crate) fn component(wasm: &[u8]) -> Result<()> {
    if io::stdout().is_terminal() {
        bail!("a terminal can't show WebAssembly: send it to a file or a program, or name a file with -o");
    }
    all(&[wasm])
}

fn all(parts: &[&[u8]]) -> Result<()> {
    let mut out = io::stdout().lock();
    match parts.iter().try_for_each(|part| out.write_all(part)).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("can't write to standard output"),
    }
}

/// Valid JSON, indented by two spaces. Works on the text, so that numbers stay as they were written, and escapes what a
/// terminal would obey.
pub(crate) fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        if in_string {
            match c {
                '\u{7f}'..='\u{9f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                _ => out.push(c),
            }
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                out.push(c);
                while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(MAX_INDENT)));
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn indents_and_keeps_the_text() {
        let text = r#"{"a":[1.50,"x\"],{\\",[],{ }],"b":12345678901234567890123}"#;
        let wanted = "{\n  \"a\": [\n    1.50,\n    \"x\\\"],{\\\\\",\n    [],\n    {}\n  ],\n  \"b\": 12345678901234567890123\n}";
        assert_eq!(indented(text), wanted);
        assert_eq!(indented(" 1 "), "1");
        assert_eq!(indented("\"\u{9b}31m\""), r#""\u009b31m""#);
    }

    #[test]
    fn deep_nesting_is_bounded() {
        let text = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        assert!(indented(&text).len() < 4_000_000);
    }
}
