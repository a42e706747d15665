//! Scripts in Rust: a single file or a crate to a component, by the user's cargo. The compiler runs with the user's rights; what a
//! single file may not ask of it is in `check`.

mod cargo;
mod check;
mod diagnostics;
mod kept;
mod of_crate;
mod one_file;
mod package;
mod sources;
mod toolchain;
mod tools;
mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use toolgate::compile::{EngineVersion, Record};
use toolgate::engine::componentize;

use super::{Args, Compiled, Failed};
use crate::screen::Screen;
use crate::setup::cache_dir;
use cargo::{BuildTime, Built, Message};
use kept::Kept;
use package::Sdk;
use toolchain::Toolchain;

/// What records say.
const LANGUAGE: &str = "rust";
/// The most lines of what cargo says of its own failure.
const MAX_TOLD: usize = 30;

/// What every build needs.
struct Workbench<'a> {
    args: &'a Args,
    toolchain: Toolchain,
    screen: &'a Screen,
    time: BuildTime,
    /// The user's cache.
    cache: PathBuf,
    kept: Kept,
}

pub(super) async fn compile(args: &Args, screen: &Screen) -> Result<Result<Compiled, Failed>> {
    let is_crate = args.script.is_dir();
    if is_crate {
        of_crate::check(&args.script)?;
    }
    let toolchain = Toolchain::find(if is_crate { &args.script } else { Path::new(".") })?;
    let cache = cache_dir().context("there is no home directory, so there is no place to build in: set HOME")?;
    let (kept, time) = (Kept::new(&cache)?, BuildTime::new(args.build_time));
    let bench = Workbench { args, toolchain, screen, time, cache, kept };
    if is_crate { of_crate::compile(&bench).await } else { one_file::compile(&bench).await }
}

impl Workbench<'_> {
    /// A remark of ours, where a person reads.
    fn note(&self, text: &str) {
        if !self.args.json {
            self.screen.note(text);
        }
    }

    /// What stands for an engine: the compiler and the SDK.
    fn engine(&self, sdk: Option<&Sdk>) -> EngineVersion {
        let Toolchain { release, version, target, .. } = &self.toolchain;
        let mut hasher = blake3::Hasher::new();
        sources::piece(&mut hasher, version.as_bytes());
        sources::piece(&mut hasher, target.as_bytes());
        let mut told = release.clone();
        if let Some(sdk) = sdk {
            sdk.put(&mut hasher);
            told = format!("{told} with {} {}", package::SDK, sdk.version);
        }
        EngineVersion::of_compiler("rustc", &told, hasher.finalize().to_hex().as_str())
    }
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

/// The WebAssembly that was built: the one of that name, or else the last.
fn artifact<'b>(built: &'b Built, name: &str) -> Option<&'b Path> {
    let files = built.messages.iter().filter(|message| message.reason == "compiler-artifact");
    let wasm = files.flat_map(|message| &message.filenames).map(PathBuf::as_path);
    let mut wasm = wasm.filter(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    let last = wasm.clone().next_back();
    wasm.find(|file| file.file_name().is_some_and(|file| file == name)).or(last)
}

fn failed(built: &Built, mut diagnostics: Vec<Value>) -> Failed {
    let message = match diagnostics.iter().filter(|one| diagnostics::is_error(one)).count() {
        0 => {
            diagnostics.extend(diagnostics::of_others(compiler(&built.messages)));
            let told: Vec<&str> = built.told.lines().filter(|line| !line.trim().is_empty()).collect();
            format!("cargo failed:\n{}", told[told.len().saturating_sub(MAX_TOLD)..].join("\n"))
        }
        1 => "the script does not compile: 1 error".to_owned(),
        errors => format!("the script does not compile: {errors} errors"),
    };
    Failed::Build { message, diagnostics }
}
