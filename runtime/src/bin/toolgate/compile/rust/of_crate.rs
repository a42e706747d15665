//! A crate of the user's own, built as it says and where it says; what was built of the same content before is not built again.

use std::path::Path;

use anyhow::{Context, Result, bail};
use toolgate::compile::Record;

use super::cargo::{self, Built, Message};
use super::package::Package;
use super::tools::Names;
use super::{Compiled, Failed, LANGUAGE, Workbench, artifact, component, diagnostics, failed};
use crate::setup::read_file;

/// # Errors
/// The folder has no crate.
pub(super) fn check(folder: &Path) -> Result<()> {
    if folder.join("Cargo.toml").is_file() {
        return Ok(());
    }
    bail!("{} is no crate: it has no Cargo.toml; `toolgate new script NAME --lang rust` writes one", folder.display());
}

pub(super) async fn compile(bench: &Workbench<'_>) -> Result<Result<Compiled, Failed>> {
    let folder = &bench.args.script;
    let before = Package::look(folder, &bench.toolchain, bench.time).await?;
    let key = before.as_ref().and_then(|package| package.key(&bench.toolchain));
    if let (Some(package), Some(key)) = (&before, &key)
        && let Some(module) = bench.kept.get(key)
    {
        return finished(bench, package, &module, Vec::new());
    }
    bench.note(&format!("building {} with cargo", folder.display()));
    let command = || bench.toolchain.build_as_it_is(folder);
    let built = cargo::build(command, bench.time, |note| bench.note(note)).await?;
    let diagnostics = diagnostics(folder, before.as_ref(), &built);
    if !built.succeeded {
        return Ok(Err(failed(&built, diagnostics)));
    }
    let Some(path) = artifact(&built, "") else {
        bail!("{} makes no .wasm: write `crate-type = [\"cdylib\"]` under `[lib]` of its Cargo.toml", folder.display());
    };
    let module = read_file(path).context("what cargo built can't be read")?;
    // Again: the build may have written the lock file, and somebody else the source.
    let Some(after) = Package::look(folder, &bench.toolchain, bench.time).await? else {
        bail!("cargo built {}, and can't say what it is made of: try `cargo metadata` there", folder.display());
    };
    let is_changed = before.is_some_and(|before| before.sources != after.sources);
    if let Some(key) = after.key(&bench.toolchain).filter(|_| !is_changed && after.is_all_of(path)) {
        bench.kept.put(&key, &module);
    }
    finished(bench, &after, &module, diagnostics)
}

fn finished(
    bench: &Workbench<'_>,
    package: &Package,
    module: &[u8],
    diagnostics: Vec<serde_json::Value>,
) -> Result<Result<Compiled, Failed>> {
    let name = package.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut record = Record::of_digest(LANGUAGE, &name, package.sources.digest.to_hex().as_str());
    record.tools = Names::new(None).of(package.sources.rust.iter().map(String::as_str));
    record.engine = Some(bench.engine(package.sdk.as_ref()));
    Ok(component(module, record).map(|wasm| Compiled { wasm, diagnostics }))
}

/// The compiler's messages about the crate and the packages of the user's own that it needs.
fn diagnostics(folder: &Path, package: Option<&Package>, built: &Built) -> Vec<serde_json::Value> {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let folders = package.map_or(std::slice::from_ref(&root), |package| &package.folders[..]);
    let is_own = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
    let own = |message: &&Message| is_own(&message.manifest_path);
    let messages = built.messages.iter().filter(own).filter_map(|message| message.message.clone());
    // The compiler names the crate's files from its workspace, and others in full.
    diagnostics::of_script(messages, &|file| {
        (Path::new(file).is_relative() || is_own(Path::new(file))).then(|| file.to_owned())
    })
}
