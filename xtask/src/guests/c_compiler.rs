//! The C compiler and archiver for wasm32, which the script engine needs: looked for, never installed here.

use crate::step::answer;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Clang's versions that are looked for by name, the newest first. All of them know wasm32 where their build has it.
pub(super) const VERSIONS: std::ops::RangeInclusive<u32> = 16..=22;

const CC: &str = "CC_wasm32_unknown_unknown";
const AR: &str = "AR_wasm32_unknown_unknown";

/// A compiler and an archiver that can make objects for wasm32.
pub(super) struct CCompiler {
    cc: PathBuf,
    ar: PathBuf,
}

impl CCompiler {
    /// What the environment names; else the first clang that knows wasm32 and has an llvm-ar.
    pub(super) fn find() -> Option<Self> {
        if let Some(cc) = env::var_os(CC).map(PathBuf::from) {
            let ar = env::var_os(AR).map(PathBuf::from).or_else(|| archiver(&cc))?;
            return Some(Self { cc, ar });
        }
        candidates().into_iter().filter(|cc| knows_wasm(cc)).find_map(|cc| Some(Self { ar: archiver(&cc)?, cc }))
    }

    /// What a build script of a guest reads.
    pub(super) fn environment(&self) -> [(&'static str, &Path); 2] {
        [(CC, &self.cc), (AR, &self.ar)]
    }

    /// What a guest's stamp says of it.
    pub(super) fn identity(&self) -> String {
        let version = answer(Command::new(&self.cc).arg("--version")).unwrap_or_default();
        version.lines().next().unwrap_or_default().to_owned()
    }
}

fn candidates() -> Vec<PathBuf> {
    let sdk = env::var_os("WASI_SDK_PATH").map(|sdk| Path::new(&sdk).join("bin").join(exe("clang")));
    let versioned = VERSIONS.rev().map(|version| format!("clang-{version}"));
    let on_path = versioned.chain(["clang".to_owned()]).filter_map(|name| on_path(&name));
    // Homebrew keeps its LLVM off PATH, and Apple's clang doesn't know wasm32.
    let homebrew = ["/opt/homebrew/opt/llvm/bin/clang", "/usr/local/opt/llvm/bin/clang"].map(PathBuf::from);
    sdk.into_iter().chain(on_path).chain(homebrew).filter(|path| path.is_file()).collect()
}

fn knows_wasm(clang: &Path) -> bool {
    let targets = answer(Command::new(clang).arg("--print-targets")).unwrap_or_default();
    targets.lines().any(|line| line.trim_start().starts_with("wasm32"))
}

/// The llvm-ar beside a clang, with the same version in its name; else any.
fn archiver(cc: &Path) -> Option<PathBuf> {
    let name = cc.file_name()?.to_string_lossy().replace("clang", "llvm-ar");
    let beside = cc.with_file_name(&name);
    if beside.is_file() {
        return Some(beside);
    }
    let versioned = VERSIONS.rev().map(|version| format!("llvm-ar-{version}"));
    [name, "llvm-ar".to_owned()].into_iter().chain(versioned).find_map(|name| on_path(&name))
}

/// A program on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(exe(name))).find(|program| program.is_file())
}

fn exe(name: &str) -> String {
    format!("{}{}", name.trim_end_matches(".exe"), env::consts::EXE_SUFFIX)
}
