//! What a model wrote, until an engine can load it: its language, its shape, its fences. Never runs anything, and never
//! knows an engine.
//!
//! ```text
//! text ──► fence ──► typescript ──► javascript (shape, rewrite) ──► edits ──► code
//!              └───► python ──────────────────────────────────────────────► code
//! ```
//!
//! Whatever shape a script in JavaScript has, `prepare` makes one expression of it that evaluates to an async function
//! without parameters. JavaScript is never printed anew: it is changed by edits at places, so that a place in the code leads
//! back to the place in the text. Python goes to its engine as it is: the engine has the one parser that knows it.

mod component;
mod edits;
mod error;
mod fault;
mod fence;
mod frame;
mod guess;
mod imports;
mod javascript;
mod names;
mod nesting;
mod position;
mod prepare;
mod python;
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
    /// Python, as CPython 3.14 reads it.
    Python,
    /// A [`plan`](crate::plan): tool calls and what each needs, as text or as JSON.
    Plan,
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

    /// A script in Python.
    pub fn python(source: impl Into<String>) -> Self {
        Self::new(Some(Language::Python), source.into())
    }

    /// A [`plan`](crate::plan), as text or as JSON.
    pub fn plan(source: impl Into<String>) -> Self {
        Self::new(Some(Language::Plan), source.into())
    }

    /// A script whose language its own text tells: the tag of its code fence; or else JavaScript where it parses as that, TypeScript
    /// where it doesn't, and Python where it is neither of them and looks like that. What begins as a plan, or is JSON whose tasks name
    /// tools, is a plan, with prose or a fence around it, too.
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

    /// Whether it is a [`plan`](crate::plan) that is not compiled: by the language that was given, or by its text or the
    /// first block of it.
    #[must_use]
    pub fn is_plan(&self) -> bool {
        match self.language {
            Some(language) => language == Language::Plan,
            None => self.component.is_none() && guess::is_plan(&self.source),
        }
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

/// The error of a text that is no script, at one of its bytes.
pub(crate) fn syntax_error_at(text: &str, at: usize, message: String) -> ScriptError {
    ScriptError::syntax_at(text, at, message)
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
    /// The language of a file, by its extension; `None` where that is none of a script's. A plan of JSON is `.plan.json`.
    pub fn from_extension(path: impl AsRef<Path>) -> Option<Self> {
        let path = path.as_ref();
        let extension = path.extension()?.to_str()?;
        if extension.eq_ignore_ascii_case("json") {
            return Self::from_extension(path.file_stem()?).filter(|language| *language == Self::Plan);
        }
        extension.parse().ok()
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// By name, extension or the tag of a code fence, in any case: `js`, `javascript`, `mjs`, `cjs`, `jsx`, `node`, `ts`,
    /// `typescript`, `mts`, `cts`, `tsx`, `deno`, `py`, `python`, `python3`, `py3`, `ipython`, `plan`.
    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(&["js", "javascript", "mjs", "cjs", "jsx", "node", "ecmascript"]) {
            Ok(Self::JavaScript)
        } else if is(&["ts", "typescript", "mts", "cts", "tsx", "deno"]) {
            Ok(Self::TypeScript)
        } else if is(&["py", "python", "python3", "py3", "ipython"]) {
            Ok(Self::Python)
        } else if is(&["plan"]) {
            Ok(Self::Plan)
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
            Self::Python => "python",
            Self::Plan => "plan",
        })
    }
}

/// A name that is none of a [`Language`]'s.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language of scripts: use `javascript`, `typescript`, `python` or `plan`")]
pub struct UnknownLanguage(String);
