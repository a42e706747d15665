//! Where things are in a checkout, and how its cargo is called. Only this file knows folders' names and what of the
//! environment must not reach a nested cargo.

use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A checkout of the repository.
pub(crate) struct Checkout {
    /// Its root, which holds `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target directory: what `CARGO_TARGET_DIR` says, or `target` in the root.
    pub(crate) target: PathBuf,
}

impl Checkout {
    /// The one that this program was compiled from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .filter(|root| root.join("Cargo.toml").is_file())
            .context("the checkout that this program was built from is gone; run it with `cargo xtask`")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
            Some(dir) => env::current_dir()?.join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// Where the finished guests are, whatever the target directory is: programs embed them from here.
    pub(crate) fn guests(&self) -> PathBuf {
        self.root.join("target").join("guests")
    }

    /// Cargo's target directory of the guests' workspace, and the place of what guests are built with.
    pub(crate) fn guest_build(&self) -> PathBuf {
        self.target.join("guest-build")
    }

    /// The root of the guests' workspace.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join("tools")
    }

    /// Where a step's output goes that nobody reads unless the step fails.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(format!("{name}.log"))
    }

    /// The host's cargo, in the root.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.cargo_at(&host_cargo());
        command.args(arguments);
        command
    }

    /// Any cargo, in the root.
    pub(crate) fn cargo_at(&self, cargo: &Path) -> Command {
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        for name in inherited_from_cargo() {
            command.env_remove(name);
        }
        command
    }

    /// The host's cargo in the guests' workspace, for what can be done there without WebAssembly.
    pub(crate) fn cargo_in_tools<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.cargo(arguments);
        command.current_dir(self.tools()).env("CARGO_TARGET_DIR", self.guest_build());
        command
    }
}

/// The cargo that started this program, else the one on PATH.
pub(crate) fn host_cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The rustc that belongs to `host_cargo`.
pub(crate) fn host_rustc() -> PathBuf {
    if let Some(rustc) = env::var_os("RUSTC") {
        return PathBuf::from(rustc);
    }
    let beside = host_cargo().with_file_name(format!("rustc{}", env::consts::EXE_SUFFIX));
    if beside.is_file() { beside } else { PathBuf::from("rustc") }
}

/// What `cargo run` told this program about itself, and what a nested cargo would take for its own.
fn inherited_from_cargo() -> impl Iterator<Item = String> {
    env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|name| {
        ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|prefix| name.starts_with(prefix))
            || ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"].contains(&name.as_str())
    })
}
