//! Scripts in Rust: a single file or a crate to a component, by the user's cargo. The compiler runs with the user's rights; what a
//! single file may not ask of it is in `check`.

mod cargo;
mod check;
mod diagnostics;
mod one_file;
mod toolchain;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use toolgate::RunErrorKind;
use toolgate::catalog::{Catalog, bindings};
use toolgate::compile::Record;
use toolgate::engine::componentize;

use super::{Args, Compiled, Failed};
use crate::screen::Screen;
use crate::setup::{cache_dir, read_file, text};
use cargo::{Built, Message};
use check::check;
use one_file::{ARTIFACT, OneFile, Workshop};
use toolchain::Toolchain;

/// What records say.
const LANGUAGE: &str = "rust";
/// What a script from standard input is called.
const UNNAMED: &str = "script.rs";
/// The file beside the script in which the tools' types are.
const BINDINGS: &str = "tools.rs";
/// The most lines of what cargo says of its own failure.
const MAX_TOLD: usize = 30;
/// What cargo says where it would have to download something.
const OFFLINE: &str = "--offline";

pub(super) async fn compile(args: &Args, screen: &Screen) -> Result<Result<Compiled, Failed>> {
    let toolchain = Toolchain::find()?;
    if args.script.is_dir() {
        of_crate(args, &toolchain, screen).await
    } else {
        of_file(args, &toolchain, screen).await
    }
}

async fn of_file(args: &Args, toolchain: &Toolchain, screen: &Screen) -> Result<Result<Compiled, Failed>> {
    let reading = || format!("can't read the script {}", args.script.display());
    let bytes = read_file(&args.script).with_context(reading)?;
    let source = text(bytes).with_context(reading)?;
    let (runtime, limits) = args.setup.build(screen).await?;
    if source.len() > limits.source {
        let kind = RunErrorKind::SourceSize { limit: limits.source as u64, actual: source.len() as u64 };
        return Ok(Err(Failed::Script(Box::new(kind))));
    }
    let shown = if args.script == Path::new("-") { UNNAMED.to_owned() } else { args.script.display().to_string() };
    if let Err(refused) = check(&source) {
        let message = format!("{} ({shown}:{}:{})", refused.message, refused.line, refused.column);
        return Ok(Err(Failed::Build { message, diagnostics: Vec::new() }));
    }
    let bindings = bindings::rust(runtime.catalog());
    let script = OneFile { file: &file_name(&args.script), source: &source, bindings: &bindings };
    let cache = cache_dir().context("there is no home directory, so there is no place to build in: set HOME")?;
    let workshop = Workshop::new(&cache)?;
    let key = workshop.key(&script, toolchain);
    let (module, diagnostics) = match workshop.kept(&key) {
        Some(module) => (module, Vec::new()),
        None => {
            let built = build_file(args, &workshop, &script, toolchain, screen).await?;
            let diagnostics = diagnostics::of_script(compiler(&built.messages), script.file, &shown);
            match artifact(&built).filter(|_| built.succeeded) {
                Some(path) => {
                    let module = read_file(&path).context("what cargo built can't be read")?;
                    workshop.keep(&key, &module);
                    (module, diagnostics)
                }
                None => return Ok(Err(failed(built, diagnostics))),
            }
        }
    };
    let mut record = Record::new(LANGUAGE, &shown, source.as_bytes());
    record.tools = tools(runtime.catalog(), &source);
    Ok(component(&module, record).map(|wasm| Compiled { wasm, diagnostics }))
}

async fn build_file(
    args: &Args,
    workshop: &Workshop,
    script: &OneFile<'_>,
    toolchain: &Toolchain,
    screen: &Screen,
) -> Result<Built> {
    let _lock = workshop.lock()?;
    workshop.write(script)?;
    let first = !workshop.target().exists();
    if !args.json {
        let first = if first { "; the first time that takes minutes" } else { "" };
        screen.note(&format!("building {} with cargo{first}", script.file));
    }
    let command = |offline: bool| {
        let mut command = toolchain.cargo(&workshop.folder());
        command.arg("--target-dir").arg(workshop.target());
        if offline {
            command.arg(OFFLINE);
        }
        command
    };
    // The network only where something is missing: that is once, since versions are locked then.
    let built = cargo::run(command(true), args.build_time).await?;
    if built.succeeded || !wants_network(&built) {
        return Ok(built);
    }
    cargo::run(command(false), args.build_time).await
}

/// A crate of the user's own, built as it says and where it says.
async fn of_crate(args: &Args, toolchain: &Toolchain, screen: &Screen) -> Result<Result<Compiled, Failed>> {
    let folder = &args.script;
    if !folder.join("Cargo.toml").is_file() {
        bail!(
            "{} is no crate: it has no Cargo.toml; `toolgate new script NAME --lang rust` writes one",
            folder.display()
        );
    }
    if !args.json {
        screen.note(&format!("building {} with cargo", folder.display()));
    }
    let command = |offline: bool| {
        let mut command = toolchain.cargo_as_it_is(folder);
        if offline {
            command.arg(OFFLINE);
        }
        command
    };
    let mut built = cargo::run(command(true), args.build_time).await?;
    if !built.succeeded && wants_network(&built) {
        built = cargo::run(command(false), args.build_time).await?;
    }
    let root = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let own = |message: &&Message| Path::new(&message.manifest_path).parent().is_some_and(|crate_| crate_ == root);
    let diagnostics: Vec<Value> =
        built.messages.iter().filter(own).filter_map(|message| message.message.clone()).filter(has_place).collect();
    let Some(path) = artifact(&built).filter(|_| built.succeeded) else {
        let succeeded = built.succeeded;
        if succeeded {
            bail!(
                "{} makes no .wasm: write `crate-type = [\"cdylib\"]` under `[lib]` of its Cargo.toml",
                folder.display()
            );
        }
        return Ok(Err(failed(built, diagnostics)));
    };
    let module = read_file(&path).context("what cargo built can't be read")?;
    let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = read_file(&folder.join("Cargo.toml")).unwrap_or_default();
    // Of a crate the manifest stands for the source: what else it is made of only cargo knows.
    let record = Record::new(LANGUAGE, &name, &manifest);
    Ok(component(&module, record).map(|wasm| Compiled { wasm, diagnostics }))
}

/// What the file is called in the generated crate: as it is, where that is no other file of the crate.
fn file_name(script: &Path) -> String {
    let name = script.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if plain && name.ends_with(".rs") && name != BINDINGS && name != "build.rs" { name } else { UNNAMED.to_owned() }
}

fn component(module: &[u8], record: Record) -> Result<Vec<u8>, Failed> {
    let no_script = |reason: &dyn std::fmt::Display| {
        let what =
            "what cargo built is no script: write `#[script]` over its async function (use toolgate_guest::script)";
        Failed::Build { message: format!("{what}; {reason:#}"), diagnostics: Vec::new() }
    };
    let component = componentize(module).map_err(|error| no_script(&error))?;
    let told = toolgate::compile::inspect(&component).map_err(|reason| no_script(&reason))?;
    if told.kind != toolgate::compile::Kind::Script {
        return Err(no_script(&"it exports no function `run`"));
    }
    record.append(&component).map_err(|error| no_script(&error))
}

fn compiler(messages: &[Message]) -> impl Iterator<Item = Value> {
    messages.iter().filter_map(|message| message.message.clone())
}

fn has_place(message: &Value) -> bool {
    message["spans"].as_array().is_some_and(|spans| !spans.is_empty())
}

fn artifact(built: &Built) -> Option<PathBuf> {
    let files = built.messages.iter().filter(|message| message.reason == "compiler-artifact");
    let mut wasm = files.flat_map(|message| &message.filenames).filter(|file| file.ends_with(".wasm"));
    let last = wasm.clone().next_back();
    wasm.find(|file| file.ends_with(ARTIFACT)).or(last).map(PathBuf::from)
}

/// Whether cargo failed for want of what it may not download.
fn wants_network(built: &Built) -> bool {
    built.told.contains(OFFLINE) && compiler(&built.messages).all(|message| message["level"] != "error")
}

fn failed(built: Built, mut diagnostics: Vec<Value>) -> Failed {
    let is_error = |message: &Value| message["level"].as_str().is_some_and(|level| level.starts_with("error"));
    let errors = diagnostics.iter().filter(|one| is_error(one)).count();
    let message = match errors {
        0 => {
            // Not the script's: the SDK's, a dependency's, the toolchain's.
            diagnostics.extend(compiler(&built.messages).filter(is_error));
            let told: Vec<&str> = built.told.lines().filter(|line| !line.trim().is_empty()).collect();
            format!("cargo failed:\n{}", told[told.len().saturating_sub(MAX_TOLD)..].join("\n"))
        }
        1 => "the script does not compile: 1 error".to_owned(),
        errors => format!("the script does not compile: {errors} errors"),
    };
    Failed::Build { message, diagnostics }
}

/// The tools that the source names: by a text that is a tool's full name, or by the path of its binding.
fn tools(catalog: &Catalog, source: &str) -> Vec<String> {
    let names = catalog.tools().map(|(name, _)| name);
    let is_named = |name: &&str| {
        let path = name.replacen('.', "::", 1).replace(['-', '.'], "_");
        source.contains(&format!("\"{name}\"")) || source.contains(&format!("{path}("))
    };
    names.filter(is_named).map(str::to_owned).collect()
}
