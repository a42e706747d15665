//! Whether a guest is up to date: a hash over what it is made from, kept beside it. Times of files are never looked at, so
//! that a fresh clone or a switched branch is judged by content.

use super::{Guest, output};
use crate::checkout::Checkout;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// What every guest is made from besides its own folder: the shared sources, the encoder with the snapshot that it takes,
/// and the steps that are taken here.
const SHARED: [&str; 12] = [
    "tools/Cargo.toml",
    "tools/Cargo.lock",
    "tools/html-markdown",
    "tools/snapshot",
    "tools/walk",
    "guest-sdk",
    "wit",
    "xtask/encode",
    "runtime/src/engine/preinit.rs",
    "runtime/src/engine/segments.rs",
    "runtime/src/engine/immortal.rs",
    "xtask/src/guests",
];

/// The crates that write components: what they write depends on their version.
const ENCODERS: [&str; 3] = ["wasmtime-wizer", "wit-component", "wit-parser"];

/// The stamps of one checkout and toolchain.
pub(super) struct Stamps<'a> {
    here: &'a Checkout,
    shared: blake3::Hash,
}

impl<'a> Stamps<'a> {
    pub(super) fn new(here: &'a Checkout, toolchain: &str) -> Self {
        Self { here, shared: blake3::hash(toolchain.as_bytes()) }
    }

    /// The stamp that the guest has if it is made now.
    pub(super) fn of(&self, guest: &'a Guest) -> Result<Stamp<'a>> {
        let mut inputs = Inputs { root: &self.here.root, hasher: blake3::Hasher::new() };
        inputs.piece(self.shared.as_bytes());
        inputs.piece(format!("{guest:?}").as_bytes());
        inputs.piece(encoder_versions(&self.here.root).as_bytes());
        for path in SHARED {
            inputs.path(&self.here.root.join(path))?;
        }
        inputs.path(&self.here.root.join(guest.folder))?;
        Ok(Stamp { guest, hash: inputs.hasher.finalize().to_hex().to_string() })
    }
}

/// One guest's hash.
pub(super) struct Stamp<'a> {
    guest: &'a Guest,
    hash: String,
}

impl Stamp<'_> {
    /// Whether the finished guest is there and was made from the same.
    pub(super) fn fits(&self, folder: &Path) -> Result<bool> {
        let stamped = fs::read_to_string(path(folder, self.guest)).unwrap_or_default();
        Ok(stamped == self.hash && output(folder, self.guest).is_file())
    }

    /// Says that the guest that is there has this stamp.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let (path, unfinished) = (path(folder, self.guest), folder.join(".unfinished-stamp"));
        fs::write(&unfinished, &self.hash)
            .and_then(|()| fs::rename(&unfinished, &path))
            .with_context(|| format!("could not write {}", path.display()))
    }
}

/// Takes the stamp away before its guest is replaced: an interruption between the two must not leave a stamp that lies.
pub(super) fn remove(folder: &Path, guest: &Guest) -> Result<()> {
    let path = path(folder, guest);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn path(folder: &Path, guest: &Guest) -> PathBuf {
    folder.join(format!("{}.stamp", guest.output))
}

fn encoder_versions(root: &Path) -> String {
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let mut lines = lock.lines();
    let mut versions = String::new();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("name = \"").and_then(|rest| rest.strip_suffix('"'));
        if name.is_some_and(|name| ENCODERS.contains(&name)) {
            versions.extend([line, " ", lines.next().unwrap_or_default(), "\n"]);
        }
    }
    versions
}

/// A hash over files with their names; what is not there counts as that.
struct Inputs<'a> {
    root: &'a Path,
    hasher: blake3::Hasher,
}

impl Inputs<'_> {
    fn path(&mut self, path: &Path) -> Result<()> {
        let name = path.strip_prefix(self.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let reading = || format!("could not read {}", path.display());
        let Ok(kind) = fs::symlink_metadata(path) else {
            self.piece(name.as_bytes());
            return Ok(());
        };
        if kind.is_dir() {
            return self.folder(path).with_context(reading);
        }
        let content = if kind.is_symlink() {
            fs::read_link(path).with_context(reading)?.to_string_lossy().into_owned().into_bytes()
        } else {
            fs::read(path).with_context(reading)?
        };
        self.piece(name.as_bytes());
        self.piece(&content);
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name();
            if name != "target" && !name.to_string_lossy().starts_with('.') {
                entries.push(entry.path());
            }
        }
        entries.sort();
        entries.iter().try_for_each(|entry| self.path(entry))
    }

    /// Length first, so that no two lists of pieces look alike.
    fn piece(&mut self, bytes: &[u8]) {
        self.hasher.update(&(bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::GUESTS;
    use super::*;

    const GUEST: Guest = Guest::new("hello", "hello", "hello");

    /// A checkout in a scratch folder, gone when dropped.
    struct Scratch(Checkout);

    impl Scratch {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("hello/src")).unwrap();
            fs::create_dir_all(root.join("wit")).unwrap();
            let scratch = Self(Checkout { target: root.join("target"), root });
            scratch.write("hello/src/lib.rs", "one");
            scratch.write("wit/a.wit", "a");
            scratch.write("Cargo.lock", "[[package]]\nname = \"wit-component\"\nversion = \"0.254.0\"\n");
            scratch
        }

        fn write(&self, path: &str, content: &str) {
            fs::write(self.0.root.join(path), content).unwrap();
        }

        fn hash(&self) -> String {
            Stamps::new(&self.0, "rustc 1").of(&GUEST).unwrap().hash
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0.root);
        }
    }

    #[test]
    fn a_stamp_changes_with_what_a_guest_is_made_from_and_with_nothing_else() {
        let scratch = Scratch::new("stamp");
        let first = scratch.hash();
        assert_eq!(first, scratch.hash());
        scratch.write("unrelated.rs", "x");
        scratch.write("hello/.swap", "x");
        assert_eq!(first, scratch.hash());

        let mut seen = vec![first];
        let mut changed = |why: &str| {
            let hash = scratch.hash();
            assert!(!seen.contains(&hash), "{why}");
            seen.push(hash);
        };
        scratch.write("hello/src/lib.rs", "two");
        changed("a source was edited");
        fs::rename(scratch.0.root.join("hello/src/lib.rs"), scratch.0.root.join("hello/src/main.rs")).unwrap();
        changed("a source was renamed");
        scratch.write("wit/a.wit", "b");
        changed("the contract was edited");
        scratch.write("Cargo.lock", "[[package]]\nname = \"wit-component\"\nversion = \"0.255.0\"\n");
        changed("the encoder was upgraded");
        assert!(!seen.contains(&Stamps::new(&scratch.0, "rustc 2").of(&GUEST).unwrap().hash));
    }

    #[test]
    fn a_guest_is_up_to_date_only_with_its_stamp_and_its_output() {
        let scratch = Scratch::new("fits");
        let folder = scratch.0.guests();
        fs::create_dir_all(&folder).unwrap();
        let stamps = Stamps::new(&scratch.0, "rustc 1");
        let stamp = stamps.of(&GUEST).unwrap();
        assert!(!stamp.fits(&folder).unwrap());
        stamp.write(&folder).unwrap();
        assert!(!stamp.fits(&folder).unwrap());
        fs::write(output(&folder, &GUEST), "wasm").unwrap();
        assert!(stamp.fits(&folder).unwrap());
        remove(&folder, &GUEST).unwrap();
        remove(&folder, &GUEST).unwrap();
        assert!(!stamp.fits(&folder).unwrap());
    }

    #[test]
    fn no_two_guests_write_the_same_output() {
        let mut outputs: Vec<_> = GUESTS.iter().map(|guest| guest.output).collect();
        outputs.sort_unstable();
        outputs.dedup();
        assert_eq!(outputs.len(), GUESTS.len());
    }
}
