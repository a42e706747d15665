//! TypeScript's compiler, for the tests of what is written for TypeScript: one version, installed once by npm into the target
//! directory. Never part of anything that is shipped.

use crate::checkout::Checkout;
use crate::step;
use anyhow::{Result, bail};
use serde_json::Value;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// The last line of versions that is one package of plain JavaScript.
const VERSION: &str = "5.9.3";
const INSTALL_LIMIT: Duration = Duration::from_secs(5 * 60);

/// Installs it where it isn't there in that version.
pub(crate) fn ensure(here: &Checkout) -> Result<()> {
    let folder = here.target.join("tools-bin").join("typescript");
    let manifest = folder.join("node_modules/typescript/package.json");
    let installed = || -> Option<String> {
        let manifest: Value = serde_json::from_slice(&fs::read(&manifest).ok()?).ok()?;
        Some(manifest["version"].as_str()?.to_owned())
    };
    if installed().as_deref() == Some(VERSION) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if step::answer(Command::new(npm).arg("--version")).is_none() {
        bail!(
            "the tests check TypeScript with its own compiler, which npm installs, and there is no npm: install Node.js"
        );
    }
    fs::create_dir_all(&folder)?;
    let mut install = Command::new(npm);
    install.current_dir(&folder).args([
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ]);
    install.arg(&folder).arg(format!("typescript@{VERSION}"));
    step::quiet(&format!("TypeScript {VERSION}, installed once"), install, &here.log("typescript"), INSTALL_LIMIT)?;
    match installed().as_deref() {
        Some(VERSION) => Ok(()),
        other => bail!("npm installed {other:?} where TypeScript {VERSION} was asked for"),
    }
}
