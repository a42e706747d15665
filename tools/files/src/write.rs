//! `write`: a file, whole or not at all. Beside the file it writes a new one, which then takes the name; what appends puts the
//! old size back where it fails.

use toolgate_guest::fs::{Access, Error, ErrorCode, File, Kind, Place};
use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, fs, schema, tool};

use crate::encoding::Encoding;

/// The most unfinished files of other calls that are passed by to find a free name.
const MAX_UNFINISHED: u32 = 64;

/// What to do where the file is there already: `overwrite` it, fail (`create`), or add to its end (`append`).
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    Overwrite,
    Create,
    Append,
}

/// What `write` did.
#[schema]
#[derive(Debug)]
pub(crate) struct Written {
    /// From `/`.
    pub(crate) path: String,
    /// How large the file is now, in bytes.
    pub(crate) size: u64,
    /// Whether it was not there before.
    pub(crate) created: bool,
}

/// Writes a file. Whoever reads it meanwhile sees the old content or the new, never a part, unless it is appended to.
#[tool(title = "Write a file", destructive, open_world = false)]
pub(crate) async fn write(
    /// Such as `/out/report.md`.
    path: String,
    /// The content.
    text: String,
    /// What `text` is: `utf-8`, or `base64` for any bytes.
    #[tool(default = Encoding::Utf8)]
    encoding: Encoding,
    #[tool(default = Mode::Overwrite)] mode: Mode,
    /// Whether to make the directories on the way to it.
    #[tool(default = false)]
    create_directories: bool,
) -> Result<Written, ToolFailure> {
    let bytes = encoding.bytes(text)?;
    let place = fs::locate(&path)?;
    let before = before(&place)?;
    if before.is_some() && mode == Mode::Create {
        return Err(Error::from(ErrorCode::Exists).at(&place.path));
    }
    if create_directories && before.is_none() {
        make_directories(&place)?;
    }
    let size = match (mode, before) {
        (Mode::Append, Some(size)) => append(&place, size, &bytes),
        (Mode::Overwrite, _) => replace(&place, &bytes, |from, to| place.directory.rename(from, to)),
        // The name was free a moment ago; a link, unlike a rename, fails where it no longer is.
        (Mode::Create | Mode::Append, _) => replace(&place, &bytes, |from, to| claim(&place, from, to)),
    }
    .map_err(|error| error.at(&place.path))?;
    Ok(Written { path: place.path, size, created: before.is_none() })
}

/// The size of the file that is there, if one is.
fn before(place: &Place) -> Result<Option<u64>, ToolFailure> {
    match place.stat_link() {
        Ok(stat) if stat.kind == Kind::File => Ok(Some(stat.size)),
        Ok(stat) if stat.kind == Kind::Directory => Err(Error::from(ErrorCode::IsDirectory).at(&place.path)),
        Ok(_) => Err(ToolFailure::failed(format!(
            "`{}` is a link or no regular file: write to what it stands for",
            place.path
        ))
        .with_data(json!({"code": "not-a-file", "path": place.path}))),
        Err(error) if error.code == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error.at(&place.path)),
    }
}

fn make_directories(place: &Place) -> Result<(), ToolFailure> {
    let mut missing = Vec::new();
    let mut next = place.parent();
    while let Some(directory) = next {
        match directory.stat() {
            Ok(_) => break,
            Err(error) if error.code == ErrorCode::NotFound => next = directory.parent(),
            Err(error) => return Err(error.at(&directory.path)),
        }
        missing.push(directory);
    }
    for directory in missing.iter().rev() {
        match directory.directory.create_directory(&directory.relative) {
            Err(error) if error.code != ErrorCode::Exists => return Err(error.at(&directory.path)),
            _ => {}
        }
    }
    Ok(())
}

/// Writes a new file and has `name` give it the name; whatever fails, no part of it stays.
fn replace(place: &Place, bytes: &[u8], name: impl Fn(&str, &str) -> Result<(), Error>) -> Result<u64, Error> {
    let (new, file) = unfinished(place)?;
    let written = file.write_at(0, bytes).and_then(|()| {
        drop(file);
        name(&new, &place.relative)
    });
    if let Err(error) = written {
        // What failed matters more than that its remains can't be removed either.
        let _ = place.directory.remove_file(&new);
        return Err(error);
    }
    Ok(bytes.len() as u64)
}

/// A new file in the same directory, so that it can take the name.
fn unfinished(place: &Place) -> Result<(String, File), Error> {
    let parent = place.parent().ok_or(ErrorCode::IsDirectory)?;
    let mut number = 0;
    loop {
        let new = parent.join(&format!(".unfinished-{number}"));
        match new.open(Access::CreateNew) {
            Err(error) if error.code == ErrorCode::Exists && number < MAX_UNFINISHED => number += 1,
            Err(error) => return Err(error),
            Ok(file) => return Ok((new.relative, file)),
        }
    }
}

/// Gives the name only where it is free, also on a file system that has no links.
fn claim(place: &Place, from: &str, to: &str) -> Result<(), Error> {
    match place.directory.link(from, to) {
        Ok(()) => place.directory.remove_file(from),
        Err(error) if error.code == ErrorCode::Exists => Err(error),
        Err(_) => match place.stat_link() {
            Err(error) if error.code == ErrorCode::NotFound => place.directory.rename(from, to),
            Err(error) => Err(error),
            Ok(_) => Err(ErrorCode::Exists.into()),
        },
    }
}

fn append(place: &Place, size: u64, bytes: &[u8]) -> Result<u64, Error> {
    let file = place.open(Access::Write)?;
    if let Err(error) = file.write_at(size, bytes) {
        // As above: the first failure is the one to tell.
        let _ = file.set_size(size);
        return Err(error);
    }
    Ok(size + bytes.len() as u64)
}
