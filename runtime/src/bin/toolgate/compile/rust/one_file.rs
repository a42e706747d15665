//! A single file as a crate: its manifest, the bindings of the tools, and one folder and one target directory for all of them. One
//! build at a time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use toolgate::RunErrorKind;
use toolgate::catalog::bindings;
use toolgate::compile::Record;

use super::cargo::{self, Built};
use super::check::{Refused, check};
use super::package::Sdk;
use super::sources::piece;
use super::toolchain::Toolchain;
use super::tools::Names;
use super::{Compiled, Failed, LANGUAGE, Workbench, artifact, compiler, component, diagnostics, failed};
use crate::sdk;
use crate::setup::{read_file, text};

/// What a script from standard input is called.
const UNNAMED: &str = "script.rs";
/// The file beside the script in which the tools' types are.
const BINDINGS: &str = "tools.rs";
/// What the package becomes; its name is never seen.
const ARTIFACT: &str = "toolgate_script.wasm";

pub(super) async fn compile(bench: &Workbench<'_>) -> Result<Result<Compiled, Failed>> {
    let path = &bench.args.script;
    let reading = || format!("can't read the script {}", path.display());
    let bytes = read_file(path).with_context(reading)?;
    let source = text(bytes).with_context(reading)?;
    let (runtime, limits) = bench.args.setup.build(bench.screen).await?;
    if source.len() > limits.source {
        let kind = RunErrorKind::SourceSize { limit: limits.source as u64, actual: source.len() as u64 };
        return Ok(Err(Failed::Script(Box::new(kind))));
    }
    let shown = if path == Path::new("-") { UNNAMED.to_owned() } else { path.display().to_string() };
    if let Err(refused) = check(&source) {
        let Refused { message, line, column } = refused;
        return Ok(Err(Failed::Refused { message, file: shown, place: (line, column) }));
    }
    let bindings = bindings::rust(runtime.catalog());
    let script = OneFile { file: &file_name(path), source: &source, bindings: &bindings };
    let sdk = Sdk::new(env!("CARGO_PKG_VERSION"), sdk::folder().as_deref())?;
    let key = script.key(&bench.toolchain, &sdk);
    let (module, diagnostics) = match bench.kept.get(&key) {
        Some(module) => (module, Vec::new()),
        None => match script.build(bench, &shown).await? {
            Ok((module, diagnostics)) => {
                bench.kept.put(&key, &module);
                (module, diagnostics)
            }
            Err(failed) => return Ok(Err(failed)),
        },
    };
    let mut record = Record::new(LANGUAGE, &shown, source.as_bytes());
    record.tools = Names::new(Some(runtime.catalog())).of([&*bindings, &*source].into_iter());
    record.engine = Some(bench.engine(Some(&sdk)));
    Ok(component(&module, record).map(|wasm| Compiled { wasm, diagnostics }))
}

/// What the file is called in the generated crate: as it is, where that is no other file of the crate.
fn file_name(script: &Path) -> String {
    let name = script.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if plain && name.ends_with(".rs") && name != BINDINGS && name != "build.rs" { name } else { UNNAMED.to_owned() }
}

/// A script of one file.
struct OneFile<'a> {
    /// What its file is called in the crate.
    file: &'a str,
    source: &'a str,
    bindings: &'a str,
}

impl OneFile<'_> {
    /// What the script becomes depends on this and nothing else.
    fn key(&self, toolchain: &Toolchain, sdk: &Sdk) -> String {
        let mut hasher = blake3::Hasher::new();
        let manifest = manifest(self.file);
        let parts = [
            env!("CARGO_PKG_VERSION"),
            self.file,
            self.source,
            self.bindings,
            &manifest,
            &toolchain.version,
            toolchain.target,
        ];
        for part in parts {
            piece(&mut hasher, part.as_bytes());
        }
        sdk.put(&mut hasher);
        hasher.finalize().to_hex().to_string()
    }

    /// The module, and what the compiler remarks. `shown` is what the author calls the script.
    async fn build(&self, bench: &Workbench<'_>, shown: &str) -> Result<Result<(Vec<u8>, Vec<Value>), Failed>> {
        let workshop = Workshop::new(&bench.cache)?;
        let _lock = workshop.lock()?;
        workshop.write(self)?;
        let first = if workshop.target().exists() { "" } else { "; the first time that takes minutes" };
        bench.note(&format!("building {} with cargo{first}", self.file));
        let command = || {
            let mut command = bench.toolchain.build(&workshop.folder());
            command.arg("--target-dir").arg(workshop.target());
            command
        };
        let built: Built = cargo::build(command, bench.time, |note| bench.note(note)).await?;
        let own = |file: &str| (file == self.file).then(|| shown.to_owned());
        let diagnostics = diagnostics::of_script(compiler(&built.messages), &own);
        match artifact(&built, ARTIFACT).filter(|_| built.succeeded) {
            Some(path) => Ok(Ok((read_file(path).context("what cargo built can't be read")?, diagnostics))),
            None => Ok(Err(failed(&built, diagnostics))),
        }
    }
}

/// Where scripts in Rust are built, in the user's cache.
struct Workshop {
    dir: PathBuf,
}

impl Workshop {
    fn new(cache: &Path) -> Result<Self> {
        let dir = cache.join("rust");
        fs::create_dir_all(&dir).with_context(|| format!("can't make {}", dir.display()))?;
        Ok(Self { dir })
    }

    /// The crate's folder; what cargo builds is beside it.
    fn folder(&self) -> PathBuf {
        self.dir.join("crate")
    }

    fn target(&self) -> PathBuf {
        self.dir.join("target")
    }

    /// Waits until no other process builds; the lock falls with the value.
    fn lock(&self) -> Result<File> {
        let path = self.dir.join(".lock");
        let file = File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
        file.lock().with_context(|| format!("can't lock {}", path.display()))?;
        Ok(file)
    }

    /// Writes the crate in place of the last one. Its lock file stays, and with it the versions that are downloaded already.
    fn write(&self, script: &OneFile<'_>) -> Result<()> {
        let folder = self.folder();
        let lock = fs::read(folder.join("Cargo.lock")).ok().or_else(first_lock);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("can't empty {}", folder.display()))?;
        }
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("Cargo.toml"), manifest(script.file))?;
            fs::write(folder.join(BINDINGS), script.bindings)?;
            fs::write(folder.join(script.file), script.source)?;
            lock.map_or(Ok(()), |lock| fs::write(folder.join("Cargo.lock"), lock))
        };
        write().with_context(|| format!("can't write {}", folder.display()))
    }
}

/// The versions that the guests of a checkout have.
fn first_lock() -> Option<Vec<u8>> {
    fs::read(sdk::folder()?.parent()?.join("tools/Cargo.lock")).ok()
}

fn manifest(file: &str) -> String {
    format!(
        r#"[package]
name = "toolgate-script"
version = "0.0.0"
edition = "2024"
publish = false

[lib]
path = {}
crate-type = ["cdylib"]

[dependencies]
toolgate-guest = {{ {}, features = ["script"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"

[profile.release]
opt-level = "s"
lto = true
codegen-units = 1
panic = "abort"
strip = true

[workspace]
"#,
        serde_json::Value::from(file),
        sdk::dependency(true)
    )
}
