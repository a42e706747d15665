//! A crate of the user's own: what cargo says that it is made of, what was built of it before, and what it depends on beside its
//! source. Never says how it is built.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::cargo::{self, BuildTime};
use super::sources::{Sources, piece};
use super::toolchain::{MEANT_FOR_OTHERS, Toolchain};

/// The SDK's package.
pub(super) const SDK: &str = "toolgate-guest";
/// What cargo and rustup read in a crate's folder and in all that are above.
const CONFIGURATIONS: [&str; 4] = [".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];
/// What in a source may be from the environment: `env!`, `option_env!`.
const ENVIRONMENT: &str = "env!";

/// What a crate is made of.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) sources: Sources,
    /// Its folder, then those of the packages of the user's own that it needs.
    pub(super) folders: Vec<PathBuf>,
    /// The SDK that it is built with, where it is.
    pub(super) sdk: Option<Sdk>,
    /// Which files decide beside its source.
    around: Vec<PathBuf>,
    /// Whether what is built may depend on more than that: a build script or a macro of the user's own may look at anything.
    open: bool,
}

/// The SDK for scripts, as a build has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sdk {
    pub(super) version: String,
    /// Its files, where they are on this machine.
    local: Option<Sources>,
}

impl Sdk {
    /// # Errors
    /// Its files can't be read.
    pub(super) fn new(version: &str, folder: Option<&Path>) -> Result<Self> {
        let local = folder.map(|folder| Sources::read(&[folder.to_owned()])).transpose()?;
        Ok(Self { version: version.to_owned(), local })
    }

    /// Adds what of it decides what is built.
    pub(super) fn put(&self, hasher: &mut blake3::Hasher) {
        piece(hasher, self.version.as_bytes());
        piece(hasher, self.local.as_ref().map_or(&[][..], |files| files.digest.as_bytes()));
    }
}

impl Package {
    /// What cargo says of the crate in a folder, without the network; nothing where it lacks something that is to be downloaded.
    ///
    /// # Errors
    /// Its files can't be read, or are too many.
    pub(super) async fn look(folder: &Path, toolchain: &Toolchain, time: BuildTime) -> Result<Option<Self>> {
        let ended = cargo::run(toolchain.metadata(folder), time).await?;
        if !ended.succeeded {
            return Ok(None);
        }
        let metadata: Metadata =
            serde_json::from_slice(&ended.out).context("what cargo says of the crate can't be read")?;
        Self::of(folder, metadata).map(Some)
    }

    fn of(folder: &Path, metadata: Metadata) -> Result<Self> {
        let root = folder.canonicalize().with_context(|| format!("can't read {}", folder.display()))?;
        let needed = metadata.needed();
        let packages = metadata.packages.iter().filter(|package| needed.contains(package.id.as_str()));
        let (mut folders, mut sdk, mut open) = (vec![root.clone()], None, false);
        for package in packages {
            let own = package.source.is_none().then(|| package.folder()).flatten();
            if package.name == SDK {
                sdk = Some((package.version.as_str(), own));
            } else if let Some(own) = own.filter(|_| package.name != format!("{SDK}-macros")) {
                open |= package.targets.iter().any(Target::runs_in_the_build);
                if own != root {
                    folders.push(own.to_owned());
                }
            }
        }
        let sdk = sdk.map(|(version, folder)| Sdk::new(version, folder)).transpose()?;
        folders[1..].sort();
        let sources = Sources::read(&folders)?;
        open |= sources.rust.iter().any(|source| source.contains(ENVIRONMENT));
        let workspace = ["Cargo.toml", "Cargo.lock"].map(|name| metadata.workspace_root.join(name));
        let above = root.ancestors().flat_map(|folder| CONFIGURATIONS.map(|name| folder.join(name)));
        let around =
            workspace.into_iter().chain(above).chain(cargo_home().map(|home| home.join("config.toml"))).collect();
        Ok(Self { sources, folders, sdk, around, open })
    }

    /// The crate's own folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folders[0]
    }

    /// What the crate becomes depends on this and nothing else; nothing where nobody can say that.
    pub(super) fn key(&self, toolchain: &Toolchain) -> Option<String> {
        if self.open {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        for part in ["crate", env!("CARGO_PKG_VERSION"), &toolchain.version, toolchain.target] {
            piece(&mut hasher, part.as_bytes());
        }
        piece(&mut hasher, self.sources.digest.as_bytes());
        if let Some(sdk) = &self.sdk {
            sdk.put(&mut hasher);
        }
        // Those that are there, from the nearest on: how deep the crate stands does not matter.
        for file in &self.around {
            if let Ok(bytes) = fs::read(file) {
                piece(&mut hasher, file.file_name().unwrap_or_default().as_encoded_bytes());
                piece(&mut hasher, &bytes);
            }
        }
        for (name, value) in settings() {
            piece(&mut hasher, name.as_bytes());
            piece(&mut hasher, value.as_bytes());
        }
        Some(hasher.finalize().to_hex().to_string())
    }

    /// Whether the compiler read no file but the crate's, by what cargo wrote beside the artifact; the SDK's are in the key as well.
    pub(super) fn is_all_of(&self, artifact: &Path) -> bool {
        let Ok(read) = fs::read_to_string(artifact.with_extension("d")) else { return false };
        let sdk = self.sdk.as_ref().and_then(|sdk| sdk.local.as_ref());
        inputs(&read).all(|path| self.sources.has(&path) || sdk.is_some_and(|files| files.has(&path)))
    }
}

/// What `cargo metadata` says, as far as it matters here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Listed>,
    workspace_root: PathBuf,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    name: String,
    version: String,
    /// Where it is downloaded from; nothing where it is the user's own.
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
    root: Option<String>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Metadata {
    /// The packages that the crate is built from; of a workspace without one, all.
    fn needed(&self) -> BTreeSet<&str> {
        let nodes: BTreeMap<&str, &Node> = self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let Some(root) = self.resolve.root.as_deref() else { return nodes.into_keys().collect() };
        let mut needed = BTreeSet::new();
        let mut next = vec![root];
        while let Some(id) = next.pop() {
            if needed.insert(id) {
                let node = nodes.get(id);
                next.extend(node.into_iter().flat_map(|node| node.dependencies.iter().map(String::as_str)));
            }
        }
        needed
    }
}

impl Listed {
    fn folder(&self) -> Option<&Path> {
        self.manifest_path.parent()
    }
}

impl Target {
    fn runs_in_the_build(&self) -> bool {
        self.kind.iter().any(|kind| kind == "custom-build" || kind == "proc-macro")
    }
}

/// What of the environment changes what cargo and rustc do, in the order of the names.
fn settings() -> BTreeMap<String, String> {
    let decides = |name: &str| {
        let place = matches!(name, "CARGO_TARGET_DIR" | "CARGO_HOME" | "CARGO_NET_OFFLINE" | "RUSTUP_HOME");
        (name.starts_with("CARGO_") || name.starts_with("RUST")) && !place && !MEANT_FOR_OTHERS.contains(&name)
    };
    let variables = env::vars_os().map(|(name, value)| [name, value].map(|text| text.to_string_lossy().into_owned()));
    variables.filter(|[name, _]| decides(name)).map(|[name, value]| (name, value)).collect()
}

fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// What stands behind the colon of `OUTPUT: INPUT INPUT…`; a space in a name has a backslash.
fn inputs(text: &str) -> impl Iterator<Item = PathBuf> {
    let behind = text.split_once(": ").map_or("", |(_, behind)| behind).trim_end();
    let escaped = behind.replace("\\ ", "\0");
    let names: Vec<PathBuf> = escaped.split_whitespace().map(|name| name.replace('\0', " ").into()).collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_read() {
        let read: Vec<PathBuf> = inputs("/t/x.wasm: /a\\ b/lib.rs /c.rs\n").collect();
        assert_eq!(read, [PathBuf::from("/a b/lib.rs"), "/c.rs".into()]);
        assert_eq!(inputs("").count(), 0);
    }

    #[test]
    fn what_the_crate_needs_is_its_own() {
        let node = |id: &str, dependencies: &[&str]| serde_json::json!({ "id": id, "dependencies": dependencies });
        let nodes = [node("a", &["b"]), node("b", &["a", "c"]), node("c", &[]), node("d", &["a"])];
        let metadata = |root: Option<&str>| -> Metadata {
            let json = serde_json::json!({ "packages": [], "workspace_root": "/", "resolve": { "nodes": nodes, "root": root } });
            serde_json::from_value(json).unwrap()
        };
        assert_eq!(metadata(Some("b")).needed().into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(metadata(None).needed().len(), 4);
    }
}
