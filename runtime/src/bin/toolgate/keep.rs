//! Keeps whole results that were too long to print, in a folder of the user's cache that stays small. Never keeps anything
//! where others can read it.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

/// The folder keeps at most this many results, and at most this many bytes; the oldest go first.
const MAX_FILES: usize = 32;
const MAX_BYTES: u64 = 256 << 20;

/// Writes `json` to `toolgate-results/` in the user's cache folder and says where. The same result is kept once.
///
/// # Errors
/// There is no cache folder, it belongs to somebody else, or it can't be written to.
pub(crate) fn keep(json: &str) -> Result<PathBuf> {
    use etcetera::BaseStrategy;
    let caches = etcetera::choose_base_strategy().context("there is no home directory")?.cache_dir();
    keep_in(&caches.join("toolgate-results"), json)
}

fn keep_in(folder: &Path, json: &str) -> Result<PathBuf> {
    private_folder(folder).with_context(|| format!("can't use {}", folder.display()))?;
    let name = blake3::hash(json.as_bytes()).to_hex();
    let path = folder.join(format!("{}.json", &name[..16]));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(json.as_bytes())?;
    file.persist(&path)?;
    make_room(folder, &path)?;
    Ok(path)
}

/// Creates the folder for its owner alone; refuses one that others can use.
fn private_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let metadata = fs::symlink_metadata(folder)?;
    if !metadata.is_dir() {
        bail!("it is not a directory");
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        bail!("others can use it: change its mode to 700");
    }
    Ok(())
}

/// Removes the oldest results until the folder is within its bounds; never `newest`.
fn make_room(folder: &Path, newest: &Path) -> Result<()> {
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(folder)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            let result = metadata.is_file() && entry.path() != newest;
            result.then(|| (metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()))
        })
        .collect();
    kept.sort();
    let (mut files, mut bytes) = (1, fs::metadata(newest)?.len());
    for (_, size, path) in kept.into_iter().rev() {
        files += 1;
        bytes += size;
        if files > MAX_FILES || bytes > MAX_BYTES {
            fs::remove_file(path).ok(); // Somebody else may have removed it.
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("results");
        let paths: Vec<_> = (0..MAX_FILES + 5).map(|n| keep_in(&folder, &n.to_string()).unwrap()).collect();
        let last = paths.last().unwrap();
        assert_eq!(fs::read_to_string(last).unwrap(), (MAX_FILES + 4).to_string());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), MAX_FILES);
        assert_eq!(keep_in(&folder, &(MAX_FILES + 4).to_string()).unwrap(), *last);
    }

    #[cfg(unix)]
    #[test]
    fn refuses_a_folder_that_others_can_use() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(keep_in(folder.path(), "1").is_err());
    }
}
