//! The same by `std::fs`, for a plugin's own tests: what [`crate::testing::grant`] grants. It is no sandbox; that links stay
//! inside is the host's work, and is tested there.

use std::cell::RefCell;
use std::fs;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use super::{Access, Entry, Error, ErrorCode, Kind, LARGEST_READ, Stat};

thread_local! {
    static GRANTED: RefCell<Vec<(PathBuf, String)>> = const { RefCell::new(Vec::new()) };
}

/// A directory that the test granted.
#[derive(Debug)]
pub struct Directory(PathBuf);

/// An open file.
#[derive(Debug)]
pub struct File(fs::File);

pub(crate) fn grant(host: PathBuf, guest: String) {
    GRANTED.with_borrow_mut(|granted| granted.push((host, guest)));
}

pub(super) fn granted() -> Vec<(Directory, String)> {
    GRANTED
        .with_borrow(|granted| granted.iter().map(|(host, guest)| (Directory(host.clone()), guest.clone())).collect())
}

impl Directory {
    /// What is at a path.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn stat(&self, path: &str, follow: bool) -> Result<Stat, Error> {
        let path = self.0.join(path);
        let stat = if follow { fs::metadata(path) } else { fs::symlink_metadata(path) }.map_err(error)?;
        let modified = stat.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Ok(Stat {
            kind: kind(stat.file_type()),
            size: stat.len(),
            modified_ms: modified.and_then(|at| u64::try_from(at.as_millis()).ok()),
        })
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn open(&self, path: &str, access: Access) -> Result<File, Error> {
        let mut options = fs::OpenOptions::new();
        match access {
            Access::Read => options.read(true),
            Access::Write => options.write(true),
            Access::CreateNew => options.write(true).create_new(true),
        };
        options.open(self.0.join(path)).map(File).map_err(error)
    }

    /// Lists a directory, but for names that are not UTF-8.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn entries(&self, path: &str) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.0.join(path)).map_err(error)? {
            let entry = entry.map_err(error)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            entries.push(Entry { name, kind: kind(entry.file_type().map_err(error)?) });
        }
        Ok(entries)
    }

    /// Makes a directory; the one that it is in has to be there.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn create_directory(&self, path: &str) -> Result<(), Error> {
        fs::create_dir(self.0.join(path)).map_err(error)
    }

    /// Gives a file another name, in place of what has it.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        fs::rename(self.0.join(from), self.0.join(to)).map_err(error)
    }

    /// Gives a file a second name, which must be free.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn link(&self, from: &str, to: &str) -> Result<(), Error> {
        fs::hard_link(self.0.join(from), self.0.join(to)).map_err(error)
    }

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn remove_file(&self, path: &str) -> Result<(), Error> {
        fs::remove_file(self.0.join(path)).map_err(error)
    }
}

impl File {
    /// Reads at most `length` bytes from `offset` on; none at the end. May give less than there is.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn read_at(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(offset)).map_err(error)?;
        let mut bytes = Vec::new();
        file.take(length.min(LARGEST_READ)).read_to_end(&mut bytes).map_err(error)?;
        Ok(bytes)
    }

    /// Writes all of `bytes` from `offset` on.
    ///
    /// # Errors
    ///
    /// What the system says; a part may be written.
    pub fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(offset)).and_then(|_| file.write_all(bytes)).map_err(error)
    }

    /// Cuts the file, or fills it with zeros, to that size.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn set_size(&self, size: u64) -> Result<(), Error> {
        self.0.set_len(size).map_err(error)
    }

    /// Returns when what was written is on the disk.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn sync(&self) -> Result<(), Error> {
        self.0.sync_all().map_err(error)
    }
}

fn kind(kind: fs::FileType) -> Kind {
    match kind {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Directory,
        kind if kind.is_symlink() => Kind::Symlink,
        _ => Kind::Other,
    }
}

fn error(error: std::io::Error) -> Error {
    let code = match error.kind() {
        ErrorKind::NotFound => ErrorCode::NotFound,
        ErrorKind::AlreadyExists => ErrorCode::Exists,
        ErrorKind::PermissionDenied => ErrorCode::Access,
        ErrorKind::ReadOnlyFilesystem => ErrorCode::NotPermitted,
        ErrorKind::IsADirectory => ErrorCode::IsDirectory,
        ErrorKind::NotADirectory => ErrorCode::NotDirectory,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ErrorCode::NoSpace,
        _ => ErrorCode::Other("io"),
    };
    code.into()
}
