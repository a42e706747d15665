//! Files that appear whole or not at all.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};

/// Writes a file, in place of any that is there.
///
/// # Errors
/// Its folder does not exist or can't be written to, or it is a folder itself.
pub(crate) fn save(path: &Path, content: &[u8]) -> Result<()> {
    if path.is_dir() {
        bail!("it is a directory");
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any file that is made, and not for its owner alone; the umask takes away what it always does.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".toolgate-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}
