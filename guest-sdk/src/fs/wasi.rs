//! The files of the host, by WASI 0.2. Translates, and decides nothing.

use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode as Code, OpenFlags, PathFlags,
};

use super::{Access, Entry, Error, ErrorCode, Kind, LARGEST_READ, Stat};

/// A directory that the host granted.
#[derive(Debug)]
pub struct Directory(Descriptor);

/// An open file.
#[derive(Debug)]
pub struct File(Descriptor);

pub(super) fn granted() -> Vec<(Directory, String)> {
    get_directories().into_iter().map(|(descriptor, name)| (Directory(descriptor), name)).collect()
}

impl Directory {
    /// What is at a path.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn stat(&self, path: &str, follow: bool) -> Result<Stat, Error> {
        let flags = if follow { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() };
        Ok(stat(&self.0.stat_at(flags, path).map_err(error)?))
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn open(&self, path: &str, access: Access) -> Result<File, Error> {
        let (create, flags) = match access {
            Access::Read => (OpenFlags::empty(), DescriptorFlags::READ),
            Access::Write => (OpenFlags::empty(), DescriptorFlags::WRITE),
            Access::CreateNew => (OpenFlags::CREATE | OpenFlags::EXCLUSIVE, DescriptorFlags::WRITE),
        };
        self.0.open_at(PathFlags::SYMLINK_FOLLOW, path, create, flags).map(File).map_err(error)
    }

    /// Lists a directory, but for names that are not UTF-8: WASI can't say them.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn entries(&self, path: &str) -> Result<Vec<Entry>, Error> {
        let directory = self
            .0
            .open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::DIRECTORY, DescriptorFlags::READ)
            .map_err(error)?;
        let stream = directory.read_directory().map_err(error)?;
        let mut entries = Vec::new();
        loop {
            match stream.read_directory_entry() {
                Ok(Some(entry)) => entries.push(Entry { name: entry.name, kind: kind(entry.type_) }),
                Ok(None) => return Ok(entries),
                // A name that no path can say, or one that is gone already.
                Err(Code::IllegalByteSequence | Code::NoEntry) => {}
                Err(code) => return Err(error(code)),
            }
        }
    }

    /// Makes a directory; the one that it is in has to be there.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn create_directory(&self, path: &str) -> Result<(), Error> {
        self.0.create_directory_at(path).map_err(error)
    }

    /// Gives a file another name, in place of what has it.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        self.0.rename_at(from, &self.0, to).map_err(error)
    }

    /// Gives a file a second name, which must be free.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn link(&self, from: &str, to: &str) -> Result<(), Error> {
        self.0.link_at(PathFlags::empty(), from, &self.0, to).map_err(error)
    }

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn remove_file(&self, path: &str) -> Result<(), Error> {
        self.0.unlink_file_at(path).map_err(error)
    }
}

impl File {
    /// Reads at most `length` bytes from `offset` on; none at the end. May give less than there is.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn read_at(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        self.0.read(length.min(LARGEST_READ), offset).map(|(bytes, _)| bytes).map_err(error)
    }

    /// Writes all of `bytes` from `offset` on.
    ///
    /// # Errors
    ///
    /// What the host says; a part may be written.
    pub fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut done = 0;
        while done < bytes.len() {
            let end = bytes.len().min(done + LARGEST_READ as usize);
            match self.0.write(&bytes[done..end], offset + done as u64).map_err(error)? {
                0 => return Err(ErrorCode::NoSpace.into()),
                written => done += (written as usize).min(end - done),
            }
        }
        Ok(())
    }

    /// Cuts the file, or fills it with zeros, to that size.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn set_size(&self, size: u64) -> Result<(), Error> {
        self.0.set_size(size).map_err(error)
    }

    /// Returns when what was written is on the disk.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn sync(&self) -> Result<(), Error> {
        self.0.sync().map_err(error)
    }
}

fn stat(stat: &DescriptorStat) -> Stat {
    Stat {
        kind: kind(stat.type_),
        size: stat.size,
        modified_ms: stat
            .data_modification_timestamp
            .map(|at| at.seconds.saturating_mul(1000).saturating_add(u64::from(at.nanoseconds / 1_000_000))),
    }
}

fn kind(kind: DescriptorType) -> Kind {
    match kind {
        DescriptorType::RegularFile => Kind::File,
        DescriptorType::Directory => Kind::Directory,
        DescriptorType::SymbolicLink => Kind::Symlink,
        _ => Kind::Other,
    }
}

fn error(code: Code) -> Error {
    let code = match code {
        Code::NoEntry => ErrorCode::NotFound,
        Code::Exist => ErrorCode::Exists,
        Code::NotPermitted | Code::ReadOnly => ErrorCode::NotPermitted,
        Code::Access => ErrorCode::Access,
        Code::IsDirectory => ErrorCode::IsDirectory,
        Code::NotDirectory => ErrorCode::NotDirectory,
        Code::InsufficientSpace | Code::Quota => ErrorCode::NoSpace,
        Code::IllegalByteSequence => ErrorCode::NotText,
        other => ErrorCode::Other(other.name()),
    };
    code.into()
}
