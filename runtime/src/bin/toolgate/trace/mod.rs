//! `toolgate trace`: a run's trace as text for people, as JSON for programs, or as a page. Reads the file, and runs nothing.

mod gantt;
mod style;
mod summary;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use toolgate::trace::TraceFile;
use toolgate::whole::{self, Readers};

use crate::inputs::not_replaced;
use crate::screen::Screen;
use crate::{Status, print};
use style::Style;

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    /// What `toolgate run --trace FILE` wrote; `-` is standard input
    file: PathBuf,
    /// Write one page to look at in a browser, instead of text: it needs nothing beside it
    #[arg(long, value_name = "OUT", conflicts_with_all = ["json", "rows", "all"])]
    html: Option<PathBuf>,
    /// Print the figures as one JSON object: {"end", "profile", "metrics"}
    #[arg(long, conflicts_with_all = ["rows", "all"])]
    json: bool,
    /// Show so many calls: those of the critical path first, then the longest
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    rows: u32,
    /// Show all calls
    #[arg(long, conflicts_with = "rows")]
    all: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status> {
    let file = read(&args.file)?;
    if let Some(path) = &args.html {
        not_replaced("--html", path, [&args.file])?;
        let page = file.to_html()?;
        whole::save(path, Readers::Anyone, |out| out.write_all(page.as_bytes()))
            .with_context(|| format!("can't write {}", path.display()))?;
        Screen::default().note(&format!("{} shows {}", path.display(), summary::calls(&file)));
        return Ok(Status::Done);
    }
    let profile = file.trace.profile();
    let metrics = file.trace.metrics();
    if args.json {
        let figures = json!({ "end": file.end, "profile": profile, "metrics": metrics });
        print::json(&figures.to_string())?;
        return Ok(Status::Done);
    }
    let style = Style::of_stdout();
    let rows = if args.all { usize::MAX } else { args.rows as usize };
    let mut text = summary::of(&file, &profile, &metrics, &style);
    text.extend(gantt::of(&file.trace, &profile, rows, &style));
    print::line(&text.join("\n"))?;
    Ok(Status::Done)
}

fn read(path: &Path) -> Result<TraceFile> {
    let name = path.display();
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).with_context(|| format!("can't read the trace {name}"))?))
    };
    TraceFile::read(input).with_context(|| format!("can't use the trace {name}"))
}

/// Whether standard output is a terminal that wants more than plain text.
fn is_rich() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !refused
}
