//! The Python engine: componentize-py wraps CPython around the engine's own modules. Nothing of the
//! machine's Python reaches the engine.

use crate::checkout::Checkout;
use crate::{pip, step};
use anyhow::Result;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What is installed: the tool with CPython 3.14 inside, and the time zones.
const PACKAGES: [&str; 2] = ["componentize-py==0.25.1", "tzdata==2026.6"];

/// CPython is started once on the way, and imports its library.
const BUILD_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Builds the component.
pub(super) fn build(here: &Checkout, folder: &str, output: &Path) -> Result<()> {
    let environment = pip::environment(here, "python", &PACKAGES, "the Python engine can't be built here yet: it")?;
    let mut command = Command::new(pip::program(&environment, "componentize-py"));
    command.current_dir(&here.root).args(["--quiet", "--wit-path", "wit", "--world", "engine", "componentize"]);
    command.arg("--python-path").arg(here.root.join(folder)).arg("app").arg("--output").arg(output);
    // The tool adds the packages of the environment that this names to what the engine can import, or else the machine's.
    command.env("VIRTUAL_ENV", &environment).env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    step::quiet("guest python, by componentize-py", command, &here.log("python"), BUILD_LIMIT)
}
