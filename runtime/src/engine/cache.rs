//! Compiled code on disk, by content. Whoever can write here can run code in this process, so the folder must be the
//! user's own; this is the one file with `unsafe`.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use wasmtime::Engine;
use wasmtime::component::Component;

/// The most files that are kept, and bytes; those that were not used for the longest go first.
const MAX_FILES: usize = 64;
const MAX_BYTES: u64 = 1 << 30;

pub(super) struct Cache {
    dir: PathBuf,
    /// What of wasmtime, its configuration and this processor the code depends on.
    compatibility: u64,
}

impl Cache {
    /// Opens the folder, and makes it if it is not there, readable by its owner only.
    pub(super) fn open(dir: &Path, engine: &Engine) -> Result<Self> {
        make_private(dir).with_context(|| format!("the cache of compiled code {}", dir.display()))?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self { dir: dir.to_owned(), compatibility: hasher.finish() })
    }

    pub(super) fn get_or_compile(&self, engine: &Engine, wasm: &[u8]) -> Result<Component> {
        let path = self.path(wasm);
        if path.exists()
            && let Some(component) = load(engine, &path)
        {
            // Used now. Where that can't be told, it counts as old.
            drop(fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now())));
            return Ok(component);
        }
        let component = Component::new(engine, wasm)?;
        // A full disk costs the next process its head start, and this one nothing.
        if self.store(&path, &component).is_ok() {
            self.prune();
        }
        Ok(component)
    }

    /// Whether there is something to load.
    pub(super) fn has(&self, wasm: &[u8]) -> bool {
        self.path(wasm).exists()
    }

    fn path(&self, wasm: &[u8]) -> PathBuf {
        self.dir.join(format!("{}-{:016x}.cwasm", blake3::hash(wasm).to_hex(), self.compatibility))
    }

    fn store(&self, path: &Path, component: &Component) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
        file.write_all(&component.serialize()?)?;
        file.persist(path)?;
        Ok(())
    }

    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.dir) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "cwasm"))
            .filter_map(|entry| entry.metadata().ok().map(|metadata| (entry, metadata)))
            .filter_map(|(entry, metadata)| Some((metadata.modified().ok()?, metadata.len(), entry.path())))
            .collect();
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        let mut count = files.len();
        for (_, its, path) in files {
            if count <= MAX_FILES && (bytes <= MAX_BYTES || count == 1) {
                break;
            }
            (count, bytes) = (count - 1, bytes - its);
            // Another process may have been quicker.
            drop(fs::remove_file(path));
        }
    }
}

#[expect(unsafe_code, reason = "compiled code can't be loaded in any other way")]
fn load(engine: &Engine, path: &Path) -> Option<Component> {
    // SAFETY: the file was written by this program under a name that holds the hash of its source, in a folder that only
    // this user can write to (`make_private`); wasmtime itself checks version, configuration and processor.
    // What does not load is compiled again and replaced.
    unsafe { Component::deserialize_file(engine, path) }.ok()
}

#[cfg(unix)]
fn make_private(dir: &Path) -> Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let metadata = fs::metadata(dir)?;
    // A file of one's own has one's own owner: the way to ask who one is without another dependency.
    let own = tempfile::tempfile_in(dir).and_then(|file| file.metadata()).map(|own| own.uid());
    if !own.is_ok_and(|own| own == metadata.uid()) || metadata.permissions().mode() & 0o022 != 0 {
        bail!(
            "others can write to it, and code is loaded from it: make it yours with mode 0700, or name another folder"
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir)?;
    Ok(())
}
