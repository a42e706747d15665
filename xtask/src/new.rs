//! `cargo xtask new`: what `toolgate new` writes, built for WebAssembly and called. What it does natively is in the tests.

use crate::checkout::Checkout;
use crate::{guests, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes a plugin and a script, builds them as their READMEs say, and compares what they answer.
pub(crate) fn run(here: &Checkout) -> Result<()> {
    guests::build(here)?;
    step::loud("the command line", here.cargo(["build", "--quiet", "--package", "toolgate", "--bin", "toolgate"]))?;
    let toolgate = std::env::current_exe()?.with_file_name(format!("toolgate{}", std::env::consts::EXE_SUFFIX));
    let folder = here.target.join("xtask").join("new");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;

    let plugin = make(here, &toolgate, &folder, &["tool", "new-words"], "new_words")?;
    let called = Command::new(&toolgate)
        .current_dir(&folder)
        .args(["tools", "call"])
        .arg(plugin)
        .args(["count_words", "{\"text\": \"Tea, more tea!\"}"])
        .output()?;
    expect("the new plugin", &called, "[{\"word\":\"tea\",\"times\":2},{\"word\":\"more\",\"times\":1}]")?;

    let script = make(here, &toolgate, &folder, &["script", "new-late", "--lang", "rust"], "new_late")?;
    let ran = Command::new(&toolgate)
        .current_dir(folder.join("new-late"))
        .arg("run")
        .arg(script)
        .args(["--input", "{\"customer\": 1, \"days\": 7}"])
        .output()?;
    expect("the new script", &ran, "{\"late\":1,\"total\":12.5}")
}

fn make(here: &Checkout, toolgate: &Path, folder: &Path, what: &[&str], artifact: &str) -> Result<PathBuf> {
    let mut new = Command::new(toolgate);
    new.arg("new").args(what).arg("--dir").arg(folder);
    step::loud(&format!("toolgate new {}", what.join(" ")), new)?;
    guests::build_alone(here, &folder.join(what[1]), artifact)
}

fn expect(what: &str, ended: &std::process::Output, wanted: &str) -> Result<()> {
    let told = String::from_utf8_lossy(&ended.stdout);
    if ended.status.success() && told.trim() == wanted {
        return Ok(());
    }
    bail!("{what} answered {told:?} and not {wanted:?}: {}", String::from_utf8_lossy(&ended.stderr))
}
