//! `toolgate policy`: what the configuration says of a tool's calls, key by key, and the layers that a call passes.

use anyhow::Result;
use toolgate::gate::Explanation;

use crate::setup::Setup;
use crate::{Status, print, tools};

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Show each key's value for a tool and who decided it, and the layers that its calls pass
    Explain {
        /// `PROVIDER.NAME`
        tool: String,
        #[command(flatten)]
        setup: Setup,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(args: Args) -> Result<Status> {
    let Verb::Explain { tool, setup, json } = args.verb;
    let (runtime, _) = setup.build(&crate::screen::Screen::default()).await?;
    match runtime.explain(&tool) {
        Ok(explanation) if json => print::json(&serde_json::to_string(&explanation)?)?,
        Ok(explanation) => print::line(&text(&explanation))?,
        Err(error) => return tools::refuse(&error, json),
    }
    Ok(Status::Done)
}

fn text(explanation: &Explanation) -> String {
    let keys = explanation.keys.iter().map(|key| {
        let from = match &key.note {
            Some(note) => format!("{}; {note}", key.from),
            None => key.from.clone(),
        };
        [key.key.to_owned(), key.value.clone(), from]
    });
    let layers = (1..)
        .zip(&explanation.layers)
        .map(|(n, layer)| [format!("{n:>2}"), layer.layer.to_owned(), layer.does.clone()]);
    let head = |cells: [&str; 3]| cells.map(str::to_owned);
    let keys = table([head(["key", "value", "from"])].into_iter().chain(keys));
    let layers = table(layers);
    format!("{}\n\n{keys}\n\nA call passes, from the script to the tool and back:\n\n{layers}", explanation.tool)
}

/// Rows with their first two columns as wide as they need to be, up to a bound.
fn table(rows: impl Iterator<Item = [String; 3]>) -> String {
    const MAX_COLUMN: usize = 60;
    let rows: Vec<_> = rows.collect();
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).filter(|width| *width <= MAX_COLUMN).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    let line = |row: &[String; 3]| format!("{:first$}  {:second$}  {}", row[0], row[1], row[2]).trim_end().to_owned();
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
