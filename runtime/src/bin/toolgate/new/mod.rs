//! `toolgate new`: writes a plugin or a script that works as it stands. All of its files appear, or none; it overwrites nothing.

mod name;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::Status;
use crate::screen::Screen;
use name::Name;

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Write a plugin in Rust: a crate with a tool and its test
    Tool {
        #[command(flatten)]
        place: Place,
    },
    /// Write a script, with simulated tools to try it against
    Script {
        #[command(flatten)]
        place: Place,
        /// The language
        #[arg(long, value_enum)]
        lang: Language,
    },
}

#[derive(clap::Args)]
struct Place {
    /// What it is called, and the folder that is made
    name: String,
    /// Where the folder is made
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// What a script may be written in.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Language {
    /// A crate that becomes a .wasm
    Rust,
    /// TypeScript
    Ts,
    /// JavaScript
    Js,
}

/// Files of what is made: a path within its folder, and a content.
type Files = Vec<(String, String)>;

pub(crate) async fn run(args: Args) -> Result<Status> {
    let (place, files, next) = match args.verb {
        Verb::Tool { place } => {
            let name = Name::of_crate(&place.name)?;
            let next = "`cargo test` tests it; README.md says how it is built and called";
            (place, templates::tool(&name), next)
        }
        Verb::Script { place, lang } => {
            let name = if lang == Language::Rust { Name::of_crate(&place.name)? } else { Name::of_file(&place.name)? };
            let next = match lang {
                Language::Rust => "`cargo test` tests it; README.md says how it is built and run",
                Language::Ts | Language::Js => "its first lines say how it is run, and what it then prints",
            };
            (place, templates::script(&name, lang).await?, next)
        }
    };
    let folder = write(&place.dir, &place.name, files)?;
    Screen::default().note(&format!("wrote {}: {next}", folder.display()));
    Ok(Status::Done)
}

/// Makes the folder with all of its files, or nothing.
fn write(dir: &Path, name: &str, files: Files) -> Result<PathBuf> {
    let folder = if dir == Path::new(".") { PathBuf::from(name) } else { dir.join(name) };
    if folder.symlink_metadata().is_ok() {
        bail!("{} is there already: choose another name, or another folder with --dir", folder.display());
    }
    // Beside its place, since only there it can be renamed; gone with the value unless it was.
    let scratch = tempfile::Builder::new()
        .prefix(".toolgate-new-")
        .tempdir_in(dir)
        .with_context(|| format!("can't write into {}", dir.display()))?;
    let unfinished = scratch.path().join(name);
    for (path, content) in files {
        let path = unfinished.join(path);
        let parent = path.parent().unwrap_or(&unfinished);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, content))
            .with_context(|| format!("can't write into {}", dir.display()))?;
    }
    fs::rename(&unfinished, &folder).with_context(|| format!("can't make {}", folder.display()))?;
    Ok(folder)
}
