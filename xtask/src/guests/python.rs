//! The Python engine: componentize-py wraps CPython around the engine's own modules. It is installed once, in an environment of
//! its own under the target directory; nothing of the machine's Python reaches the engine.

use super::c_compiler::on_path;
use super::debian;
use crate::checkout::Checkout;
use crate::step::{self, answer};
use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What is installed: the tool with CPython 3.14 inside, and the time zones.
const PACKAGES: [&str; 2] = ["componentize-py==0.25.1", "tzdata==2026.6"];

const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);

/// CPython is started once on the way, and imports its library.
const BUILD_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Builds the component.
pub(super) fn build(here: &Checkout, folder: &str, output: &Path) -> Result<()> {
    let environment = ensure(here)?;
    let mut command = Command::new(program(&environment, "componentize-py"));
    command.current_dir(&here.root).args(["--quiet", "--wit-path", "wit", "--world", "engine", "componentize"]);
    command.arg("--python-path").arg(here.root.join(folder)).arg("app").arg("--output").arg(output);
    // The tool adds the packages of the environment that this names to what the engine can import, or else the machine's.
    command.env("VIRTUAL_ENV", &environment).env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    step::quiet("guest python, by componentize-py", command, &here.log("python"), BUILD_LIMIT)
}

/// The environment with the packages; made where it is not there, or other versions are wanted.
fn ensure(here: &Checkout) -> Result<PathBuf> {
    let environment = here.target.join("tools-bin").join(format!("python-{}", PACKAGES.join("-").replace("==", "-")));
    let complete = environment.join("complete");
    if complete.is_file() {
        return Ok(environment);
    }
    let python = find(here)?;
    let _ = std::fs::remove_dir_all(&environment);
    let mut make = Command::new(&python);
    make.args(["-m", "venv"]).arg(&environment);
    step::quiet("an environment for componentize-py", make, &here.log("python-environment"), INSTALL_LIMIT)?;
    let mut install = Command::new(program(&environment, "python"));
    install.args(["-m", "pip", "install", "--disable-pip-version-check", "--only-binary=:all:"]).args(PACKAGES);
    step::quiet(&format!("pip install {}", PACKAGES.join(" ")), install, &here.log("pip"), INSTALL_LIMIT)?;
    std::fs::write(&complete, "")?;
    Ok(environment)
}

/// A Python that can make environments; installed where this is a Debian and its root.
fn find(here: &Checkout) -> Result<PathBuf> {
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
            "the Python engine can't be built here yet: it needs python3 (3.10 or later) with the modules venv and pip \
             (Debian: `apt-get install python3-venv python3-pip`)"
        ),
    }
}

fn can_make(python: &Path) -> bool {
    let check = "import sys, venv, ensurepip; assert sys.version_info >= (3, 10)";
    answer(Command::new(python).args(["-c", check])).is_some()
}

/// A program of an environment.
fn program(environment: &Path, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment.join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}
