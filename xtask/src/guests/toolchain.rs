//! A toolchain that compiles guests: the first one that is there, else the first that can be installed, else one message
//! that says what to install. It adds packages or targets, and never removes or replaces any.

use super::c_compiler::{CCompiler, on_path};
use super::{Target, debian, wasi_libc};
use crate::checkout::{Checkout, host_cargo, host_rustc};
use crate::step::{self, answer};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What of the environment is meant for the host's toolchain or for the host's target.
const MEANT_FOR_THE_HOST: [&str; 5] =
    ["CARGO_BUILD_RUSTC", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"];
/// What of the environment ties cargo to the toolchain that started this program.
const MEANT_FOR_ANOTHER_TOOLCHAIN: [&str; 6] =
    ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

const RUSTUP_LIMIT: Duration = Duration::from_secs(10 * 60);

/// All that compiles a guest.
pub(super) struct Toolchain {
    rust: Rust,
    c: CCompiler,
    identity: String,
}

impl Toolchain {
    /// The first one that is there; else one that could be installed.
    pub(super) fn ensure(here: &Checkout) -> Result<Self> {
        let mut found = Found::now();
        let mut failed = Vec::new();
        if !found.is_complete() && debian::can_install() {
            if let Err(error) = debian::install(found.rust.is_none(), found.c.is_none(), &here.log("apt-get")) {
                failed.push(error);
            }
            found = Found::now();
        }
        if found.rust.is_none() && on_path("rustup").is_some() {
            if let Err(error) = add_targets(here) {
                failed.push(error);
            }
            found = Found::now();
        }
        found.complete(&failed)
    }

    /// Which compilers these are; guests made by others are rebuilt.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// `cargo build` of a guest for that target, in the guests' workspace; what to build is still to be said.
    pub(super) fn cargo(&self, here: &Checkout, target: Target) -> Result<Command> {
        let mut command = here.cargo_at(&self.rust.cargo);
        command.current_dir(here.tools()).args(["build", "--release", "--target", target.name()]);
        command.arg("--target-dir").arg(here.guest_build());
        for name in MEANT_FOR_THE_HOST {
            command.env_remove(name);
        }
        command.envs(self.c.environment()).env("PATH", self.rust.path_with_linkers()?);
        if self.rust.std == Std::FromSource {
            for name in MEANT_FOR_ANOTHER_TOOLCHAIN {
                command.env_remove(name);
            }
            command.env("RUSTC", &self.rust.rustc).env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
            if target == Target::Wasip2 {
                let libc = wasi_libc::ensure(here)?;
                // A JSON string is a TOML string: the path may hold spaces and backslashes.
                let flag = serde_json::Value::from(format!("-Lnative={}", libc.display()));
                command.arg("--config").arg(format!("target.{}.rustflags=[{flag}]", target.name()));
            }
        }
        Ok(command)
    }
}

/// Where the standard library for a guest's target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Std {
    /// It is installed, compiled.
    Installed,
    /// Its sources are installed, and cargo compiles them with the guest.
    FromSource,
}

/// A Rust compiler that can make guests.
struct Rust {
    cargo: PathBuf,
    rustc: PathBuf,
    std: Std,
    /// What `rustc -vV` says.
    version: String,
}

impl Rust {
    /// The compiler that builds the host, where the guests' targets are installed for it.
    fn of_the_host() -> Option<Self> {
        let rustc = host_rustc();
        let sysroot = PathBuf::from(answer(Command::new(&rustc).args(["--print", "sysroot"]))?.trim());
        let installed = |target: Target| {
            let folder = sysroot.join("lib/rustlib").join(target.name()).join("lib");
            let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
        };
        if !Target::ALL.into_iter().all(installed) {
            return None;
        }
        let version = answer(Command::new(&rustc).arg("-vV"))?;
        Some(Self { cargo: host_cargo(), rustc, std: Std::Installed, version })
    }

    /// Debian's packages, where they are installed with sources and new enough.
    fn of_debian() -> Option<Self> {
        let [cargo, rustc] = ["/usr/bin/cargo", "/usr/bin/rustc"].map(PathBuf::from);
        let sources = Path::new("/usr/lib/rustlib/src/rust/library/Cargo.lock");
        if !(cargo.is_file() && sources.is_file()) {
            return None;
        }
        let version = answer(Command::new(&rustc).arg("-vV").env_remove("LD_LIBRARY_PATH"))?;
        let release = version.lines().find_map(|line| line.strip_prefix("release: "))?;
        debian::is_new_enough(release).then_some(Self { cargo, rustc, std: Std::FromSource, version })
    }

    /// PATH with the folder in which Rust keeps the linkers that are programs of their own.
    fn path_with_linkers(&self) -> Result<OsString> {
        let mut rustc = Command::new(&self.rustc);
        rustc.args(["--print", "target-libdir"]);
        if self.std == Std::FromSource {
            rustc.env_remove("LD_LIBRARY_PATH");
        }
        let libraries = answer(&mut rustc).with_context(|| format!("`{}` does not run", self.rustc.display()))?;
        let linkers = Path::new(libraries.trim()).with_file_name("bin");
        let path = env::var_os("PATH").unwrap_or_default();
        Ok(env::join_paths([linkers].into_iter().chain(env::split_paths(&path)))?)
    }
}

/// What of a toolchain is there.
struct Found {
    rust: Option<Rust>,
    c: Option<CCompiler>,
}

impl Found {
    fn now() -> Self {
        Self { rust: Rust::of_the_host().or_else(Rust::of_debian), c: CCompiler::find() }
    }

    fn is_complete(&self) -> bool {
        self.rust.is_some() && self.c.is_some()
    }

    fn complete(self, failed: &[anyhow::Error]) -> Result<Toolchain> {
        match self {
            Self { rust: Some(rust), c: Some(c) } => {
                let identity = format!("{}{}", rust.version, c.identity());
                Ok(Toolchain { rust, c, identity })
            }
            incomplete => bail!("{}", incomplete.advice(failed)),
        }
    }

    fn advice(&self, failed: &[anyhow::Error]) -> String {
        let mut advice = "the guests can't be built here yet".to_owned();
        let targets = Target::ALL.map(Target::name).join(" ");
        if self.rust.is_none() {
            advice += &format!(
                "\n- no Rust compiler for WebAssembly: run `rustup target add {targets}`, or on Debian \
                 `apt-get install {}` as root",
                debian::RUST.join(" ")
            );
        }
        if self.c.is_none() {
            advice += "\n- no clang that knows wasm32 with its llvm-ar: install LLVM (Debian: `apt-get install clang-22 \
                       llvm-22`, macOS: `brew install llvm`), or name them in CC_wasm32_unknown_unknown and \
                       AR_wasm32_unknown_unknown, or a wasi-sdk in WASI_SDK_PATH";
        }
        for error in failed {
            advice += &format!("\n\ntried: {error:#}");
        }
        advice
    }
}

fn add_targets(here: &Checkout) -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup.current_dir(&here.root).args(["target", "add"]).args(Target::ALL.map(Target::name));
    step::quiet("rustup target add for the guests", rustup, &here.log("rustup"), RUSTUP_LIMIT)
}
