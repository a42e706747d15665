//! How the host refuses a file operation, and what a tool says of it.

use std::fmt;

use serde_json::json;

use crate::{FailureKind, ToolFailure};

/// A file operation that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The case, for a program.
    pub code: ErrorCode,
}

/// The cases that a program tells apart; WASI has more, and they are [`ErrorCode::Other`] by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Nothing has that name.
    NotFound,
    /// Something has that name already.
    Exists,
    /// The grant forbids it: it is read-only, or a link leads out of it.
    NotPermitted,
    /// The host's own user may not.
    Access,
    /// A directory is where a file should be.
    IsDirectory,
    /// A file is where a directory should be.
    NotDirectory,
    /// A device, a pipe or a socket is where a file should be.
    NotAFile,
    /// The disk, or the quota, is full.
    NoSpace,
    /// A name that the host has no text for.
    NotText,
    /// Anything else, by WASI's name for it.
    Other(&'static str),
}

impl ErrorCode {
    /// Its name in `data.code`.
    pub fn name(self) -> &'static str {
        match self {
            ErrorCode::NotFound => "not-found",
            ErrorCode::Exists => "exists",
            ErrorCode::NotPermitted => "not-permitted",
            ErrorCode::Access => "access",
            ErrorCode::IsDirectory => "is-directory",
            ErrorCode::NotDirectory => "not-directory",
            ErrorCode::NotAFile => "not-a-file",
            ErrorCode::NoSpace => "no-space",
            ErrorCode::NotText => "not-text",
            ErrorCode::Other(name) => name,
        }
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self { code }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self.code {
            ErrorCode::NotFound => "there is no such file or directory",
            ErrorCode::Exists => "it exists already",
            ErrorCode::NotPermitted => "the grant does not allow it: it is read-only, or a link leads out of it",
            ErrorCode::Access => "the user that the host runs as may not do that",
            ErrorCode::IsDirectory => "it is a directory",
            ErrorCode::NotDirectory => "it is not a directory, or one on the way to it is not",
            ErrorCode::NotAFile => "it is no regular file",
            ErrorCode::NoSpace => "there is no space left",
            ErrorCode::NotText => "a name is not UTF-8",
            ErrorCode::Other(name) => name,
        })
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The failure of a tool: a denial where a grant or a permission is missing, else a plain failure. `data` is
    /// `{"code", "path"}`.
    pub fn at(self, path: &str) -> ToolFailure {
        let kind = match self.code {
            ErrorCode::NotPermitted | ErrorCode::Access => FailureKind::Denied,
            _ => FailureKind::Failed,
        };
        ToolFailure::new(kind, format!("`{path}`: {self}")).with_data(json!({"code": self.code.name(), "path": path}))
    }
}
