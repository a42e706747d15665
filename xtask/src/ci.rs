//! `cargo xtask ci`: everything that must hold before a merge, in the order in which it fails cheapest. It stops at the
//! first failure and changes no source.

use crate::checkout::Checkout;
use crate::{guests, new, run, step, test};
use anyhow::Result;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The tool that checks dependencies.
const DENY: (&str, &str) = ("cargo-deny", "0.20.2");
const DENY_LIMIT: Duration = Duration::from_secs(25 * 60);

type Step = (&'static str, fn(&Checkout) -> Result<()>);

const STEPS: [Step; 9] = [
    ("formatting", formatting),
    ("lock files", lock_files),
    ("guests", guests::build),
    ("lints", lints),
    ("tests", |here| test::run(here, &[])),
    ("what `toolgate new` writes", new::run),
    ("demo", |here| run::demo(here, &[])),
    ("documentation", documentation),
    ("dependencies", dependencies),
];

/// Runs every step and says what each took.
pub(crate) fn run(here: &Checkout) -> Result<()> {
    let started = Instant::now();
    let mut times = Vec::new();
    for (name, step) in STEPS {
        eprintln!("\n== {name}");
        let begun = Instant::now();
        step(here)?;
        times.push(format!("{name} {}", step::seconds(begun.elapsed())));
    }
    eprintln!("\nall of it holds: {}; in all {}", times.join(", "), step::seconds(started.elapsed()));
    Ok(())
}

fn formatting(here: &Checkout) -> Result<()> {
    step::loud("format of the host", here.cargo(["fmt", "--all", "--check"]))?;
    step::loud("format of the guests", here.cargo_in_tools(["fmt", "--all", "--check"]))
}

/// What is built later is what the lock files in the repository say.
fn lock_files(here: &Checkout) -> Result<()> {
    let fetch = ["fetch", "--quiet", "--locked"];
    step::loud("lock file of the host", here.cargo(fetch))?;
    step::loud("lock file of the guests", here.cargo_in_tools(fetch))
}

fn lints(here: &Checkout) -> Result<()> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    step::loud("lints of the host", here.cargo(clippy))?;
    step::loud("lints of the guests", here.cargo_in_tools(clippy))
}

fn documentation(here: &Checkout) -> Result<()> {
    let mut doc = here.cargo(["doc", "--workspace", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    step::loud("documentation of the host", doc)
}

/// Duplicates are warnings, and stay in the log.
fn dependencies(here: &Checkout) -> Result<()> {
    let deny = cargo_deny(here)?;
    for (what, folder) in [("host", here.root.clone()), ("guests", here.tools())] {
        let mut check = here.cargo_at(&deny);
        check.arg("--manifest-path").arg(folder.join("Cargo.toml")).arg("--locked");
        check.arg("--config").arg(here.root.join("deny.toml"));
        check.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
        step::quiet(&format!("dependencies of the {what}"), check, &here.log(&format!("deny-{what}")), DENY_LIMIT)?;
    }
    Ok(())
}

/// The tool, compiled once into the target directory, and for a short build rather than for speed.
fn cargo_deny(here: &Checkout) -> Result<PathBuf> {
    let (name, version) = DENY;
    let root = here.target.join("tools-bin").join(version);
    let program = root.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let scratch = here.target.join("tools-build");
        let mut install = here.cargo(["install", name, "--locked", "--version", version, "--root"]);
        install.arg(&root).arg("--target-dir").arg(&scratch);
        for (key, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1"), ("DEBUG", "false")] {
            install.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
        }
        step::quiet(&format!("{name} {version}, installed once"), install, &here.log(name), DENY_LIMIT)?;
        let _ = std::fs::remove_dir_all(scratch);
    }
    Ok(program)
}
