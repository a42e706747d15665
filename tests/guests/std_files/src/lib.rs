//! A plugin on WASI that uses the standard library as any program does: files, the clock, and what it is not given.

use std::io;
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs};

use toolgate_guest::{FailureKind, ToolFailure, plugin, tool};

/// Reads a file by `std::fs`.
#[tool(read_only)]
fn read(path: String) -> Result<String, ToolFailure> {
    fs::read_to_string(&path).map_err(|error| failure(&path, &error))
}

/// Writes a file by `std::fs`.
#[tool(destructive)]
fn write(path: String, text: String) -> Result<(), ToolFailure> {
    fs::write(&path, text).map_err(|error| failure(&path, &error))
}

/// Names what is in a directory.
#[tool(read_only)]
fn list(path: String) -> Result<Vec<String>, ToolFailure> {
    let entries = fs::read_dir(&path).map_err(|error| failure(&path, &error))?;
    let mut names = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(|error| failure(&path, &error))?;
    names.sort();
    Ok(names)
}

/// What of the host can be seen without a grant: nothing.
#[tool(read_only)]
fn look_around() -> Vec<String> {
    let connected = TcpStream::connect("127.0.0.1:80").is_ok();
    vec![
        format!("{} variables", env::vars().count()),
        format!("{} arguments", env::args().count()),
        format!("connected: {connected}"),
    ]
}

/// Sleeps, and says whether both clocks went on.
#[tool(read_only)]
fn wait(ms: u64) -> bool {
    let (instant, time) = (Instant::now(), SystemTime::now());
    std::thread::sleep(Duration::from_millis(ms));
    instant.elapsed() >= Duration::from_millis(ms) && SystemTime::now() > time
}

fn failure(path: &str, error: &io::Error) -> ToolFailure {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => FailureKind::Denied,
        // Beside what is granted, the library finds no directory for a path, and says so by an error that is not the system's.
        _ if error.raw_os_error().is_none() => FailureKind::Denied,
        _ => FailureKind::Failed,
    };
    ToolFailure::new(kind, format!("{path}: {error}"))
}

plugin!(read, write, list, look_around, wait);
