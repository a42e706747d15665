//! Names of what is made: what a file, a crate and a provider of tools can be called.

use anyhow::{Result, bail};

/// The longest name, in characters.
const LONGEST: usize = 64;

/// Crates that cargo or the SDK have already, and words of the language.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "toolgate-guest",
    "toolgate_guest",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// A name that will do.
#[derive(Debug, PartialEq)]
pub(super) struct Name(String);

impl Name {
    /// Of a crate: cargo's rules, and those of a provider, since scripts write `tools.NAME`.
    pub(super) fn of_crate(text: &str) -> Result<Self> {
        let name = Self::of_file(text)?;
        if let Some(capital) = text.chars().find(char::is_ascii_uppercase) {
            bail!("a crate can't be named {text:?}: write `{capital}` small, as in {:?}", text.to_ascii_lowercase());
        }
        if TAKEN.contains(&text) {
            bail!(
                "a crate can't be named {text:?}, which means something else already: try {:?}",
                format!("my-{text}")
            );
        }
        Ok(name)
    }

    /// Of a file: ASCII letters, digits, `-` and `_`, a letter first.
    pub(super) fn of_file(text: &str) -> Result<Self> {
        const RULE: &str = "use 1 to 64 letters (a to z), digits, `-` and `_`, and a letter first";
        if text.is_empty() {
            bail!("a name is missing: {RULE}");
        }
        if text.len() > LONGEST {
            bail!("the name is too long: {RULE}");
        }
        if text.contains(['/', '\\']) {
            bail!("{text:?} is a path: give the name alone, and the folder with --dir");
        }
        if let Some(wrong) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
            bail!("{text:?} can't be a name because of {wrong:?}: {RULE}");
        }
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            bail!("{text:?} can't be a name because of how it begins: {RULE}");
        }
        Ok(Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// As Rust and scripts write it.
    pub(super) fn identifier(&self) -> String {
        self.0.replace('-', "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "shop", "my-tool", "my_tool2"] {
            assert_eq!(Name::of_crate(good).unwrap().as_str(), good);
        }
        assert_eq!(Name::of_crate("my-tool").unwrap().identifier(), "my_tool");
        assert!(Name::of_file("Orders").is_ok());
        for (bad, part) in [
            ("", "missing"),
            ("a/b", "--dir"),
            ("..", "because of '.'"),
            ("ünï", "because of 'ü'"),
            ("a b", "because of ' '"),
            ("1st", "how it begins"),
            ("-x", "how it begins"),
            ("Shop", "\"shop\""),
            ("test", "\"my-test\""),
            ("async", "\"my-async\""),
            ("toolgate-guest", "something else"),
            (&"a".repeat(65), "too long"),
        ] {
            let error = Name::of_crate(bad).unwrap_err().to_string();
            assert!(error.contains(part), "{bad}: {error}");
        }
    }
}
