//! `toolgate compile`: one `.wasm` of a script. A source is baked into its engine by the library, a plan as a script for one; Rust goes to
//! the user's own cargo.

mod rust;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use toolgate::compile::{self, Inspection};
use toolgate::whole::{self, Readers};
use toolgate::{Language, RunErrorKind, Script};

use crate::inputs::not_replaced;
use crate::inspect::{size, summary};
use crate::run::read_script;
use crate::screen::{self, Screen};
use crate::setup::{Setup, parse_duration};
use crate::{Status, print};

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    /// The script: a file in JavaScript, TypeScript, Python or Rust, a plan, or the folder of a crate; `-` is standard input
    script: PathBuf,
    /// What is written; `-` is standard output [default: the script's name with .wasm, in the current folder]
    #[arg(short, long, value_name = "OUT.wasm")]
    output: Option<PathBuf>,
    /// javascript, typescript, python, plan or rust [default: what the file's name says, or else its text]
    #[arg(long)]
    language: Option<Written>,
    /// Print what the component is made of, in a few lines
    #[arg(long, conflicts_with = "json")]
    wat_summary: bool,
    /// Print one JSON object: {"output", "bytes", "record", "diagnostics"}, or {"error", "diagnostics"} with the compiler's own
    #[arg(long)]
    pub(crate) json: bool,
    /// The most that a build of Rust may take
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = parse_duration)]
    build_time: Duration,
    #[command(flatten)]
    setup: Setup,
}

/// What a script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Cargo builds it.
    Rust,
    /// Its engine goes into the file.
    In(Language),
}

impl FromStr for Written {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if name.eq_ignore_ascii_case("rust") || name.eq_ignore_ascii_case("rs") {
            return Ok(Self::Rust);
        }
        let other = || {
            format!(
                "`{name}` is nothing that can be compiled: use `javascript`, `typescript`, `python`, `plan` or `rust`"
            )
        };
        name.parse().map(Self::In).map_err(|_| other())
    }
}

/// What was compiled.
struct Compiled {
    wasm: Vec<u8>,
    /// What the compiler remarked.
    diagnostics: Vec<Value>,
}

/// Why nothing was.
enum Failed {
    /// As of a run.
    Script(Box<RunErrorKind>),
    /// The compiler says so.
    Build { message: String, diagnostics: Vec<Value> },
    /// The compiler was not asked: `place` is line and column.
    Refused { message: String, file: String, place: (usize, usize) },
}

pub(crate) async fn run(args: Args) -> Result<Status> {
    let output = output(&args)?;
    let screen = Screen::default();
    let compiled = if is_rust(&args) { rust::compile(&args, &screen).await? } else { source(&args, &screen).await? };
    let Compiled { wasm, diagnostics } = match compiled {
        Ok(compiled) => compiled,
        Err(failed) => return failed.tell(args.json),
    };
    if output == Path::new("-") {
        print::component(&wasm)?;
    } else {
        whole::save(&output, Readers::Anyone, |out| out.write_all(&wasm))
            .with_context(|| format!("can't write {}", output.display()))?;
    }
    let told =
        compile::inspect(&wasm).map_err(|reason| anyhow::anyhow!("what was compiled can't be read: {reason}"))?;
    if args.json {
        let record = told.record.as_ref().map(without_source);
        let done = json!({ "output": output, "bytes": wasm.len(), "record": record, "diagnostics": diagnostics });
        print::json(&done.to_string())?;
        return Ok(Status::Done);
    }
    diagnostics.iter().filter_map(|warning| warning["rendered"].as_str()).for_each(|text| screen.note(text.trim_end()));
    screen.note(&remark(&output, &told));
    if args.wat_summary {
        print::line(&summary(&told))?;
    }
    Ok(Status::Done)
}

fn without_source(record: &compile::Record) -> Value {
    let mut json = serde_json::to_value(record).unwrap_or_default();
    if let Some(object) = json.as_object_mut() {
        object.remove("source");
        object.remove("tasks");
    }
    json
}

fn remark(output: &Path, told: &Inspection) -> String {
    let tools = told.record.as_ref().map(|record| record.tools.join(", ")).filter(|tools| !tools.is_empty());
    let tools = tools.map(|tools| format!("; it names {tools}")).unwrap_or_default();
    format!("wrote {}, {}{tools}", output.display(), size(told.bytes))
}

impl Failed {
    fn tell(self, as_json: bool) -> Result<Status> {
        let (error, shown, diagnostics, status) = match self {
            Self::Script(kind) => {
                let status = match kind.name() {
                    "usage" => Status::Usage,
                    _ if kind.is_limit() => Status::Limit,
                    _ => Status::Failed,
                };
                (kind.to_json(), kind.to_string(), Vec::new(), status)
            }
            Self::Refused { message, file, place: (line, column) } => {
                let error = json!({ "kind": "build", "message": message, "line": line, "column": column });
                (error, format!("{message} ({file}:{line}:{column})"), Vec::new(), Status::Failed)
            }
            Self::Build { message, diagnostics } => {
                let error = json!({ "kind": "build", "message": message });
                let rendered = diagnostics.iter().filter_map(|one| one["rendered"].as_str());
                let shown = rendered.chain([&*format!("error: {message}\n")]).collect::<String>();
                // The compiler's own begin with `error` as well.
                let shown = shown.strip_prefix("error: ").unwrap_or(&shown).trim_end().to_owned();
                (error, shown, diagnostics, Status::Failed)
            }
        };
        if as_json {
            print::json(&json!({ "error": error, "diagnostics": diagnostics }).to_string())?;
        } else if shown.starts_with("error") || shown.starts_with("warning") {
            Screen::default().note(&shown);
        } else {
            screen::error(&shown);
        }
        Ok(status)
    }
}

async fn source(args: &Args, screen: &Screen) -> Result<Result<Compiled, Failed>> {
    let language = match args.language {
        Some(Written::In(language)) => Some(language),
        _ => None,
    };
    let script = read_script(&args.script, language)?;
    // A plan is checked against the tools that it calls.
    let runtime = args.setup.build_to_compile(screen, script.is_plan()).await?;
    let compiled = async {
        let wasm = runtime.compile(script).await?;
        // So that its first run on this machine takes no longer than a later one.
        runtime.prepare(Script::wasm(wasm.clone())).await?;
        Ok(Compiled { wasm, diagnostics: Vec::new() })
    };
    Ok(compiled.await.map_err(|kind| Failed::Script(Box::new(kind))))
}

fn is_rust(args: &Args) -> bool {
    match args.language {
        Some(language) => language == Written::Rust,
        None => args.script.is_dir() || args.script.extension().is_some_and(|extension| extension == "rs"),
    }
}

/// Where it goes: never into the place of what it is made from.
fn output(args: &Args) -> Result<PathBuf> {
    let output = match &args.output {
        Some(output) => output.clone(),
        None if args.script == Path::new("-") => {
            bail!("say with -o where the .wasm goes, since the script has no name")
        }
        None => {
            let script = if args.script.file_name().is_some() {
                args.script.clone()
            } else {
                args.script.canonicalize().with_context(|| format!("can't read {}", args.script.display()))?
            };
            PathBuf::from(script.file_name().unwrap_or_default()).with_extension("wasm")
        }
    };
    if output == Path::new("-") && (args.json || args.wat_summary) {
        bail!("-o - leaves no room on standard output for --json or --wat-summary: name a file");
    }
    let flag = if args.output.is_some() { "-o" } else { "the output" };
    not_replaced(flag, &output, args.setup.files().chain([args.script.clone()]))?;
    Ok(output)
}
