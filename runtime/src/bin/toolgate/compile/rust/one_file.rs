//! A single file as a crate: its manifest, the bindings of the tools, and what was built of it before. One build at a time; outputs
//! appear whole or not at all, and what is kept has a bound.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use super::toolchain::Toolchain;
use crate::sdk;

/// The most finished scripts that are kept; the ones that were written first go first.
const MAX_KEPT: usize = 64;
/// The most files of the SDK that are looked at.
const MAX_SDK_FILES: usize = 2_000;
/// What the package is called; its name is never seen.
pub(super) const ARTIFACT: &str = "toolgate_script.wasm";

/// A script of one file.
pub(super) struct OneFile<'a> {
    /// What its file is called in the crate.
    pub(super) file: &'a str,
    pub(super) source: &'a str,
    pub(super) bindings: &'a str,
}

/// Where scripts in Rust are built, in the user's cache.
pub(super) struct Workshop {
    dir: PathBuf,
}

impl Workshop {
    pub(super) fn new(cache: &Path) -> Result<Self> {
        let dir = cache.join("rust");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir.join("kept")).with_context(|| format!("can't make {}", dir.display()))?;
        Ok(Self { dir })
    }

    /// The crate's folder; what cargo builds is beside it.
    pub(super) fn folder(&self) -> PathBuf {
        self.dir.join("crate")
    }

    pub(super) fn target(&self) -> PathBuf {
        self.dir.join("target")
    }

    /// What the script becomes depends on this and nothing else.
    pub(super) fn key(&self, script: &OneFile<'_>, toolchain: &Toolchain) -> String {
        let mut hasher = blake3::Hasher::new();
        let version = env!("CARGO_PKG_VERSION");
        let manifest = manifest(script.file);
        let parts =
            [version, script.file, script.source, script.bindings, &manifest, &toolchain.version, toolchain.target];
        for part in parts {
            piece(&mut hasher, part.as_bytes());
        }
        if let Some(folder) = sdk::folder() {
            let mut files = Vec::new();
            sources(&folder, &mut files);
            files.sort();
            for file in files {
                piece(&mut hasher, &fs::read(file).unwrap_or_default());
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// What was built for that key.
    pub(super) fn kept(&self, key: &str) -> Option<Vec<u8>> {
        fs::read(self.place(key)).ok()
    }

    /// Keeps what was built. A full disk costs the next build its head start, and this one nothing.
    pub(super) fn keep(&self, key: &str, wasm: &[u8]) {
        let kept = || -> Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(self.dir.join("kept"))?;
            file.write_all(wasm)?;
            file.persist(self.place(key))?;
            Ok(())
        };
        if kept().is_ok() {
            self.prune();
        }
    }

    fn place(&self, key: &str) -> PathBuf {
        self.dir.join("kept").join(format!("{key}.wasm"))
    }

    fn prune(&self) {
        let Ok(entries) = fs::read_dir(self.dir.join("kept")) else { return };
        let modified = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
        let mut files: Vec<(SystemTime, PathBuf)> = entries.flatten().filter_map(modified).collect();
        files.sort();
        let surplus = files.len().saturating_sub(MAX_KEPT);
        for (_, path) in files.into_iter().take(surplus) {
            // Another process may have been quicker.
            drop(fs::remove_file(path));
        }
    }

    /// Waits until no other process builds; the lock falls with the value.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.dir.join(".lock");
        let file = File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
        file.lock().with_context(|| format!("can't lock {}", path.display()))?;
        Ok(file)
    }

    /// Writes the crate in place of the last one. Its lock file stays, and with it the versions that are downloaded already.
    pub(super) fn write(&self, script: &OneFile<'_>) -> Result<()> {
        let folder = self.folder();
        let lock = fs::read(folder.join("Cargo.lock")).ok().or_else(first_lock);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("can't empty {}", folder.display()))?;
        }
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("Cargo.toml"), manifest(script.file))?;
            fs::write(folder.join("tools.rs"), script.bindings)?;
            fs::write(folder.join(script.file), script.source)?;
            lock.map_or(Ok(()), |lock| fs::write(folder.join("Cargo.lock"), lock))
        };
        write().with_context(|| format!("can't write {}", folder.display()))
    }
}

/// The versions that the guests of a checkout have.
fn first_lock() -> Option<Vec<u8>> {
    fs::read(sdk::folder()?.parent()?.join("tools/Cargo.lock")).ok()
}

fn manifest(file: &str) -> String {
    format!(
        r#"[package]
name = "toolgate-script"
version = "0.0.0"
edition = "2024"
publish = false

[lib]
path = {}
crate-type = ["cdylib"]

[dependencies]
toolgate-guest = {{ {}, features = ["script"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"

[profile.release]
opt-level = "s"
lto = true
codegen-units = 1
panic = "abort"
strip = true

[workspace]
"#,
        serde_json::Value::from(file),
        sdk::dependency()
    )
}

/// Length first, so that no two lists of pieces look alike.
fn piece(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

/// The files that the SDK is made of.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if found.len() >= MAX_SDK_FILES || name == "target" || name == "tests" || name == "compile-tests" {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "toml" || extension == "wit")
        {
            found.push(path);
        }
    }
}
