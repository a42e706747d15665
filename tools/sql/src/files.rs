//! One database file with its journal, as SQLite's files. Whatever else SQLite may ask for is memory or is refused, so no
//! statement can reach another file.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rsqlite_vfs::{
    AccessMode, DeviceCharacteristics, FileKind, LockLevel, MemChunksFile, OpenAccess, OpenRequest, OpenedFile,
    SQLiteIoMethods, SQLiteVfs, SyncOptions, VfsError, VfsErrorCode, VfsFile, VfsRegistration, VfsResult, VfsStore,
    register_vfs,
};
use toolgate_guest::ToolFailure;
use toolgate_guest::fs::{Access, Error, ErrorCode, File, Place};

use crate::host::{Os, now};
use crate::window::Windows;

/// What SQLite calls the database; its journal is `/db-journal`, its write-ahead log `/db-wal`.
pub(crate) const NAME: &str = "/db";

/// The files of one database.
pub(crate) struct Files {
    database: Place,
    /// Until when it may be written to, by [`now`]; `None`: never.
    writable_until: Option<Duration>,
    os: Os,
    /// What the host said last when it refused something.
    refused: Rc<RefCell<Option<Refused>>>,
}

/// A file operation that the host refused.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    path: String,
    error: Error,
}

impl Refused {
    /// The failure of the tool.
    pub(crate) fn failure(&self) -> ToolFailure {
        self.error.at(&self.path)
    }
}

/// A name by which SQLite knows [`Files`], as long as it lives.
pub(crate) struct Registered {
    registration: Option<VfsRegistration<Files>>,
    pub(crate) name: String,
    pub(crate) refused: Rc<RefCell<Option<Refused>>>,
}

impl Files {
    /// Makes the files known to SQLite.
    #[expect(unsafe_code, reason = "registering is SQLite's C interface")]
    pub(crate) fn register(database: Place, writable_until: Option<Duration>) -> Result<Registered, ToolFailure> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);

        let name = format!("grant-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let refused = Rc::new(RefCell::new(None));
        let files = Files { database, writable_until, os: Os, refused: Rc::clone(&refused) };
        // SAFETY: the callbacks are the crate's own for these types, the name is used once, and the connection, which is on
        // this thread, is closed before `Registered` falls.
        let registration = unsafe { register_vfs::<Io, Vfs>(&name, files, false) }?;
        Ok(Registered { registration: Some(registration), name, refused })
    }

    fn place(&self, name: &str) -> VfsResult<Place> {
        match name.strip_prefix(NAME) {
            Some(suffix @ ("" | "-journal" | "-wal")) => Ok(beside(&self.database, suffix)),
            _ => Err(VfsError::new(VfsErrorCode::CantOpen, "no other file can be reached".into())),
        }
    }

    fn refuse(&self, code: VfsErrorCode, path: &str, error: Error) -> VfsError {
        *self.refused.borrow_mut() = Some(Refused { path: path.to_owned(), error });
        VfsError::new(code, error.to_string().into())
    }

    fn open(&self, place: &Place, create: bool) -> Result<HostFile, Error> {
        let write = match (self.writable_until, create) {
            (None, _) => None,
            (Some(_), false) => Some(place.open(Access::Write)?),
            (Some(_), true) => match place.open(Access::CreateNew) {
                Err(error) if error.code == ErrorCode::Exists => Some(place.open(Access::Write)?),
                made => Some(made?),
            },
        };
        Ok(HostFile {
            path: place.path.clone(),
            read: place.open(Access::Read)?,
            write: write.zip(self.writable_until),
            size: place.stat()?.size,
            windows: Windows::default(),
            refused: Rc::clone(&self.refused),
        })
    }
}

impl Drop for Registered {
    #[expect(unsafe_code, reason = "unregistering is SQLite's C interface")]
    fn drop(&mut self) {
        if let Some(registration) = self.registration.take() {
            // SAFETY: the connection is closed, and its name was known to nobody else.
            let _ = unsafe { registration.unregister() };
        }
    }
}

/// The file beside another whose name is longer by `suffix`.
pub(crate) fn beside(place: &Place, suffix: &str) -> Place {
    Place {
        directory: Rc::clone(&place.directory),
        relative: format!("{}{suffix}", place.relative),
        path: format!("{}{suffix}", place.path),
    }
}

impl VfsStore for Files {
    type File = DatabaseFile;
    type AppData = Files;

    fn open_file(files: &Files, request: OpenRequest<'_>) -> VfsResult<OpenedFile<DatabaseFile>> {
        let options = request.options;
        let memory = |access| Ok(OpenedFile { file: DatabaseFile::Memory(MemChunksFile::default()), access });
        let Some(filename) = request.filename else { return memory(OpenAccess::ReadWrite) };
        let place = files.place(filename.path())?;
        match files.open(&place, options.create()) {
            Ok(file) => {
                let access = if files.writable_until.is_some() { OpenAccess::ReadWrite } else { OpenAccess::ReadOnly };
                Ok(OpenedFile { file: DatabaseFile::Host(file), access })
            }
            // A database that was closed well has no log; who only reads needs none.
            Err(error)
                if error.code == ErrorCode::NotFound
                    && options.kind() == Some(FileKind::Wal)
                    && files.writable_until.is_none() =>
            {
                memory(OpenAccess::ReadOnly)
            }
            Err(error) => Err(files.refuse(VfsErrorCode::CantOpen, &place.path, error)),
        }
    }

    fn close_file(_: &Files, _: Option<&str>, file: DatabaseFile, _: rsqlite_vfs::OpenOptions) -> VfsResult<()> {
        drop(file);
        Ok(())
    }

    fn access(files: &Files, name: &str, mode: AccessMode) -> VfsResult<bool> {
        let Ok(place) = files.place(name) else { return Ok(false) };
        match place.stat() {
            Ok(_) => Ok(mode != AccessMode::ReadWrite || files.writable_until.is_some()),
            Err(error) if error.code == ErrorCode::NotFound => Ok(false),
            Err(error) => Err(files.refuse(VfsErrorCode::IoAccess, &place.path, error)),
        }
    }

    fn full_pathname(_: &Files, name: &str) -> VfsResult<String> {
        Ok(name.to_owned())
    }

    fn delete_file(files: &Files, name: &str, _sync_dir: bool) -> VfsResult<()> {
        let place = files.place(name)?;
        match place.directory.remove_file(&place.relative) {
            Ok(()) => Ok(()),
            Err(error) if error.code == ErrorCode::NotFound => {
                Err(VfsError::new(VfsErrorCode::IoDeleteNoEntry, "it is gone already".into()))
            }
            Err(error) => Err(files.refuse(VfsErrorCode::IoDelete, &place.path, error)),
        }
    }
}

struct Io;

impl SQLiteIoMethods for Io {
    type Store = Files;
}

struct Vfs;

impl SQLiteVfs<Io> for Vfs {
    type Os = Os;

    fn os(files: &Files) -> &Os {
        &files.os
    }
}

/// A file as SQLite has it open.
pub(crate) enum DatabaseFile {
    Host(HostFile),
    /// What SQLite keeps for itself: sorted rows, statement journals.
    Memory(MemChunksFile),
}

/// A file of the host.
pub(crate) struct HostFile {
    path: String,
    read: File,
    /// The same to write to, and until when.
    write: Option<(File, Duration)>,
    size: u64,
    windows: Windows,
    refused: Rc<RefCell<Option<Refused>>>,
}

impl HostFile {
    fn refuse(&self, code: VfsErrorCode, error: Error) -> VfsError {
        *self.refused.borrow_mut() = Some(Refused { path: self.path.clone(), error });
        VfsError::new(code, error.to_string().into())
    }

    /// The file to write to. Past the lease somebody else may be writing.
    fn writable(&mut self) -> VfsResult<&File> {
        self.windows.clear();
        match &self.write {
            None => Err(VfsError::new(VfsErrorCode::ReadOnly, "it was opened to read".into())),
            Some((_, until)) if now() > *until => {
                Err(VfsError::new(VfsErrorCode::IoWrite, "the time to write is over".into()))
            }
            Some((file, _)) => Ok(file),
        }
    }

    fn write(&mut self, bytes: &[u8], offset: u64) -> VfsResult<()> {
        match self.writable()?.write_at(offset, bytes) {
            Ok(()) => {
                self.size = self.size.max(offset + bytes.len() as u64);
                Ok(())
            }
            Err(error) => {
                let full = error.code == ErrorCode::NoSpace;
                Err(self.refuse(if full { VfsErrorCode::Full } else { VfsErrorCode::IoWrite }, error))
            }
        }
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        match self.writable()?.set_size(size) {
            Ok(()) => {
                self.size = size;
                Ok(())
            }
            Err(error) => Err(self.refuse(VfsErrorCode::IoTruncate, error)),
        }
    }

    fn sync(&mut self) -> VfsResult<()> {
        match &self.write {
            Some((file, _)) => file.sync().map_err(|error| self.refuse(VfsErrorCode::IoSync, error)),
            None => Ok(()),
        }
    }
}

impl VfsFile for DatabaseFile {
    fn device_characteristics(&self) -> DeviceCharacteristics {
        // As SQLite's own files of Unix and Windows: what a write leaves out of a sector stays as it was.
        DeviceCharacteristics::POWERSAFE_OVERWRITE
    }

    fn read(&mut self, buffer: &mut [u8], offset: u64) -> VfsResult<usize> {
        match self {
            DatabaseFile::Memory(file) => file.read(buffer, offset),
            DatabaseFile::Host(file) => {
                let read = file.windows.read(&file.read, file.size, buffer, offset);
                read.map_err(|error| file.refuse(VfsErrorCode::IoRead, error))
            }
        }
    }

    fn write(&mut self, bytes: &[u8], offset: u64) -> VfsResult<()> {
        match self {
            DatabaseFile::Memory(file) => file.write(bytes, offset),
            DatabaseFile::Host(file) => file.write(bytes, offset),
        }
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        match self {
            DatabaseFile::Memory(file) => file.truncate(size),
            DatabaseFile::Host(file) => file.truncate(size),
        }
    }

    fn sync(&mut self, _options: SyncOptions) -> VfsResult<()> {
        match self {
            DatabaseFile::Memory(_) => Ok(()),
            DatabaseFile::Host(file) => file.sync(),
        }
    }

    fn size(&self) -> VfsResult<u64> {
        match self {
            DatabaseFile::Memory(file) => file.size(),
            DatabaseFile::Host(file) => Ok(file.size),
        }
    }

    // WASI has no locks. The lease, and a look at the file before and after, stand for them.
    fn lock(&mut self, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&mut self, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(false)
    }
}
