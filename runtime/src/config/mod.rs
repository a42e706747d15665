//! `toolgate.toml` to typed values. Describes and never acts: nothing is opened but the configuration and the files that it
//! includes (`returns_file`); directories are opened and plugins read by whoever builds the runtime.
//!
//! ```toml
//! [providers.files]                 # becomes tools.files
//! kind = "component"
//! path = "target/guests/files.wasm"
//! dirs = [{ host = "src", guest = "/src", access = "read" }]      # or "read-write"
//!
//! [providers.shop]
//! kind = "simulated"
//! [[providers.shop.tools]]
//! name = "orders"
//! latency = "300ms"
//! returns = [{ id = 1, total = 12.5 }]      # or returns_file = "orders.json", or echo = true
//!
//! [policy.default]
//! timeout = "10s"
//! [policy."shop.*"]                 # globs; the most specific section wins, key by key
//! width = 4
//!
//! [limits]
//! wall_time = "30s"
//! memory = "64MiB"
//! ```

mod error;
mod limits;
mod policy;
mod providers;
mod reader;
#[cfg(test)]
mod tests;

pub use error::ConfigError;
pub use providers::{DirGrant, PluginConfig, ProviderConfig, check_provider_name};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::de::DeTable;

use crate::gate::Policies;
use crate::sandbox::Limits;
use error::Source;
use reader::Section;

/// The most bytes that a configuration file may have.
const MAX_CONFIG_BYTES: u64 = 4 << 20;

/// What an operator decided: which tools there are, what they may touch, what a run may use.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The providers by name, in the file's order.
    pub providers: Vec<(String, ProviderConfig)>,
    /// What holds for calls, by glob; whether the tools exist is known when the runtime is built.
    pub policies: Policies,
    /// The limits: the file's, and the defaults of [`Limits`] where it is silent.
    pub limits: Limits,
}

impl Config {
    /// Reads the file at `path`. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// The file can't be read, is larger than 4 MiB or not UTF-8, or any of what [`parse`](Self::parse) finds.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let bytes = read_bounded(path, MAX_CONFIG_BYTES).map_err(|message| ConfigError::file(path, message))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            ConfigError::file(path, format!("line {line} is not UTF-8: save the file as UTF-8"))
        })?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")), path)
    }

    /// Reads `text`. Paths in it are relative to `base_dir`; errors name `file_name`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line and column: no TOML, an unknown key, a wrong type or value, a name given
    /// twice, a file or directory that does not exist.
    pub fn parse(text: &str, base_dir: &Path, file_name: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let source = Source { text, file: file_name.as_ref() };
        let table = DeTable::parse(text).map_err(|error| not_toml(&source, &error))?;
        let root = Section::root(&source, &table);
        root.allow(&["providers", "policy", "limits"])?;
        Ok(Self {
            providers: providers::read(&root, base_dir)?,
            policies: policy::read(&root)?,
            limits: limits::read(&root)?,
        })
    }
}

fn not_toml(source: &Source<'_>, error: &toml::de::Error) -> ConfigError {
    let at = error.span().map_or(source.text.len(), |span| span.start).min(source.text.len());
    let (before, after) = source.text.split_at_checked(at).unwrap_or((source.text, ""));
    let value_missing =
        before.trim_end().ends_with('=') && after.trim_start_matches(' ').starts_with(['\n', '\r', '#']);
    if value_missing || (after.trim().is_empty() && before.trim_end().ends_with('=')) {
        return source.error(at, "a value is missing after `=`");
    }
    source.error(at, error.message().trim())
}

/// Reads a file of at most `limit` bytes; the error says what is wrong with it.
fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    read.map_err(|error| reason(&error))?;
    if bytes.len() as u64 > limit {
        return Err(format!("has more than the {limit} bytes that are allowed"));
    }
    Ok(bytes)
}

/// An I/O error in plain words.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        std::io::ErrorKind::IsADirectory => "is a directory, not a file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "can't be read: permission denied".to_owned(),
        _ => format!("can't be read: {error}"),
    }
}
