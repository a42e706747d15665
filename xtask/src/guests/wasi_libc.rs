//! The start-up objects and the C library of wasm32-wasip2, which Debian's Rust lacks: out of Debian's `wasi-libc`, unpacked
//! among the build's own files. It installs nothing, and leaves apt's lists and caches as they are.

use crate::checkout::Checkout;
use crate::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Where the package keeps what is needed, from the file system's root.
const LIBRARY: &str = "usr/lib/wasm32-wasip2";
/// The object that only releases with WASI 0.2 have.
const PROOF: &str = "crt1-command.o";
/// Debian's release that first has it. The package has no machine code, so an older release can unpack it.
const FIRST_RELEASE: &str = "trixie";
const TOO_OLD: [&str; 2] = ["bullseye", "bookworm"];

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// The folder to link from: the installed package's, else that of one unpacked earlier or now.
pub(super) fn ensure(here: &Checkout) -> Result<PathBuf> {
    let unpacked = here.guest_build().join("wasi-libc");
    for root in [Path::new("/"), &unpacked] {
        let library = root.join(LIBRARY);
        if library.join(PROOF).is_file() {
            return Ok(library);
        }
    }
    let scratch = here.guest_build().join("wasi-libc.unfinished");
    let _ = fs::remove_dir_all(&scratch);
    let _ = fs::remove_dir_all(&unpacked);
    let done = fetch(here, &scratch).context(
        "shipping-wasip2 needs the C library of wasm32-wasip2, which Debian's package `wasi-libc` of trixie or later has",
    );
    if done.is_ok() {
        fs::rename(scratch.join("root"), &unpacked).context("could not put wasi-libc in its place")?;
    }
    let _ = fs::remove_dir_all(&scratch);
    done.map(|()| unpacked.join(LIBRARY))
}

fn fetch(here: &Checkout, scratch: &Path) -> Result<()> {
    for folder in ["sources", "lists/partial", "cache/archives/partial", "package"] {
        fs::create_dir_all(scratch.join(folder)).with_context(|| format!("could not make {}", scratch.display()))?;
    }
    write_sources(scratch)?;
    let log = here.log("wasi-libc");
    step::quiet("package lists for wasi-libc", apt_get(scratch, &["update"]), &log, LIMIT)?;
    let mut download = apt_get(scratch, &["download", "wasi-libc"]);
    download.current_dir(scratch.join("package"));
    step::quiet("download of wasi-libc", download, &log, LIMIT)?;
    let package = fs::read_dir(scratch.join("package"))?.flatten().next().context("apt downloaded nothing")?.path();
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("-x").arg(package).arg(scratch.join("root"));
    step::quiet("unpacking of wasi-libc", unpack, &log, LIMIT)?;
    if !scratch.join("root").join(LIBRARY).join(PROOF).is_file() {
        bail!("the package that apt found has no {LIBRARY}/{PROOF}");
    }
    Ok(())
}

/// Apt with lists, caches and sources of its own.
fn apt_get(scratch: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    for (key, value) in [("Dir::State::Lists", "lists"), ("Dir::Cache", "cache"), ("Dir::Etc::SourceParts", "sources")]
    {
        command.arg("-o").arg(format!("{key}={}", scratch.join(value).display()));
    }
    command.args(["-o", "Dir::Etc::SourceList=/dev/null", "-o", "Acquire::Languages=none"]);
    // The scratch folder need not be open to the user that apt downloads as.
    command.args(["-o", "APT::Sandbox::User=root"]).args(arguments);
    command
}

/// The machine's own sources of Debian's main archive, with its release exchanged where that is too old.
fn write_sources(scratch: &Path) -> Result<()> {
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let release = system.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap_or_default();
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    files.extend(fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten().map(|entry| entry.path()));
    let mut found = false;
    for (number, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file).unwrap_or_default();
        let (sources, extension) = match file.extension().and_then(|extension| extension.to_str()) {
            Some("list") => (one_line_sources(&text, release), "list"),
            Some("sources") => (stanza_sources(&text, release), "sources"),
            _ => continue,
        };
        found |= !sources.is_empty();
        fs::write(scratch.join("sources").join(format!("{number}.{extension}")), sources)?;
    }
    if !found {
        bail!("apt's sources name no main archive of release `{release}`");
    }
    Ok(())
}

fn newer(release: &str) -> &str {
    if TOO_OLD.contains(&release) { FIRST_RELEASE } else { release }
}

/// `deb [options] URI RELEASE COMPONENTS…`: the lines of that very release, not of its updates.
fn one_line_sources(text: &str, release: &str) -> String {
    let mut sources = String::new();
    for line in text.lines().filter(|line| line.trim_start().starts_with("deb ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.contains(&release) && words.contains(&"main") {
            let words: Vec<&str> =
                words.into_iter().map(|word| if word == release { newer(word) } else { word }).collect();
            sources.extend([&words.join(" "), "\n"]);
        }
    }
    sources
}

/// Stanzas of fields: those with that very release among their suites.
fn stanza_sources(text: &str, release: &str) -> String {
    let mut sources = String::new();
    for stanza in text.split("\n\n") {
        let lines: Vec<&str> = stanza.lines().filter(|line| !line.starts_with('#')).collect();
        let field = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let has = |name: &str, word: &str| field(name).split_whitespace().any(|found| found == word);
        if !(has("Types:", "deb") && has("Suites:", release) && has("Components:", "main")) {
            continue;
        }
        for line in &lines {
            match line.split_once(':') {
                Some(("Types", _)) => sources.push_str("Types: deb"),
                Some(("Suites", _)) => sources.extend(["Suites: ", newer(release)]),
                Some(("Components", _)) => sources.push_str("Components: main"),
                _ => sources.push_str(line),
            }
            sources.push('\n');
        }
        sources.push('\n');
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_keep_the_mirror_and_move_to_the_release_that_has_it() {
        let text = "# a comment\ndeb http://mirror.example/debian bookworm main contrib\n\
                    deb-src http://mirror.example/debian bookworm main\n\
                    deb http://mirror.example/debian bookworm-updates main\n\
                    deb [signed-by=/k.gpg] http://other.example/debian bookworm extra\n";
        assert_eq!(one_line_sources(text, "bookworm"), "deb http://mirror.example/debian trixie main contrib\n");
        assert_eq!(
            one_line_sources("deb http://m.example/debian forky main", "forky"),
            "deb http://m.example/debian forky main\n"
        );
    }

    #[test]
    fn stanzas_of_other_archives_are_left_out() {
        let text = "Types: deb deb-src\n# snapshot\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n\
                    Components: main contrib\nSigned-By: /k.gpg\n\n\
                    Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n";
        let expected =
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\nSigned-By: /k.gpg\n\n";
        assert_eq!(stanza_sources(text, "bookworm"), expected);
        assert_eq!(stanza_sources(text, "sid"), "");
    }
}
