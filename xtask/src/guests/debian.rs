//! Debian's packages: of the guests' toolchain (a second Rust with its sources, LLVM), and what tests need. Installs only as root and only
//! what is missing, and never lets apt remove a package.

use super::c_compiler::{self, on_path};
use crate::step::{self, answer};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Debian's newest Rust, which its browsers are built with, and the standard library's sources.
pub(super) const RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Whether this is a system with apt, and this its root.
pub(crate) fn can_install() -> bool {
    let is_root = || answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    on_path("apt-get").is_some() && on_path("apt-cache").is_some() && is_root()
}

/// Installs what is missing, where apt knows it.
pub(super) fn install(rust: bool, c_compiler: bool, log: &Path) -> Result<()> {
    update(log)?;
    let mut packages = Vec::new();
    if rust {
        match candidate(RUST[0]) {
            Some(version) if is_new_enough(&version) => packages.extend(RUST.map(str::to_owned)),
            Some(version) => bail!("apt has {} {version}, which is too old", RUST[0]),
            None => bail!("apt has no {}", RUST[0]),
        }
    }
    if c_compiler {
        let version = c_compiler::VERSIONS.rev().find(|version| candidate(&format!("clang-{version}")).is_some());
        match version {
            Some(version) => packages.extend([format!("clang-{version}"), format!("llvm-{version}")]),
            None => bail!("apt has no clang-{}", c_compiler::VERSIONS.end()),
        }
    }
    install_packages(&packages, log)
}

/// Installs those packages, and never removes one for it.
pub(crate) fn install_packages(packages: &[String], log: &Path) -> Result<()> {
    let what = format!("apt-get install {}", packages.join(" "));
    let mut install = apt_get(&["install", "--yes", "--no-remove"]);
    install.args(packages);
    step::quiet(&what, install, log, LIMIT)
}

/// Brings apt's lists up to date.
pub(crate) fn update(log: &Path) -> Result<()> {
    step::quiet("apt-get update", apt_get(&["update"]), log, LIMIT)
}

/// Whether that release of Rust builds what this workspace's does.
pub(super) fn is_new_enough(release: &str) -> bool {
    let version = |text: &str| -> Option<(u32, u32)> {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    version(release) >= version(env!("CARGO_PKG_RUST_VERSION"))
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
    command
}

/// The version that apt would install.
fn candidate(package: &str) -> Option<String> {
    let policy = answer(Command::new("apt-cache").env("LC_ALL", "C").args(["policy", package]))?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_number() {
        assert!(is_new_enough(env!("CARGO_PKG_RUST_VERSION")));
        assert!(is_new_enough("1.196.0+dfsg1-1~deb12u2"));
        assert!(is_new_enough("2.0.0-nightly"));
        assert!(!is_new_enough("1.85.0"));
        assert!(!is_new_enough(""));
    }
}
