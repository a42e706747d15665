//! `toolgate run`: one script, its result on standard output, everything else on standard error.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::{Value, json};
use toolgate::trace::{LogLine, MAX_TRACED_ARGUMENTS, TraceFile, Usage};
use toolgate::{Json, Language, Limits, PlanStream, RunError, RunOutput, Script, output};

use crate::inputs::not_replaced;
use crate::screen::Screen;
use crate::setup::{Setup, parse_size, read_file, read_json, text};
use crate::{Status, keep, print, screen, signals};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The script's file: JavaScript, TypeScript, Python, a .plan or .plan.json, or a .wasm of world `script`; `-` is standard input
    #[arg(required_unless_present = "plan")]
    script: Option<PathBuf>,
    /// javascript, typescript, python or plan [default: what the file's name says, or else its text]
    #[arg(long, conflicts_with = "plan")]
    language: Option<Language>,
    /// Run a plan while it is being written: each task starts as soon as its line is there (`-` is standard input)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["script", "input"])]
    plan: Option<PathBuf>,
    /// What the script finds as `input`: JSON or @FILE (@- is standard input)
    #[arg(long, value_name = "JSON|@FILE", default_value = "null")]
    input: String,
    /// Print everything as one JSON object: {"result", "truncated", "logs", "usage"}, or {"error", "logs", "usage"}
    #[arg(long)]
    pub(crate) json: bool,
    /// Count the tokens that tools returned, too: `usage.tool_tokens` of --json
    #[arg(long)]
    count_tokens: bool,
    /// Write what happened to a file, as JSON Lines; `toolgate trace FILE` shows it. A failed run's, too
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Keep the beginning of each call's arguments in the trace, at most 64KiB; they may hold secrets [default SIZE: 4KiB]
    #[arg(long, value_name = "SIZE", requires = "trace", num_args = 0..=1, require_equals = true, default_missing_value = "4KiB", value_parser = parse_traced)]
    trace_arguments: Option<usize>,
    /// Send spans and metrics of the run to an OpenTelemetry collector [default: what OTEL_EXPORTER_OTLP_ENDPOINT says]
    #[cfg(feature = "otel")]
    #[arg(long, value_name = "http://HOST:4318")]
    otlp: Option<String>,
    #[command(flatten)]
    setup: Setup,
}

/// What `--json` prints where nothing was run: usage or configuration is wrong.
pub(crate) fn refused(message: &str) -> String {
    let error = json!({ "kind": "usage", "message": message, "line": null, "column": null, "frame": null });
    json!({ "error": error, "logs": [], "usage": null }).to_string()
}

pub(crate) async fn run(args: Args) -> Result<Status> {
    let path = args.script.as_deref().or(args.plan.as_deref()).unwrap_or(Path::new("-"));
    if path == Path::new("-") && args.input == "@-" {
        bail!("the script and its input can't both be standard input: give one of them as a file");
    }
    let source = match &args.plan {
        Some(plan) => Source::Plan(crate::plan::open(plan).await?),
        None => Source::Script(read_script(path, args.language)?),
    };
    let input = read_json(&args.input).context("--input can't be used")?;
    if args.json || args.count_tokens {
        // What it counts is only known after the run; loading meanwhile costs the run nothing.
        std::thread::spawn(output::load_tokenizer);
    }
    if let Some(file) = &args.trace {
        if file == Path::new("-") {
            bail!("--trace can't write to standard output, where the result goes: name a file");
        }
        not_replaced("--trace", file, args.setup.files().chain([path.to_owned()]))?;
        // Before anything has an effect that nobody could look at afterwards.
        TraceFile::can_save(file).with_context(|| format!("--trace can't write {}", file.display()))?;
    }
    let screen = Screen::default();
    #[cfg(feature = "otel")]
    let otlp = crate::otlp::start(args.otlp.as_deref(), &screen)?;
    #[cfg(feature = "otel")]
    let observers = otlp.iter().map(|otlp| otlp.observer()).collect();
    #[cfg(not(feature = "otel"))]
    let observers = Vec::new();
    let (runtime, limits) = args.setup.build_observed(&screen, observers).await?;
    let (run, told) = match source {
        Source::Script(script) => (runtime.run(script.clone(), input), script),
        Source::Plan(plan) => {
            let told = Script::plan("").with_name(plan.name());
            (runtime.run_plan(plan), told)
        }
    };
    let stopped = Arc::new(OnceLock::new());
    let cancelled = {
        let stopped = Arc::clone(&stopped);
        // Set once: the future completes once.
        async move { stopped.set(signals::stop().await).unwrap_or_default() }
    };
    let mut run = run.count_tokens(args.count_tokens).cancel_on(cancelled);
    if !args.json {
        let screen = screen.clone();
        run = run.on_log(Arc::new(move |line| screen.log(line)));
    }
    if let Some(max_bytes) = args.trace_arguments {
        run = run.trace_arguments(max_bytes);
    }
    let progress = screen.progress();
    let outcome = run.await;
    drop(progress);
    // What is left may wait for others: who reads the trace, a collector. A signal ends that at once.
    tokio::spawn(signals::exit());
    if let Some(file) = &args.trace {
        let name = path.display().to_string();
        if let Err(error) = TraceFile::new(Some(&name), &outcome).save(file) {
            screen.note(&format!("warning: the trace can't be written to {}: {error}", file.display()));
        }
    }
    let status = match outcome {
        Ok(output) => done(output, &limits, args.json, &screen),
        Err(error) => failed(&error, &told, args.json, &screen).map(|status| match stopped.get() {
            Some(signal) if status == Status::Interrupted => *signal,
            _ => status,
        }),
    };
    #[cfg(feature = "otel")]
    if let Some(otlp) = otlp {
        // After the result, which nobody should wait for longer.
        crate::otlp::finish(otlp, &screen).await;
    }
    status
}

/// What is run.
enum Source {
    Script(Script),
    /// One that is still being written.
    Plan(PlanStream),
}

fn parse_traced(text: &str) -> Result<usize, String> {
    let bytes = usize::try_from(parse_size(text)?).unwrap_or(usize::MAX);
    if bytes > MAX_TRACED_ARGUMENTS {
        return Err("at most 64KiB of each call's arguments are kept".to_owned());
    }
    Ok(bytes)
}

/// How a file of WebAssembly begins, whatever it is called.
const WASM: &[u8] = b"\0asm";

/// The flag names the language, or the file's extension; the text itself tells where neither does and the file may be one.
pub(crate) fn read_script(path: &Path, language: Option<Language>) -> Result<Script> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let named_wasm = extension.as_deref() == Some("wasm");
    let told = language;
    let language = language.or_else(|| Language::from_extension(path));
    if language.is_none() && extension.as_deref() == Some("rs") {
        bail!(
            "{0} is Rust, which is compiled before it runs: `toolgate compile {0}`, then run the .wasm",
            path.display()
        );
    }
    let untold = named_wasm || matches!(extension.as_deref(), None | Some("md" | "txt"));
    if language.is_none() && !untold {
        bail!(
            "{} is not named as a script: name it .js, .ts, .py, .plan, .plan.json or .wasm, or say --language javascript, typescript, python or plan",
            path.display()
        );
    }
    let reading = || format!("can't read the script {}", path.display());
    let bytes = read_file(path).with_context(reading)?;
    if named_wasm || bytes.starts_with(WASM) {
        if let Some(language) = told {
            bail!("{} is WebAssembly, so it has no language: drop --language {language}", path.display());
        }
        return Ok(Script::wasm(bytes).with_name(path.display().to_string()));
    }
    let source = text(bytes).with_context(reading)?;
    let script = match language {
        Some(Language::JavaScript) => Script::javascript(source),
        Some(Language::TypeScript) => Script::typescript(source),
        Some(Language::Plan) => Script::plan(source),
        Some(Language::Python) => Script::python(source),
        _ => Script::detect(source),
    };
    Ok(script.with_name(path.display().to_string()))
}

#[derive(Serialize)]
struct Done<'a> {
    result: &'a Json,
    truncated: bool,
    logs: &'a [LogLine],
    usage: &'a Usage,
}

fn done(mut output: RunOutput, limits: &Limits, as_json: bool, screen: &Screen) -> Result<Status> {
    if output.truncated {
        keep_whole(&mut output, limits, screen);
    }
    if as_json {
        let usage = &mut output.usage;
        usage.result_tokens = usage.result_tokens.or_else(|| Some(output::count_tokens(output.result.as_str())));
        let RunOutput { result, truncated, logs, usage, .. } = &output;
        print::json(&serde_json::to_string(&Done { result, truncated: *truncated, logs, usage })?)?;
    } else {
        print::json(output.result.as_str())?;
    }
    Ok(Status::Done)
}

/// Keeps the whole result in a file, and lets the summary say where.
fn keep_whole(output: &mut RunOutput, limits: &Limits, screen: &Screen) {
    let whole = output.full_result.as_str();
    let over =
        format!("the result has {} bytes, more than {} tokens, so it is summed up", whole.len(), limits.result_tokens);
    match keep::keep(whole) {
        Ok(path) => {
            let path = path.display().to_string();
            let summary = output::budget(output.full_result.clone(), limits.result_tokens, Some(&path));
            output.usage.result_bytes = summary.result.as_str().len() as u64;
            output.usage.result_tokens = summary.tokens;
            output.result = summary.result;
            screen.note(&format!("note: {over}; the whole is in {path}"));
        }
        Err(error) => screen.note(&format!("warning: {over}, and the whole can't be kept: {error:#}")),
    }
}

fn failed(error: &RunError, script: &Script, as_json: bool, screen: &Screen) -> Result<Status> {
    if as_json {
        let object = json!({ "error": error.to_json(), "logs": error.logs, "usage": error.usage });
        print::json(&object.to_string())?;
    } else {
        screen::error(&error.kind.to_string());
        if let Some(progress) = &error.progress {
            let count = |of: &str| progress[of].as_array().map_or(0, Vec::len);
            let (done, cancelled, waiting) = (count("done"), count("cancelled"), count("waiting"));
            let tasks = if done == 1 { "task was" } else { "tasks were" };
            screen.note(&format!(
                "{done} {tasks} done, {cancelled} cancelled, {waiting} not begun; --json has their results"
            ));
        }
        // Of a compiled script the places are those of its source.
        let file = script.record().map_or_else(|| script.name().to_owned(), |record| record.name);
        let place = |frame: &Value| {
            let name = frame["function"].as_str().unwrap_or("<script>");
            format!("    at {name} ({file}:{}:{})", frame["line"], frame["column"])
        };
        // The first frame is the place that the message shows already.
        let stack =
            error.kind.to_json()["stack"].as_array().map(|stack| stack.iter().skip(1).map(place).collect::<Vec<_>>());
        if let Some(stack) = stack.filter(|stack| !stack.is_empty()) {
            screen.note(&stack.join("\n"));
        }
    }
    Ok(match error.kind.name() {
        "cancelled" => Status::Interrupted,
        "usage" => Status::Usage,
        _ if error.kind.is_limit() => Status::Limit,
        _ => Status::Failed,
    })
}
