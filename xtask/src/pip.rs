//! Programs from the Python package index: each set in an environment of its own under the target directory, installed once. Nothing of the
//! machine's Python reaches them.

use crate::checkout::Checkout;
use crate::guests::{debian, on_path};
use crate::step::{self, answer};
use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The environment with those packages (`NAME==VERSION`); made where it is not there, or others are wanted. `what_for` ends the sentence
/// that says why Python is needed.
pub(crate) fn environment(here: &Checkout, name: &str, packages: &[&str], what_for: &str) -> Result<PathBuf> {
    let environment = here.target.join("tools-bin").join(name);
    let complete = environment.join("complete");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&complete).is_ok_and(|installed| installed == wanted) {
        return Ok(environment);
    }
    let python = find(here, what_for)?;
    let _ = std::fs::remove_dir_all(&environment);
    let log = here.log(&format!("pip-{name}"));
    let mut make = Command::new(&python);
    make.args(["-m", "venv"]).arg(&environment);
    step::quiet(&format!("an environment for {}", packages.join(" ")), make, &log, INSTALL_LIMIT)?;
    let mut install = Command::new(program(&environment, "python"));
    install.args(["-m", "pip", "install", "--disable-pip-version-check", "--only-binary=:all:"]).args(packages);
    step::quiet(&format!("pip install {}", packages.join(" ")), install, &log, INSTALL_LIMIT)?;
    std::fs::write(&complete, wanted)?;
    Ok(environment)
}

/// A Python that can make environments; installed where this is a Debian and its root.
fn find(here: &Checkout, what_for: &str) -> Result<PathBuf> {
    let candidates = || ["python3", "python"].into_iter().filter_map(on_path).find(|python| can_make(python));
    if let Some(python) = candidates() {
        return Ok(python);
    }
    if debian::can_install() {
        let log = here.log("apt-get-python");
        debian::update(&log)?;
        debian::install_packages(&["python3", "python3-venv", "python3-pip"].map(str::to_owned), &log)?;
    }
    match candidates() {
        Some(python) => Ok(python),
        None => bail!(
            "{what_for} needs python3 (3.10 or later) with the modules venv and pip (Debian: `apt-get install python3-venv \
             python3-pip`)"
        ),
    }
}

fn can_make(python: &Path) -> bool {
    let check = "import sys, venv, ensurepip; assert sys.version_info >= (3, 10)";
    answer(Command::new(python).args(["-c", check])).is_some()
}

/// A program of an environment.
pub(crate) fn program(environment: &Path, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment.join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}
