//! What a single file may not ask of the compiler: other files of this machine. A model wrote it, the compiler has its user's rights,
//! and what it reads would end up in the result or in its messages. Looks at words, and knows no more of Rust than where they end.

use std::str::FromStr;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use super::words::MAX_NESTING;

/// Macros that read files, or hand text to the assembler, which does.
const READERS: [&str; 6] = ["include", "include_str", "include_bytes", "asm", "global_asm", "naked_asm"];

/// The module that is generated.
const BINDINGS: &str = "tools";

/// Something that is refused, and where: line and column from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// # Errors
/// The first thing that is refused.
pub(super) fn check(source: &str) -> Result<(), Refused> {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    match TokenStream::from_str(text) {
        Ok(tokens) => walk(tokens, Place::Top, 0),
        // The compiler tells it better. But it reads other files before it has read all of this one.
        Err(error) if ["include", "asm", "path"].iter().any(|word| text.contains(word)) => {
            let at = error.span().start();
            Err(Refused { message: "it can't be read as Rust here".to_owned(), line: at.line, column: at.column + 1 })
        }
        Err(_) => Ok(()),
    }
}

/// Where tokens stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In no group.
    Top,
    /// In a group that is code.
    Code,
    /// In what a macro or an attribute may put together in another way.
    Macro,
}

/// `depth`: of how many groups the tokens are within.
fn walk(tokens: TokenStream, place: Place, depth: usize) -> Result<(), Refused> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => word(ident, &tokens, at, place)?,
            TokenTree::Group(group) if depth >= MAX_NESTING => {
                let message = format!("it is nested more than {MAX_NESTING} deep: take it apart");
                return Err(refused(group.span_open(), message));
            }
            TokenTree::Group(group) => {
                let inner = if place == Place::Macro || is_argument(&tokens, at) { Place::Macro } else { Place::Code };
                walk(group.stream(), inner, depth + 1)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn word(ident: &Ident, tokens: &[TokenTree], at: usize, place: Place) -> Result<(), Refused> {
    let name = ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    if READERS.contains(&name) {
        return Err(refused(
            ident.span(),
            format!("`{name}` can read files of this machine, which no script may: pass data as `input`"),
        ));
    }
    if name == "feature"
        && matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
    {
        return Err(refused(ident.span(), "a script has no unstable features: leave `feature` out".to_owned()));
    }
    if name == "mod" && !is_module_here(tokens, at, place) {
        let message = format!(
            "a script is one file: write modules in it, or make it a crate and compile its folder; `mod {BINDINGS};` has the tools' types"
        );
        return Err(refused(ident.span(), message));
    }
    Ok(())
}

/// Whether the module's content stands here, or is the one that is generated.
fn is_module_here(tokens: &[TokenTree], at: usize, place: Place) -> bool {
    let (Some(TokenTree::Ident(name)), Some(next)) = (tokens.get(at + 1), tokens.get(at + 2)) else { return false };
    match next {
        _ if place == Place::Macro => false,
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(end) => {
            end.as_char() == ';' && name == BINDINGS && place == Place::Top && !has_path(&tokens[..at])
        }
        _ => false,
    }
}

/// Whether the attributes that end these tokens say where a module is.
fn has_path(mut before: &[TokenTree]) -> bool {
    loop {
        before = match before {
            [rest @ .., TokenTree::Ident(word)] if word == "pub" => rest,
            [rest @ .., TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => rest,
            [rest @ .., TokenTree::Punct(hash), TokenTree::Group(group)]
                if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
            {
                if group.stream().to_string().contains("path") {
                    return true;
                }
                rest
            }
            _ => return false,
        };
    }
}

/// Whether the group is a macro's or an attribute's: after `name!`, `macro_rules! name`, `#` or `#!`.
fn is_argument(tokens: &[TokenTree], at: usize) -> bool {
    let is = |back: usize, c: char| {
        at.checked_sub(back).is_some_and(|at| matches!(&tokens[at], TokenTree::Punct(punct) if punct.as_char() == c))
    };
    let ident = at.checked_sub(1).is_some_and(|at| matches!(&tokens[at], TokenTree::Ident(_)));
    is(1, '!') || is(1, '#') || (ident && is(2, '!'))
}

fn refused(at: Span, message: String) -> Refused {
    let at = at.start();
    Refused { message, line: at.line, column: at.column + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_pass() {
        for source in [
            include_str!("../../new/templates/script-rust/lib.rs"),
            "mod tools; pub mod a { pub(crate) mod b {} } fn main() { let path = \"x\"; let s = \"include_str!\"; /* mod x; */ }",
            "#[allow(dead_code)] pub(crate) mod tools;",
            "#[cfg(feature = \"x\")] fn f() { if !(a) { model(); } }",
            "fn main() { let x = 1; ", // The compiler says what is wrong.
            "\u{feff}fn main() {}",
        ] {
            assert_eq!(check(source), Ok(()), "{source}");
        }
    }

    #[test]
    fn what_reads_files_is_refused() {
        for source in [
            "const X: &str = include_str!(\"/etc/passwd\");",
            "use std::include_bytes as x;",
            "macro_rules! m { ($i:ident) => { $i!(\"/x\") } } m!(include);",
            "#![doc = include_str!(\"x\")]",
            "fn f() { r#include!(\"x\") }",
            "core::arch::global_asm!(\".incbin \\\"x\\\"\");",
            "mod other;",
            "#[path = \"/etc/passwd\"] mod tools;",
            "#[path = \"/etc/passwd\"] pub(crate) mod tools;",
            "#[cfg_attr(all(), path = \"/x\")] #[allow(x)] mod tools;",
            "mod a { mod tools; }",
            "macro_rules! m { ($a:tt $b:tt $c:tt) => { #[path = \"/x\"] $a $b; } } m!(mod x {});",
            "macro_rules! m { ($a:ident) => { mod $a; } }",
            "#![feature(macro_metavar_expr_concat)]",
            "#![cfg_attr(all(), feature(x))]",
            "fn f() { include_str!(\"x\") ",
        ] {
            assert!(check(source).is_err(), "{source}");
        }
        for depth in [MAX_NESTING + 1, 300_000] {
            let nested = format!("fn f() {}{}", "{".repeat(depth), "}".repeat(depth));
            assert!(check(&nested).unwrap_err().message.contains("nested more than 256 deep"));
        }
        let told = check("\n  mod x;").unwrap_err();
        assert_eq!((told.line, told.column), (2, 3));
    }
}
