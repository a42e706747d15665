//! The command line where a folder is not enough: input that is made here, files that are looked at afterwards.

mod budget;
mod compile;
mod compile_rust;
mod grants;
mod http;
mod new;
mod output;
mod plans;
mod plugins;
mod policy;
mod rust_scripts;
mod scripts;
mod signals;
mod tools;
mod trace;
mod types;

use std::fs;
use std::path::PathBuf;

use libtest_mimic::Trial;
use tempfile::TempDir;

pub(crate) fn trials() -> Vec<Trial> {
    [
        budget::trials(),
        compile::trials(),
        compile_rust::trials(),
        grants::trials(),
        http::trials(),
        output::trials(),
        plans::trials(),
        plugins::trials(),
        policy::trials(),
        rust_scripts::trials(),
        scripts::trials(),
        signals::trials(),
        tools::trials(),
        trace::trials(),
        new::trials(),
        types::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A file in a folder of its own, which goes when the folder is dropped.
fn file(name: &str, content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}
