//! The guests: what there is to build, and building it where something changed. Outputs appear whole or not at all, and
//! one program at a time makes them; what a guest contains is not known here.

mod c_compiler;
pub(crate) mod debian;
mod python;
mod stamp;
mod toolchain;
mod wasi_libc;

pub(crate) use c_compiler::on_path;

use crate::checkout::Checkout;
use crate::step;
use anyhow::{Context, Result};
use stamp::Stamps;
use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use toolchain::Toolchain;

/// A guest's target, by rustc's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// No operating system: a core module, which the encoder turns into a component.
    Unknown,
    /// WASI 0.2 under the standard library: its linker makes the component.
    Wasip2,
    /// No Rust: componentize-py makes the component.
    Python,
}

impl Target {
    /// Those that Rust compiles for.
    pub(crate) const ALL: [Self; 2] = [Self::Unknown, Self::Wasip2];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unknown => "wasm32-unknown-unknown",
            Self::Wasip2 => "wasm32-wasip2",
            Self::Python => "componentize-py",
        }
    }
}

/// One guest: where it comes from and what becomes of it.
#[derive(Debug)]
struct Guest {
    /// The package in the guests' workspace.
    package: &'static str,
    /// The package's folder, from the checkout's root.
    folder: &'static str,
    /// What the finished guest is called, without `.wasm`.
    output: &'static str,
    target: Target,
    /// Whether it is started once and kept as it was then.
    preinit: bool,
}

impl Guest {
    const fn new(package: &'static str, folder: &'static str, output: &'static str) -> Self {
        Self { package, folder, output, target: Target::Unknown, preinit: false }
    }

    const fn on_wasip2(self) -> Self {
        Self { target: Target::Wasip2, ..self }
    }

    const fn by_componentize_py(self) -> Self {
        Self { target: Target::Python, ..self }
    }

    const fn preinit(self) -> Self {
        Self { preinit: true, ..self }
    }

    /// What cargo calls the module, without `.wasm`.
    fn artifact(&self) -> String {
        self.package.replace('-', "_")
    }
}

const GUESTS: [Guest; 19] = [
    Guest::new("files", "tools/files", "files"),
    Guest::new("http-tools", "tools/http", "http"),
    Guest::new("sql", "tools/sql", "sql"),
    Guest::new("search", "tools/search", "search"),
    Guest::new("data", "tools/data", "data").preinit(),
    Guest::new("text", "tools/text", "text"),
    Guest::new("tokens", "tools/tokens", "tokens").preinit(),
    Guest::new("toolgate-engine-javascript", "runtime/engines/javascript", "javascript").preinit(),
    Guest::new("python", "runtime/engines/python", "python").by_componentize_py().preinit(),
    Guest::new("shipping", "examples/plugins/shipping", "shipping"),
    // The same plugin on WASI: the tests load it.
    Guest::new("shipping", "examples/plugins/shipping", "shipping-wasip2").on_wasip2(),
    // The README's plugin: the tests weigh it.
    Guest::new("greet", "examples/plugins/greet", "greet"),
    Guest::new("orders-script", "examples/scripts/orders", "orders-script"),
    // The same script on WASI: the tests run it.
    Guest::new("orders-script", "examples/scripts/orders", "orders-script-wasip2").on_wasip2(),
    // A script that does what its input says: the tests run it.
    Guest::new("unruly", "tests/guests/unruly", "unruly"),
    // A script that uses the standard library of scripts: the tests run it.
    Guest::new("flow", "tests/guests/flow", "flow"),
    // What a host must survive: the tests load it.
    Guest::new("faulty", "tests/guests/faulty", "faulty"),
    // What the standard library can do on WASI: the tests load it.
    Guest::new("std_files", "tests/guests/std_files", "std_files").on_wasip2(),
    // What the SDK's HTTP can do: the tests load it.
    Guest::new("fetcher", "tests/guests/fetcher", "fetcher"),
];

/// A guest's build compiles Rust's standard library and QuickJS at worst, the encoder's wasmtime.
const BUILD_LIMIT: Duration = Duration::from_secs(40 * 60);
const ENCODE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// An example is as small as in its reader's own crate: only what we ship pays for a fast parser of JSON with its size.
const AS_A_CRATE_OF_ITS_OWN: &str = "profile.release.package.serde_json.opt-level='s'";

/// Builds every guest whose sources changed into `target/guests`.
pub(crate) fn build(here: &Checkout) -> Result<()> {
    let folder = here.guests();
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let _lock = lock(&folder)?;
    let toolchain = Toolchain::ensure(here)?;
    let stamps = Stamps::new(here, toolchain.identity());
    let mut stale = Vec::new();
    for guest in &GUESTS {
        let stamp = stamps.of(guest)?;
        if !stamp.fits(&folder)? {
            stale.push((guest, stamp));
        }
    }
    if stale.is_empty() {
        eprintln!("the guests are up to date");
        return Ok(());
    }
    if stale.iter().any(|(guest, _)| guest.target != Target::Wasip2) {
        build_encoder(here)?;
    }
    for (guest, stamp) in stale {
        let lock_file = fs::read(here.tools().join("Cargo.lock")).ok();
        build_one(here, &toolchain, guest, &folder)?;
        // Cargo may have written the lock file only now; then it is part of what was built.
        let moved = fs::read(here.tools().join("Cargo.lock")).ok() != lock_file;
        let stamp = if moved { stamps.of(guest)? } else { stamp };
        stamp.write(&folder)?;
    }
    Ok(())
}

/// Compiles a crate that is no part of the guests' workspace, offline and with that workspace's versions, and says where its
/// module is.
pub(crate) fn build_alone(here: &Checkout, folder: &Path, artifact: &str) -> Result<PathBuf> {
    let toolchain = Toolchain::ensure(here)?;
    let lock_file = here.tools().join("Cargo.lock");
    fs::copy(&lock_file, folder.join("Cargo.lock"))
        .with_context(|| format!("could not copy {}", lock_file.display()))?;
    let mut command = toolchain.cargo(here, Target::Unknown)?;
    command.current_dir(folder).arg("--offline");
    let what = format!("{artifact} for {}", Target::Unknown.name());
    step::quiet(&what, command, &here.log(artifact), BUILD_LIMIT)?;
    Ok(here.guest_build().join(Target::Unknown.name()).join("release").join(format!("{artifact}.wasm")))
}

fn build_encoder(here: &Checkout) -> Result<()> {
    let command = here.cargo(["build", "--package", "toolgate-encode"]);
    step::quiet("the encoder of guests, with wasmtime: minutes at first", command, &here.log("encoder"), BUILD_LIMIT)
}

fn build_one(here: &Checkout, toolchain: &Toolchain, guest: &Guest, folder: &Path) -> Result<()> {
    let target = guest.target.name();
    let unfinished = folder.join(format!(".unfinished-{}.wasm", guest.output));
    if guest.target == Target::Python {
        let component = here.guest_build().join(format!("{}.wasm", guest.artifact()));
        fs::create_dir_all(here.guest_build())?;
        python::build(here, guest.folder, &component)?;
        encode(here, guest, &component, &unfinished)?;
        return finish(guest, folder, &unfinished);
    }
    let mut command = toolchain.cargo(here, guest.target)?;
    command.args(["--package", guest.package]);
    if guest.folder.starts_with("examples/") {
        command.args(["--config", AS_A_CRATE_OF_ITS_OWN]);
    }
    let what = format!("guest {} for {target}", guest.output);
    step::quiet(&what, command, &here.log(guest.output), BUILD_LIMIT)?;
    let module = here.guest_build().join(target).join("release").join(format!("{}.wasm", guest.artifact()));
    match guest.target {
        Target::Unknown | Target::Python => encode(here, guest, &module, &unfinished)?,
        Target::Wasip2 => {
            fs::copy(&module, &unfinished).with_context(|| format!("could not copy {}", module.display()))?;
        }
    }
    finish(guest, folder, &unfinished)
}

/// Puts a guest in its place.
fn finish(guest: &Guest, folder: &Path, unfinished: &Path) -> Result<()> {
    stamp::remove(folder, guest)?;
    let output = output(folder, guest);
    fs::rename(unfinished, &output).with_context(|| format!("could not put {} in its place", output.display()))
}

fn encode(here: &Checkout, guest: &Guest, module: &Path, output: &Path) -> Result<()> {
    // Cargo put it where it put this program.
    let encoder = env::current_exe()?.with_file_name(format!("toolgate-encode{}", env::consts::EXE_SUFFIX));
    let mut command = Command::new(encoder);
    command.arg(module).arg(output);
    if guest.preinit {
        command.arg("--preinit");
    }
    let what = format!("guest {} as a component{}", guest.output, if guest.preinit { ", pre-initialised" } else { "" });
    step::quiet(&what, command, &here.log(&format!("{}-component", guest.output)), ENCODE_LIMIT)
}

fn output(folder: &Path, guest: &Guest) -> PathBuf {
    folder.join(format!("{}.wasm", guest.output))
}

/// One builder at a time; the lock falls with the process.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(".lock");
    let file = File::create(&path).with_context(|| format!("could not write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("another xtask is building the guests; waiting for it");
            file.lock().with_context(|| format!("could not lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("could not lock {}", path.display()));
        }
    }
    Ok(file)
}
