//! A Rust compiler that makes WebAssembly: the user's own, as it is. Installs nothing; where there is none, it says what to install.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// The targets that will do, the one that makes smaller components first.
const TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32-wasip2"];

/// The SDK's own.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// What of the environment a build sees, besides what begins with [`KEPT_PREFIXES`]. Not the rest: a script's macros could read it.
const KEPT: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "USERPROFILE",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMFILES",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LANG",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CARGO_HOME",
    "RUSTUP_HOME",
];
const KEPT_PREFIXES: &[&str] = &["CARGO_HTTP_", "CARGO_NET_", "CARGO_SOURCE_", "CARGO_REGISTRIES_", "RUSTUP_DIST_"];

/// What of the environment is about another target than a script's, or another toolchain.
pub(super) const MEANT_FOR_OTHERS: &[&str] = &[
    "CARGO",
    "CARGO_BUILD_RUSTC",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
    "RUSTC",
    "RUSTDOC",
    "RUSTUP_TOOLCHAIN",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
];

/// All that builds a script.
pub(super) struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// rustup's choice of a toolchain, where these programs are rustup's.
    chosen: Option<OsString>,
    pub(super) target: &'static str,
    std: Std,
    /// What `rustc -vV` says.
    pub(super) version: String,
    /// The compiler's version.
    pub(super) release: String,
}

/// Where the standard library for the target comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Std {
    /// It is installed, compiled.
    Installed,
    /// Its sources are installed, and cargo compiles them as well.
    FromSource,
}

impl Toolchain {
    /// The first one that is there: those that the environment and the path name, then the system's. Which ones those are may
    /// depend on the folder, by its `rust-toolchain.toml`.
    ///
    /// # Errors
    /// There is none; what to install.
    pub(super) fn find(folder: &Path) -> Result<Self> {
        let named = |variable: &str, program: &str| env::var_os(variable).unwrap_or_else(|| program.into());
        let first = (PathBuf::from(named("CARGO", "cargo")), PathBuf::from(named("RUSTC", "rustc")));
        let system = (PathBuf::from("/usr/bin/cargo"), PathBuf::from("/usr/bin/rustc"));
        let chosen = env::var_os("RUSTUP_TOOLCHAIN");
        let mut found = Vec::new();
        let mut old = None;
        for ((cargo, rustc), chosen) in [(first, chosen), (system, None)] {
            let Some(installed) = Installed::look(&rustc, chosen.as_ref(), folder) else { continue };
            if answer(&cargo, &["--version"], chosen.as_ref(), folder).is_none() {
                continue;
            }
            if is_older(&installed.release) {
                old.get_or_insert(installed.release);
                continue;
            }
            found.push((cargo, rustc, chosen, installed));
        }
        for std in [Std::Installed, Std::FromSource] {
            for (cargo, rustc, chosen, installed) in &found {
                if let Some(target) = installed.target(std) {
                    let (cargo, rustc, chosen) = (cargo.clone(), rustc.clone(), chosen.clone());
                    let (version, release) = (installed.version.clone(), installed.release.clone());
                    return Ok(Self { cargo, rustc, chosen, target, std, version, release });
                }
            }
        }
        match (found.is_empty(), old) {
            (false, _) => bail!(
                "Rust is here, but not for WebAssembly: run `rustup target add {}`, or install your system's package of \
                 Rust's standard library for it",
                TARGETS[0]
            ),
            (true, Some(old)) => {
                bail!("Rust {old} is older than what scripts need: install {OLDEST} or newer (https://rustup.rs)")
            }
            (true, None) => bail!(
                "scripts in Rust are built by cargo, and it is not here: install Rust (https://rustup.rs), then run \
                 `rustup target add {}`",
                TARGETS[0]
            ),
        }
    }

    /// `cargo build --release` of a script that anybody may have written; what else it should do is still to be said.
    pub(super) fn build(&self, folder: &Path) -> Command {
        self.build_by(clean(&self.cargo, self.chosen.as_ref()), folder)
    }

    /// The same for a crate of the user's own, with all of the environment but what is meant for another toolchain or target.
    pub(super) fn build_as_it_is(&self, folder: &Path) -> Command {
        self.build_by(self.as_it_is(), folder)
    }

    /// `cargo metadata` of a crate of the user's own, without the network.
    pub(super) fn metadata(&self, folder: &Path) -> Command {
        let mut command = self.as_it_is();
        command.current_dir(folder).env("RUSTC", &self.rustc);
        command.args(["metadata", "--format-version", "1", "--offline", "--filter-platform", self.target]);
        command
    }

    fn as_it_is(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        for name in MEANT_FOR_OTHERS {
            command.env_remove(name);
        }
        if let Some(chosen) = &self.chosen {
            command.env("RUSTUP_TOOLCHAIN", chosen);
        }
        command
    }

    fn build_by(&self, mut command: Command, folder: &Path) -> Command {
        command.current_dir(folder).env("RUSTC", &self.rustc).env("PATH", self.path_with_linkers(folder));
        command.args(["build", "--release", "--target", self.target, "--message-format", "json"]);
        if self.std == Std::FromSource {
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        command
    }

    /// PATH with the folder in which Rust keeps the linkers that are programs of their own.
    fn path_with_linkers(&self, folder: &Path) -> OsString {
        let path = env::var_os("PATH").unwrap_or_default();
        let print = ["--print", "target-libdir"];
        let libraries = answer(&self.rustc, &print, self.chosen.as_ref(), folder).unwrap_or_default();
        let linkers = Path::new(libraries.trim()).with_file_name("bin");
        env::join_paths([linkers].into_iter().chain(env::split_paths(&path))).unwrap_or(path)
    }
}

/// What one compiler has.
struct Installed {
    version: String,
    release: String,
    libraries: PathBuf,
}

impl Installed {
    fn look(rustc: &Path, chosen: Option<&OsString>, folder: &Path) -> Option<Self> {
        let version = answer(rustc, &["-vV"], chosen, folder)?;
        let release = version.lines().find_map(|line| line.strip_prefix("release: "))?.to_owned();
        let libraries =
            PathBuf::from(answer(rustc, &["--print", "sysroot"], chosen, folder)?.trim()).join("lib/rustlib");
        Some(Self { version, release, libraries })
    }

    fn target(&self, std: Std) -> Option<&'static str> {
        let compiled = |target: &&str| {
            let entries = fs::read_dir(self.libraries.join(target).join("lib"));
            entries
                .into_iter()
                .flatten()
                .flatten()
                .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
        };
        match std {
            Std::Installed => TARGETS.into_iter().find(compiled),
            Std::FromSource => self.libraries.join("src/rust/library/Cargo.lock").is_file().then_some(TARGETS[0]),
        }
    }
}

/// Whether a release is older than the SDK needs; what is no version is not.
fn is_older(release: &str) -> bool {
    let numbers = |text: &str| -> Option<(u32, u32)> {
        let mut numbers = text.split(['.', '-']);
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    matches!((numbers(release), numbers(OLDEST)), (Some(release), Some(oldest)) if release < oldest)
}

/// A program that sees only what of the environment is kept.
fn clean(program: &Path, chosen: Option<&OsString>) -> Command {
    let kept = |name: &str| KEPT.contains(&name) || KEPT_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    let mut command = Command::new(program);
    command.env_clear().envs(env::vars_os().filter(|(name, _)| name.to_str().is_some_and(kept)));
    if let Some(chosen) = chosen {
        command.env("RUSTUP_TOOLCHAIN", chosen);
    }
    command.stdin(Stdio::null());
    command
}

/// What a program prints, where it can be started and succeeds.
fn answer(program: &Path, args: &[&str], chosen: Option<&OsString>, folder: &Path) -> Option<String> {
    let output = clean(program, chosen).current_dir(folder).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn releases_are_compared_by_number() {
        assert!(is_older("1.9.0") && is_older("1.63.0"));
        assert!(!is_older("1.95.0") && !is_older("1.100.0-nightly") && !is_older("2.0.0") && !is_older("unknown"));
    }
}
