//! What is wrong with a configuration file, and where. Never anything but that.

use std::path::{Path, PathBuf};

/// A configuration that can't be used. Shown as `FILE:LINE:COLUMN: MESSAGE`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", file.display(), position(*at))]
#[non_exhaustive]
pub struct ConfigError {
    /// The configuration file.
    pub file: PathBuf,
    /// Line and column, both from 1, the column in characters; `None` where the file can't be read at all.
    pub at: Option<(u32, u32)>,
    /// What was wrong and what was meant.
    pub message: String,
}

impl ConfigError {
    pub(super) fn file(file: &Path, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: None, message: message.into() }
    }
}

fn position(at: Option<(u32, u32)>) -> String {
    at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default()
}

/// A configuration's text and name: turns byte offsets into places.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) file: &'a Path,
}

impl Source<'_> {
    pub(super) fn error(&self, offset: usize, message: impl Into<String>) -> ConfigError {
        ConfigError { file: self.file.to_owned(), at: Some(self.place(offset)), message: message.into() }
    }

    /// Line and column, both from 1.
    pub(super) fn place(&self, offset: usize) -> (u32, u32) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (small(line), small(column))
    }
}
