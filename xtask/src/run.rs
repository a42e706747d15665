//! `cargo xtask demo` and `cargo xtask bench`: the programs that show the runtime at work, with what they need to be found.

use crate::checkout::{Checkout, host_rustc};
use crate::{guests, step};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The dependency whose sources the demo reviews.
const REVIEWED: &str = "tokio";

/// Builds the guests and runs the demo over a dependency's sources.
pub(crate) fn demo(here: &Checkout, arguments: &[String]) -> Result<()> {
    guests::build(here)?;
    let sources = sources_of(here, REVIEWED)?;
    let mut command = example(here, "demo");
    command.arg(sources).args(arguments);
    step::loud("demo", command)
}

/// Where the plans of LLMCompiler's repository are; without it they are left out.
const PLANS: &str = "--plans=";

/// Builds the guests and runs the benchmarks: the runtime's, Python's beside it, the gate's, the plugins' beside native programs; and,
/// with `--plans=FOLDER`, the plans of a checkout of LLMCompiler.
pub(crate) fn bench(here: &Checkout, arguments: &[String]) -> Result<()> {
    let (plans, arguments): (Vec<&String>, Vec<&String>) = arguments.iter().partition(|one| one.starts_with(PLANS));
    guests::build(here)?;
    // Python's times the command line as well.
    step::loud("command line", here.cargo(["build", "--quiet", "--package", "toolgate", "--bin", "toolgate"]))?;
    let sources = sources_of(here, REVIEWED)?;
    for name in ["bench", "bench_python", "bench_gate", "bench_plugins"] {
        let mut command = example(here, name);
        // With it wasmtime takes a backtrace in each run's end, which is 6 µs of a run's 40.
        command.args(&arguments).env_remove("RUST_BACKTRACE");
        if name == "bench_plugins" {
            command.arg(&sources);
        }
        step::loud(name, command)?;
    }
    let Some(folder) = plans.first().and_then(|plans| plans.strip_prefix(PLANS)) else {
        println!("LLMCompiler's plans: left out; a checkout of its repository as {PLANS}FOLDER has them run");
        return Ok(());
    };
    let mut command = Command::new("python3");
    command.arg(here.root.join("tests/llmcompiler.py")).arg(folder).arg(here.target.join("debug/toolgate"));
    step::loud("LLMCompiler's plans", command)
}

fn example(here: &Checkout, name: &str) -> Command {
    here.cargo(["run", "--quiet", "--package", "toolgate", "--example", name, "--"])
}

/// Where cargo has unpacked a dependency.
fn sources_of(here: &Checkout, package: &str) -> Result<PathBuf> {
    let version = step::answer(Command::new(host_rustc()).arg("-vV")).context("rustc does not run; is it on PATH?")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("`rustc -vV` names no host")?;
    // Packages of other systems need not be downloaded for this.
    let mut metadata = here.cargo(["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let text = step::answer(&mut metadata).context("`cargo metadata --locked` failed; run it to see why")?;
    let metadata: Value = serde_json::from_str(&text).context("cargo's metadata could not be read")?;
    let manifest = metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|found| found["name"] == package))
        .and_then(|found| found["manifest_path"].as_str())
        .with_context(|| format!("cargo's metadata names no package `{package}`"))?;
    Ok(Path::new(manifest).parent().context("a manifest without a folder")?.to_path_buf())
}
