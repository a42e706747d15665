//! Files that appear whole or not at all. What is no regular file (a pipe, a terminal) is never replaced: it is written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever the process's umask lets.
    Anyone,
}

/// Writes a file by `write`, in place of any that is there; a link is followed. Nothing of it is there where that fails.
///
/// # Errors
/// What `write` says; the folder does not exist or can't be written to; the path is that of a folder.
pub fn save(path: &Path, readers: Readers, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let place = match Place::of(path)? {
        Place::Special => {
            let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
            write(&mut out)?;
            return out.flush();
        }
        Place::File(place) => place,
    };
    let mut out = BufWriter::new(beside(&place, readers)?);
    write(&mut out)?;
    out.flush()?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(place).map(drop).map_err(|error| error.error)
}

/// Whether [`save`] would find a place to write to; leaves nothing behind.
///
/// # Errors
/// It would not.
pub fn can_save(path: &Path) -> io::Result<()> {
    match Place::of(path)? {
        Place::Special => Ok(()),
        Place::File(place) => beside(&place, Readers::Owner).map(drop),
    }
}

enum Place {
    /// The path of a regular file, or of none yet.
    File(PathBuf),
    /// A pipe, a device, or what stands for an open file of this process.
    Special,
}

impl Place {
    fn of(path: &Path) -> io::Result<Self> {
        let Ok(there) = fs::metadata(path) else {
            // What a link leads to may be made yet; the folder of its other end has to be there.
            return Ok(Self::File(fs::read_link(path).map_or_else(|_| path.to_owned(), |to| from(path).join(to))));
        };
        if there.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
        }
        if !there.is_file() || path.starts_with("/dev") || path.starts_with("/proc") {
            return Ok(Self::Special);
        }
        Ok(Self::File(fs::canonicalize(path)?))
    }
}

/// The folder that a path is in.
fn from(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(path: &Path, readers: Readers) -> io::Result<tempfile::NamedTempFile<File>> {
    let mut builder = tempfile::Builder::new();
    // As any file that is made; the umask takes away what it always does.
    #[cfg(unix)]
    if readers == Readers::Anyone {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.prefix(".toolgate-").tempfile_in(from(path))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt, symlink};

    use super::*;

    fn write(path: &Path, text: &str) -> io::Result<()> {
        save(path, Readers::Anyone, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_link_is_followed_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        symlink("real", &link).unwrap();
        for text in ["new", "newer"] {
            write(&link, text).unwrap();
            assert_eq!(fs::read_to_string(&real).unwrap(), text);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_pipe_is_written_to_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        can_save(&pipe).unwrap();
        write(&pipe, "through").unwrap();
        assert_eq!(reader.join().unwrap(), "through");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn what_fails_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, "old").unwrap();
        let half = |out: &mut dyn Write| out.write_all(b"half").and(Err(io::Error::other("no more")));
        assert!(save(&path, Readers::Owner, half).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert!(write(folder.path(), "x").is_err() && write(&folder.path().join("no/file"), "x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
