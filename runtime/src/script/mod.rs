//! What a model wrote, until an engine can load it: its language, its shape, its fences. Never runs anything, and never
//! knows an engine.
//!
//! ```text
//! text ──► fence ──► typescript ──► javascript (shape, rewrite) ──► edits ──► code
//! ```
//!
//! Whatever shape a script has, `prepare` makes one expression of it that evaluates to an async function without
//! parameters. JavaScript is never printed anew: it is changed by edits at places, so that a place in the code leads back
//! to the place in the text.

mod component;
mod edits;
mod error;
mod fault;
mod fence;
mod frame;
mod imports;
mod javascript;
mod names;
mod nesting;
mod position;
mod prepare;
mod record;
mod rewrite;
mod room;
mod shape;
#[cfg(test)]
mod tests;
mod typescript;

use std::{fmt, path::Path, str::FromStr, sync::Arc};

pub(crate) use component::Component;
pub use error::{ScriptError, ScriptErrorKind, StackFrame};
pub use position::Position;
pub(crate) use prepare::{Place, Prepared, prepare};
pub(crate) use record::CONTRACT;
pub use record::{EngineVersion, Record, RecordError};

/// A script as a model wrote it, fences and all, or one that was compiled before. Cheap to clone.
#[derive(Clone)]
pub struct Script {
    language: Option<Language>,
    source: Arc<str>,
    /// In place of a source.
    component: Option<Component>,
    name: Arc<str>,
}

/// The languages of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// ECMAScript, script or module.
    JavaScript,
    /// TypeScript, types removed and never checked.
    TypeScript,
}

impl Script {
    /// A script in JavaScript. If it only parses as TypeScript, it is TypeScript.
    pub fn javascript(source: impl Into<String>) -> Self {
        Self::new(Some(Language::JavaScript), source.into())
    }

    /// A script in TypeScript.
    pub fn typescript(source: impl Into<String>) -> Self {
        Self::new(Some(Language::TypeScript), source.into())
    }

    /// A script whose language its own text tells: the tag of its code fence, or else JavaScript where it parses as that,
    /// and TypeScript where it doesn't.
    pub fn detect(source: impl Into<String>) -> Self {
        Self::new(None, source.into())
    }

    /// A script of any language that was compiled: a component of world `script` in `wit/toolgate.wit`, or a core module that
    /// was built for it. A [`Runtime`](crate::Runtime) compiles it to this machine's code when it first runs it, and keeps the
    /// code of the 32 that it ran last.
    pub fn wasm(bytes: impl Into<Vec<u8>>) -> Self {
        Self { component: Some(Component::new(bytes.into())), ..Self::new(None, String::new()) }
    }

    fn new(language: Option<Language>, source: String) -> Self {
        Self { language, source: source.into(), component: None, name: "script".into() }
    }

    /// Names the script, for messages and traces: its file, say. The default is `script`.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into().into();
        self
    }

    /// The text as it was given; empty where it is a component.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The name for messages and traces.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The component that it is, where it is one.
    pub(crate) fn component(&self) -> Option<&Component> {
        self.component.as_ref()
    }

    /// What it says of where it came from, where it is a component that says something, and that can be believed.
    pub fn record(&self) -> Option<Record> {
        Record::read(self.component.as_ref()?.wasm()).ok()?
    }

    /// The language that was given; `None` where the text decides, and for a component.
    pub fn language(&self) -> Option<Language> {
        self.language
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.component.as_ref().map_or(self.source.len(), |component| component.wasm().len());
        f.debug_struct("Script")
            .field("name", &self.name)
            .field("language", &self.language)
            .field("bytes", &bytes)
            .finish()
    }
}

impl Language {
    /// The language of a file, by its extension; `None` where that is none of a script's.
    pub fn from_extension(path: impl AsRef<Path>) -> Option<Self> {
        path.as_ref().extension()?.to_str()?.parse().ok()
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// By name, extension or the tag of a code fence, in any case: `js`, `javascript`, `mjs`, `cjs`, `jsx`, `node`, `ts`,
    /// `typescript`, `mts`, `cts`, `tsx`, `deno`.
    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(&["js", "javascript", "mjs", "cjs", "jsx", "node", "ecmascript"]) {
            Ok(Self::JavaScript)
        } else if is(&["ts", "typescript", "mts", "cts", "tsx", "deno"]) {
            Ok(Self::TypeScript)
        } else {
            Err(UnknownLanguage(name.to_owned()))
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
        })
    }
}

/// A name that is none of a [`Language`]'s.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language of scripts: use `javascript` or `typescript`")]
pub struct UnknownLanguage(String);
