//! What was built before, by a digest of all that it depends on. Files appear whole or not at all, and how many there are has a
//! bound. Never knows what is in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use toolgate::whole::{self, Readers};

/// The most finished scripts that are kept; the ones that were written first go first.
const MAX_KEPT: usize = 64;

/// Finished scripts, in the user's cache.
pub(super) struct Kept {
    dir: PathBuf,
}

impl Kept {
    pub(super) fn new(cache: &Path) -> Result<Self> {
        let dir = cache.join("rust/kept");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&dir).with_context(|| format!("can't make {}", dir.display()))?;
        Ok(Self { dir })
    }

    /// What was built for that key.
    pub(super) fn get(&self, key: &str) -> Option<Vec<u8>> {
        fs::read(self.place(key)).ok()
    }

    /// Keeps what was built. A full disk costs the next build its head start, and this one nothing.
    pub(super) fn put(&self, key: &str, wasm: &[u8]) {
        if whole::save(&self.place(key), Readers::Owner, |out| out.write_all(wasm)).is_ok() {
            self.prune();
        }
    }

    fn place(&self, key: &str) -> PathBuf {
        self.dir.join(format!("{key}.wasm"))
    }

    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.dir) else { return };
        let modified = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
        let mut files: Vec<(SystemTime, PathBuf)> = entries.flatten().filter_map(modified).collect();
        files.sort();
        let surplus = files.len().saturating_sub(MAX_KEPT);
        for (_, path) in files.into_iter().take(surplus) {
            // Another process may have been quicker.
            drop(fs::remove_file(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_last_is_kept() {
        let cache = tempfile::tempdir().unwrap();
        let kept = Kept::new(cache.path()).unwrap();
        for n in 0..MAX_KEPT + 3 {
            kept.put(&format!("{n:04}"), b"wasm");
        }
        assert_eq!(fs::read_dir(cache.path().join("rust/kept")).unwrap().count(), MAX_KEPT);
        let last = format!("{:04}", MAX_KEPT + 2);
        assert_eq!((kept.get(&last).as_deref(), kept.get("none")), (Some(&b"wasm"[..]), None));
    }
}
