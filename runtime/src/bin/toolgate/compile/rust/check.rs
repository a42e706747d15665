//! What a single file may not ask of the compiler: other files of this machine, and its environment. A model wrote it, the compiler
//! has its user's rights, and what it reads would end up in the result or in its messages. Looks at words, and knows no more of Rust
//! than where they end.

use std::str::FromStr;

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};

use super::words::MAX_NESTING;

/// Macros that read files, or hand text to the assembler, which does; and an attribute that does.
const READERS: [&str; 7] =
    ["include", "include_str", "include_bytes", "asm", "global_asm", "naked_asm", "debugger_visualizer"];

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
    // The compiler leaves such a line out, and reads on with other words than these.
    if text.starts_with("#!") && !text.starts_with("#![") {
        let message = "a script in Rust has no `#!` line: leave it out".to_owned();
        return Err(Refused { message, line: 1, column: 1 });
    }
    match TokenStream::from_str(text) {
        Ok(tokens) => Check { has_macros: text.contains("macro") }.walk(tokens, Place::Top, 0),
        // The compiler tells it better. But it reads other files before it has read all of this one.
        Err(error) if ["include", "asm", "path", "env", "debugger"].iter().any(|word| text.contains(word)) => {
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
    /// In what a macro may put together in another way.
    Macro,
    /// In an attribute, which may be a macro as well.
    Attribute,
}

impl Place {
    /// Where the tokens of a group stand that stands here.
    fn within(self, tokens: &[TokenTree], group: usize) -> Self {
        let is = |back: usize, c: char| group.checked_sub(back).is_some_and(|at| is_punct(tokens.get(at), c));
        let named = matches!(group.checked_sub(1).and_then(|at| tokens.get(at)), Some(TokenTree::Ident(_)));
        match self {
            // `#[…]`, `#![…]`
            _ if self == Self::Attribute || is(1, '#') || (is(1, '!') && is(2, '#')) => Self::Attribute,
            // `name!(…)`, `macro_rules! name {…}`
            _ if self == Self::Macro || is(1, '!') || (named && is(2, '!')) => Self::Macro,
            _ => Self::Code,
        }
    }

    /// Whether what stands here may become other code.
    fn is_macro(self) -> bool {
        matches!(self, Self::Macro | Self::Attribute)
    }
}

struct Check {
    /// It may have macros of its own, which put words together.
    has_macros: bool,
}

impl Check {
    /// `depth`: of how many groups the tokens are within.
    fn walk(&self, tokens: TokenStream, place: Place, depth: usize) -> Result<(), Refused> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(ident) => self.word(ident, &tokens, at, place)?,
                TokenTree::Group(group) if depth >= MAX_NESTING => {
                    let message = format!("it is nested more than {MAX_NESTING} deep: take it apart");
                    return Err(refused(group.span_open(), message));
                }
                TokenTree::Group(group) => self.walk(group.stream(), place.within(&tokens, at), depth + 1)?,
                TokenTree::Literal(literal) => self.literal(literal, &tokens[..at], place)?,
                TokenTree::Punct(_) => {}
            }
        }
        Ok(())
    }

    /// A text that a derive may read as code, as serde does: `#[serde(from = "…")]`.
    fn literal(&self, literal: &Literal, before: &[TokenTree], place: Place) -> Result<(), Refused> {
        let may_be_code = place == Place::Attribute || (place == Place::Macro && self.has_macros);
        let is_doc = matches!(before, [.., TokenTree::Ident(key), TokenTree::Punct(_)] if key == "doc");
        // A macro of its own can put a doc comment anywhere.
        if !may_be_code || (is_doc && !self.has_macros) {
            return Ok(());
        }
        // What is no Rust there, nobody reads as such.
        let tokens = text_of(&literal.to_string()).and_then(|text| TokenStream::from_str(&text).ok());
        match tokens.and_then(|tokens| reader_in(tokens, 0)) {
            Some(name) => Err(refused(
                literal.span(),
                format!(
                    "`{name}!` can read files or the environment of this machine, which no script may: pass data as `input`"
                ),
            )),
            None => Ok(()),
        }
    }

    fn word(&self, ident: &Ident, tokens: &[TokenTree], at: usize, place: Place) -> Result<(), Refused> {
        let name = ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        let message = match name {
            _ if READERS.contains(&name) => {
                format!("`{name}` can read files of this machine, which no script may: pass data as `input`")
            }
            "option_env" => no_environment(name),
            "env" if is_macro(&tokens[at + 1..]) || (place.is_macro() && self.has_macros) => no_environment(name),
            "path" if place == Place::Attribute && is_punct(tokens.get(at + 1), '=') => {
                "`path` makes the compiler read another file, which no script may: write modules in this one".to_owned()
            }
            "link" if place == Place::Attribute && is_group(tokens.get(at + 1), Delimiter::Parenthesis) => {
                "a script is linked to nothing else: leave `link` out".to_owned()
            }
            "feature" if is_group(tokens.get(at + 1), Delimiter::Parenthesis) => {
                "a script has no unstable features: leave `feature` out".to_owned()
            }
            "mod" if !is_module_here(tokens, at, place) => format!(
                "a script is one file: write modules in it, or make it a crate and compile its folder; `mod {BINDINGS};` has the tools' types"
            ),
            _ => return Ok(()),
        };
        Err(refused(ident.span(), message))
    }
}

/// The name of a macro that reads something and is called there.
fn reader_in(tokens: TokenStream, depth: usize) -> Option<String> {
    if depth > MAX_NESTING {
        return Some("include".to_owned());
    }
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Ident(ident) if is_punct(tokens.get(at + 1), '!') => {
            let name = ident.to_string();
            let name = name.strip_prefix("r#").unwrap_or(&name);
            (READERS.contains(&name) || ["env", "option_env"].contains(&name)).then(|| name.to_owned())
        }
        TokenTree::Group(group) => reader_in(group.stream(), depth + 1),
        TokenTree::Literal(literal) => {
            let inner = TokenStream::from_str(&text_of(&literal.to_string())?).ok()?;
            reader_in(inner, depth + 1)
        }
        _ => None,
    })
}

/// What a string literal says; `None` of any other.
fn text_of(literal: &str) -> Option<String> {
    let inside = literal.get(literal.find('"')? + 1..literal.rfind('"')?)?;
    let prefix = &literal[..literal.find('"')?];
    if prefix.contains('r') {
        return Some(inside.to_owned());
    }
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next()? {
            'x' => {
                let (digits, after) = rest.as_str().split_at_checked(2)?;
                text.push(char::from(u8::from_str_radix(digits, 16).ok()?));
                rest = after.chars();
            }
            'u' => {
                let (digits, after) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                text.push(char::from_u32(u32::from_str_radix(&digits.replace('_', ""), 16).ok()?)?);
                rest = after.chars();
            }
            // A line that goes on: its end and what it begins with are no part of the text.
            '\n' | '\r' => rest = rest.as_str().trim_start().chars(),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            '0' => text.push('\0'),
            other => text.push(other),
        }
    }
    Some(text)
}

fn no_environment(name: &str) -> String {
    format!("`{name}` can read the environment of this machine, which no script may: pass data as `input`")
}

/// Whether the word before these is called as a macro, or gets another name by which it could be.
fn is_macro(after: &[TokenTree]) -> bool {
    match after {
        [TokenTree::Punct(punct), TokenTree::Group(_), ..] => punct.as_char() == '!',
        [TokenTree::Ident(word), ..] => word == "as",
        _ => false,
    }
}

fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Whether the module's content stands here, or is the one that is generated.
fn is_module_here(tokens: &[TokenTree], at: usize, place: Place) -> bool {
    let (Some(TokenTree::Ident(name)), Some(next)) = (tokens.get(at + 1), tokens.get(at + 2)) else { return false };
    match next {
        _ if place.is_macro() => false,
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(end) => end.as_char() == ';' && name == BINDINGS && place == Place::Top,
        _ => false,
    }
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
            "#![allow(dead_code)]\nfn main() { let env = 1; if env != 2 { println!(\"{}\", env); } let path = env; }",
            "use std::env; fn f(env: &str) -> String { format!(\"{env} {path}\", path = env) }",
            "/// Says `env!` and include!(x)!\n#[derive(Serialize)] #[serde(rename = \"Hello!\")] struct Y;",
            "macro_rules! m { () => {} } fn f() { println!(\"include this!\") }",
            "#[serde(rename = \"path\")] struct X; fn link(x: u8) { link(x) }",
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
            "#!/x \"\nconst A: &str = include_str!(\"/etc/passwd\"); //\"",
            "#!\n[doc = \"x\"]",
            "\u{feff}#!x",
            "const A: &str = env!(\"HOME\");",
            "const A: Option<&str> = option_env!(\"TOKEN\");",
            "use std::option_env as x;",
            "use std::{env as e}; const A: &str = e!(\"HOME\");",
            "const A: &str = std::r#env! { \"HOME\" };",
            "macro_rules! m { ($i:ident) => { $i!(\"HOME\") } } const A: &str = m!(env);",
            "#![debugger_visualizer(gdb_script_file = \"/etc/shadow\")] fn f() {}",
            "#[derive(Deserialize)] #[serde(from = \"include!(\\\"/etc/passwd\\\")\")] struct X;",
            "#[derive(Deserialize)] #[serde(from = r#\"W<{ include_bytes!(\"/etc/passwd\")[0] }>\"#)] struct X;",
            "#[serde(bound = \"[u8; \\x65nv!(\\\"TOKEN\\\").len()]: Sized\")] struct X;",
            "#[serde(from = \"\\u{69}nclude/**/ !(x)\")] struct X;",
            "#[serde(from = \"inc\\\n   lude!(x)\")] struct X;",
            "macro_rules! m { ($l:literal) => { #[serde(from = $l)] struct X; } } m!(\"include!(x)\");",
            "macro_rules! m { (doc = $l:literal) => { #[serde(from = $l)] struct X; } } m!(doc = \"include!(x)\");",
            "macro_rules! m { (#[doc = $l:literal]) => { #[serde(from = $l)] struct X; } } m!(#[doc = \"include!(x)\"]);",
            "#[path = \"/etc/passwd\"] unsafe mod tools;",
            "#[path = \"/etc/passwd\"] #[allow(x)] pub(in crate) mod a {}",
            "#[link(name = \"x\", kind = \"static\")] extern \"C\" {}",
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
