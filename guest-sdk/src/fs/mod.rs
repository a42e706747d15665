//! Files in granted directories, by WASI's filesystem interface. A path reaches a file only through a directory that the host
//! granted; there is no way to one without. Needs the feature `fs`.
//!
//! ```no_run
//! use toolgate_guest::{ToolFailure, fs, tool};
//!
//! /// Counts the bytes of a file.
//! #[tool(read_only)]
//! async fn count(path: String) -> Result<u64, ToolFailure> {
//!     let place = fs::locate(&path)?;
//!     let stat = place.stat().map_err(|error| error.at(&place.path))?;
//!     Ok(stat.size)
//! }
//! ```

mod error;
#[cfg(not(target_family = "wasm"))]
mod native;
mod path;
#[cfg(target_family = "wasm")]
mod wasi;

#[cfg(not(target_family = "wasm"))]
use native as system;
#[cfg(target_family = "wasm")]
use wasi as system;

use std::rc::Rc;

use crate::ToolFailure;

pub use error::{Error, ErrorCode};
pub use system::{Directory, File};

#[cfg(not(target_family = "wasm"))]
pub(crate) use native::grant as native_grant;

/// The most that one call reads from the host, in bytes; a host may give less.
pub const LARGEST_READ: u64 = 1 << 20;

/// What something in a directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A device, a socket, a pipe.
    Other,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Its size, in bytes.
    pub size: u64,
    /// When its content last changed, in milliseconds since 1970.
    pub modified_ms: Option<u64>,
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name alone.
    pub name: String,
    /// What it is; a symbolic link is not followed.
    pub kind: Kind,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read it; it has to be there.
    Read,
    /// To write to it; it has to be there.
    Write,
    /// To write to it; it must not be there yet.
    CreateNew,
}

/// A place below a granted directory. That something is there is not said.
#[derive(Clone, Debug)]
pub struct Place {
    /// The granted directory.
    pub directory: Rc<Directory>,
    /// Where below it; empty for itself.
    pub relative: String,
    /// The same place as a guest names it, from `/`.
    pub path: String,
}

impl Place {
    /// What is there; links are followed as long as they stay in the grant.
    ///
    /// # Errors
    ///
    /// What the host says: [`ErrorCode::NotFound`], say.
    pub fn stat(&self) -> Result<Stat, Error> {
        self.directory.stat(self.relative_or_dot(), true)
    }

    /// What is there, be it a link.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn stat_link(&self) -> Result<Stat, Error> {
        self.directory.stat(self.relative_or_dot(), false)
    }

    /// Opens the file there.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn open(&self, access: Access) -> Result<File, Error> {
        self.directory.open(self.relative_or_dot(), access)
    }

    /// Lists the directory there, in the host's order. Links on the way are followed as long as they stay in the grant.
    ///
    /// # Errors
    ///
    /// What the host says.
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        self.directory.entries(self.relative_or_dot())
    }

    /// The place of a name in this directory.
    pub fn join(&self, name: &str) -> Place {
        Place {
            directory: Rc::clone(&self.directory),
            relative: path::join(&self.relative, name),
            path: path::join(&self.path, name),
        }
    }

    /// The directory that this place is in; `None` for the granted directory itself.
    pub fn parent(&self) -> Option<Place> {
        if self.relative.is_empty() {
            return None;
        }
        Some(Place {
            directory: Rc::clone(&self.directory),
            relative: path::parent(&self.relative).to_owned(),
            path: match path::parent(&self.path) {
                "" => "/".to_owned(),
                parent => parent.to_owned(),
            },
        })
    }

    /// WASI has no empty path.
    pub fn relative_or_dot(&self) -> &str {
        if self.relative.is_empty() { "." } else { &self.relative }
    }
}

/// The directories that the host granted, each as a place; in the order of the host.
pub fn granted() -> Vec<Place> {
    system::granted()
        .into_iter()
        .map(|(directory, name)| Place {
            directory: Rc::new(directory),
            relative: String::new(),
            path: path::absolute(&name),
        })
        .collect()
}

/// Finds the granted directory that a path is in: the one with the longest name. `src/lib.rs` is `/src/lib.rs`; where no
/// directory has that and only one is granted, it is in that one.
///
/// # Errors
///
/// A denial where no grant covers the path, or the path climbs by `..`; it says what is granted, and how to grant.
pub fn locate(path: &str) -> Result<Place, ToolFailure> {
    let granted = granted();
    let names: Vec<&str> = granted.iter().map(|place| place.path.as_str()).collect();
    let found = path::resolve(path, &names).map_err(|refusal| refusal.failure(path, &names))?;
    let grant = &granted[found.grant];
    Ok(Place {
        directory: Rc::clone(&grant.directory),
        path: path::join(&grant.path, &found.relative),
        relative: found.relative,
    })
}

/// The directories at or below a path: the one that [`locate`] finds, or every granted directory below it where no single one
/// covers it, as for `/`; in the order of their names.
///
/// # Errors
///
/// As [`locate`].
pub fn locate_all(path: &str) -> Result<Vec<Place>, ToolFailure> {
    let below = path::absolute(path);
    match locate(path) {
        Ok(place) => Ok(vec![place]),
        Err(denied) => {
            let mut places: Vec<Place> =
                granted().into_iter().filter(|place| path::is_below(&place.path, &below)).collect();
            places.sort_by(|one, other| one.path.cmp(&other.path));
            if places.is_empty() { Err(denied) } else { Ok(places) }
        }
    }
}
