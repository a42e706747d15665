//! The files that a crate is made of, and one digest of them all. What is built from them (folders that say that they are caches, a
//! `.wasm` beside the manifest), what is hidden, and lock files are none of them. Follows links, but not round in circles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The most files, and the most bytes of all of them.
const MAX_FILES: usize = 20_000;
const MAX_BYTES: u64 = 1 << 30;
/// The most bytes of one file that is read as Rust.
const MAX_RUST: u64 = 8 << 20;
/// The most folders within folders.
const MAX_DEPTH: usize = 64;
/// Cargo's own folder of configuration, the one that is looked at although it is hidden.
const CONFIGURATION: &str = ".cargo";
/// What says of a folder that anybody may empty it.
const CACHE_TAG: &str = "CACHEDIR.TAG";
/// Folders of Rust that is not the script's.
const BESIDE: [&str; 3] = ["tests", "benches", "examples"];

/// The files of a crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sources {
    /// The digest of their names and contents, in the order of the names.
    pub(super) digest: blake3::Hash,
    /// Those in Rust that are no tests and no build script.
    pub(super) rust: Vec<String>,
    files: BTreeSet<PathBuf>,
}

impl Sources {
    /// Reads the files of a crate's folders. They are named as seen from the first one.
    ///
    /// # Errors
    /// A file can't be read; there are too many, or they are too large.
    pub(super) fn read(folders: &[PathBuf]) -> Result<Self> {
        let root = folders.first().map(PathBuf::as_path).unwrap_or(Path::new("."));
        let mut found = BTreeMap::new();
        for folder in folders {
            let mut walk = Walk { package: folder, root, found: &mut found };
            walk.folder(folder, 0).with_context(|| format!("can't read the crate in {}", folder.display()))?;
        }
        let mut sources = Self { digest: blake3::hash(b""), rust: Vec::new(), files: BTreeSet::new() };
        let mut hasher = blake3::Hasher::new();
        let mut bytes = 0_u64;
        for (name, path) in found {
            let reading = || format!("can't read {}", path.display());
            let mut content = blake3::Hasher::new();
            let mut text = Vec::new();
            let mut file = File::open(&path).with_context(reading)?.take(MAX_BYTES - bytes + 1);
            if path.extension().is_some_and(|extension| extension == "rs") {
                file.by_ref().take(MAX_RUST).read_to_end(&mut text).with_context(reading)?;
                content.update(&text);
            }
            content.update_reader(&mut file).with_context(reading)?;
            bytes += content.count();
            if bytes > MAX_BYTES {
                bail!("the crate in {} has more than {}: {ADVICE}", root.display(), bytesize::ByteSize(MAX_BYTES));
            }
            piece(&mut hasher, name.as_bytes());
            hasher.update(content.finalize().as_bytes());
            if is_script(&name) {
                sources.rust.extend(String::from_utf8(text).ok().filter(|text| !text.is_empty()));
            }
            sources.files.insert(path.canonicalize().unwrap_or(path));
        }
        sources.digest = hasher.finalize();
        Ok(sources)
    }

    /// Whether a file is one of them.
    pub(super) fn has(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.files.contains(&path))
    }
}

const ADVICE: &str = "move what is none of its source out of its folder";

struct Walk<'a> {
    package: &'a Path,
    root: &'a Path,
    found: &'a mut BTreeMap<String, PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            bail!("its folders are more than {MAX_DEPTH} deep: {ADVICE}");
        }
        if folder.join(CACHE_TAG).exists() {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, file_name) = (entry.path(), entry.file_name());
            let hidden = file_name.to_string_lossy().starts_with('.') && file_name != CONFIGURATION;
            let output = folder == self.package && path.extension().is_some_and(|extension| extension == "wasm");
            if hidden || output || file_name == "Cargo.lock" {
                continue;
            }
            if path.is_dir() {
                let circle = entry.file_type()?.is_symlink() && folder.starts_with(path.canonicalize()?);
                if !circle {
                    self.folder(&path, depth + 1)?;
                }
            } else if path.is_file() {
                self.found.insert(seen_from(self.root, &path), path);
                if self.found.len() > MAX_FILES {
                    bail!("it has more than {MAX_FILES} files: {ADVICE}");
                }
            }
        }
        Ok(())
    }
}

/// The path from a folder to a file, the same on every machine. Both are absolute.
fn seen_from(folder: &Path, file: &Path) -> String {
    let (folder, file): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let common = folder.iter().zip(&file).take_while(|(one, other)| one == other).count();
    let up = folder[common..].iter().map(|_| "..".to_owned());
    let down = file[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

fn is_script(name: &str) -> bool {
    name != "build.rs" && !name.ends_with("/build.rs") && !name.split('/').any(|part| BESIDE.contains(&part))
}

/// Adds bytes to a digest, length first, so that no two lists of pieces look alike.
pub(super) fn piece(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(folder: &Path) -> Sources {
        Sources::read(&[folder.to_owned()]).unwrap()
    }

    #[test]
    fn every_file_counts_and_no_output() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(folder, "Cargo.toml", "[package]");
        write(folder, "src/lib.rs", "fn a() {}");
        write(folder, "tests/b.rs", "fn b() {}");
        write(folder, "build.rs", "fn c() {}");
        let first = read(folder);
        assert_eq!(first.rust, ["fn a() {}"]);
        assert!(first.has(&folder.join("src/../Cargo.toml")) && !first.has(&folder.join("src")));
        write(folder, "target/CACHEDIR.TAG", "Signature");
        write(folder, "target/x.rs", "x");
        write(folder, "Cargo.lock", "x");
        write(folder, "script.wasm", "x");
        write(folder, ".git/x", "x");
        assert_eq!(read(folder), first);
        for (name, text) in
            [("src/lib.rs", "fn d() {}"), ("src/data.json", "1"), (".cargo/config.toml", "x"), ("src/x.wasm", "")]
        {
            let before = read(folder);
            write(folder, name, text);
            assert_ne!(read(folder).digest, before.digest, "{name}");
        }
    }

    #[test]
    fn names_are_seen_from_the_crate() {
        let outer = tempfile::tempdir().unwrap();
        let digest = |top: &str| {
            let top = outer.path().join(top);
            write(&top, "script/src/lib.rs", "fn a() {}");
            write(&top, "shared/src/lib.rs", "fn b() {}");
            Sources::read(&[top.join("script"), top.join("shared")]).unwrap()
        };
        let (one, other) = (digest("one"), digest("deeper/other"));
        assert_eq!((one.digest, one.rust.len()), (other.digest, 2));
        assert_eq!(seen_from(Path::new("/a/b"), Path::new("/a/c/d")), "../c/d");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_in_itself_ends() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a", "1");
        std::os::unix::fs::symlink(".", folder.path().join("loop")).unwrap();
        assert_eq!(read(folder.path()).files.len(), 1);
        let deep = "d/".repeat(MAX_DEPTH + 1);
        write(folder.path(), &format!("{deep}a"), "1");
        let error = format!("{:#}", Sources::read(&[folder.path().to_owned()]).unwrap_err());
        assert!(error.contains("more than 64 deep: move what is none of its source"), "{error}");
    }
}
