//! `toolgate tools`: what there is to call, and a call by hand, through the same gate as a script's.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use toolgate::catalog::{ToolDefinition, bindings};
use toolgate::provider::{CallError, CallErrorKind};
use toolgate::trace::LogObserver;
use toolgate::{Json, Runtime};

use crate::screen::Screen;
use crate::setup::{Setup, read_json};
use crate::{Status, print, screen};

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// List the tools
    List {
        #[command(flatten)]
        setup: Setup,
        /// Print their definitions as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one tool: what it does, what it takes, what it returns
    Describe {
        /// `PROVIDER.NAME`
        name: String,
        #[command(flatten)]
        setup: Setup,
        /// Print its definition as JSON
        #[arg(long)]
        json: bool,
    },
    /// Call one tool; its result goes to standard output as JSON
    Call {
        /// `PROVIDER.NAME`, or `FILE.wasm NAME` for a tool of a plugin that is loaded for this call
        #[arg(value_name = "TOOL")]
        tool: String,
        /// The arguments, JSON or @FILE (@- is standard input) [default: {}]
        #[arg(value_name = "ARGS", num_args = 0..=2)]
        args: Vec<String>,
        #[command(flatten)]
        setup: Setup,
        /// Print `{"result"}`, or `{"error": {"kind", "message", "data", "retryable"}}`
        #[arg(long)]
        json: bool,
    },
    /// Print types of the tools for a script's language: a declaration file for TypeScript, a module for Rust
    Types {
        /// The language
        #[arg(long, value_enum)]
        lang: Language,
        #[command(flatten)]
        setup: Setup,
    },
}

/// What scripts that know types are written in.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Language {
    /// `.d.ts`
    Ts,
    /// `.rs`, over the crate toolgate-guest
    Rust,
}

pub(crate) async fn run(args: Args) -> Result<Status> {
    match args.verb {
        Verb::List { setup, json } => list(&setup.build(&Screen::default()).await?.0, json),
        Verb::Describe { name, setup, json } => describe(&setup.build(&Screen::default()).await?.0, &name, json),
        Verb::Call { tool, args, mut setup, json } => {
            let (name, args) = called(tool, args, &mut setup)?;
            let arguments = read_json(&args).context("the arguments can't be used")?;
            call(&setup.build(&Screen::default()).await?.0, &name, arguments, json).await
        }
        Verb::Types { lang, setup } => {
            let runtime = setup.build(&Screen::default()).await?.0;
            print::line(
                match lang {
                    Language::Ts => bindings::typescript(runtime.catalog()),
                    Language::Rust => bindings::rust(runtime.catalog()),
                }
                .trim_end(),
            )?;
            Ok(Status::Done)
        }
    }
}

/// The tool's full name and its arguments. A file as the first word is a plugin, and the next is the name of its tool.
fn called(tool: String, mut args: Vec<String>, setup: &mut Setup) -> Result<(String, String)> {
    let is_file =
        tool.ends_with(".wasm") && (args.len() == 2 || tool.contains(['/', '\\']) || Path::new(&tool).exists());
    let name = if is_file {
        if args.is_empty() {
            bail!(
                "which tool of {tool}? write its name after the file; `toolgate tools list --plugin {tool}` lists them"
            );
        }
        let provider = setup.add_plugin(tool)?;
        let name = args.remove(0);
        if name.starts_with(&format!("{provider}.")) { name } else { format!("{provider}.{name}") }
    } else {
        tool
    };
    match <[String; 1]>::try_from(args) {
        Ok([args]) => Ok((name, args)),
        Err(none) if none.is_empty() => Ok((name, "{}".to_owned())),
        Err(more) => {
            bail!("one word too many after {name}: {:?}; the arguments are one JSON value, in quotes", more[1])
        }
    }
}

fn list(runtime: &Runtime, as_json: bool) -> Result<Status> {
    let tools: Vec<_> = runtime.catalog().tools().collect();
    if as_json {
        let definitions: Vec<_> = tools.iter().map(|(name, tool)| definition(name, tool)).collect();
        print::json(&Value::from(definitions).to_string())?;
        return Ok(Status::Done);
    }
    if tools.is_empty() {
        screen::Screen::default()
            .note("there are no tools: load a plugin with --plugin, or name a configuration with --config");
        return Ok(Status::Done);
    }
    let width = tools.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = tools.iter().map(|(name, tool)| format!("{name:width$}  {}", summary(tool)).trim_end().to_owned());
    print::line(&lines.collect::<Vec<_>>().join("\n"))?;
    Ok(Status::Done)
}

/// The description's first line, or the title.
fn summary(tool: &ToolDefinition) -> &str {
    let described = tool.description.as_deref().and_then(|text| text.lines().find(|line| !line.trim().is_empty()));
    described.or(tool.title.as_deref()).unwrap_or_default().trim()
}

/// The tool's definition as JSON, by its full name.
fn definition(name: &str, tool: &ToolDefinition) -> Value {
    let mut definition = serde_json::to_value(tool).unwrap_or_default();
    definition["name"] = Value::from(name);
    definition
}

fn describe(runtime: &Runtime, name: &str, as_json: bool) -> Result<Status> {
    let tool = match runtime.catalog().get(name) {
        Ok(tool) => tool,
        Err(error) => return refuse(&error, as_json),
    };
    let name = tool.full_name();
    let definition = definition(name, tool.definition());
    if as_json {
        print::json(&definition.to_string())?;
        return Ok(Status::Done);
    }
    let mut parts = vec![name.to_owned()];
    parts.extend(
        [&tool.definition().title, &tool.definition().description]
            .into_iter()
            .flatten()
            .map(|text| text.trim().to_owned()),
    );
    for (title, key) in [("annotations", "annotations"), ("takes", "inputSchema"), ("returns", "outputSchema")] {
        if let Some(value) = definition.get(key) {
            parts.push(format!("{title}: {}", print::indented(&value.to_string())));
        }
    }
    print::line(&parts.join("\n\n"))?;
    Ok(Status::Done)
}

async fn call(runtime: &Runtime, name: &str, arguments: Json, as_json: bool) -> Result<Status> {
    let screen = Screen::default();
    let observer: LogObserver = Arc::new(move |line| screen.log(line));
    match runtime.call_logged(name, arguments, Some(observer)).await {
        Ok(result) if as_json => print::json(&format!(r#"{{"result":{result}}}"#))?,
        Ok(result) => print::json(result.as_str())?,
        Err(error) => return refuse(&error, as_json),
    }
    Ok(Status::Done)
}

/// Shows why a call has no result.
pub(crate) fn refuse(error: &CallError, as_json: bool) -> Result<Status> {
    if as_json {
        print::json(&json!({ "error": error }).to_string())?;
    } else {
        let data = error.data.as_ref().map(|data| format!("\n{}", print::indented(&data.to_string())));
        screen::error(&format!("{error}{}", data.unwrap_or_default()));
    }
    Ok(match error.kind {
        CallErrorKind::UnknownTool | CallErrorKind::InvalidArguments => Status::Usage,
        CallErrorKind::LimitExceeded => Status::Limit,
        _ => Status::Failed,
    })
}
