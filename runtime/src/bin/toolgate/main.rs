//! The command line. Ambient authority (paths, the terminal, signals) ends here: below, it is handed over as values.

mod compile;
mod inputs;
mod inspect;
mod keep;
mod new;
#[cfg(feature = "otel")]
mod otlp;
mod plan;
mod policy;
mod print;
mod run;
mod screen;
mod sdk;
mod setup;
mod signals;
mod tools;
mod trace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

const AFTER_HELP: &str = "\
Exit status:
  0    done
  1    the script failed, or does not compile (of `tools call`: the tool)
  2    wrong usage, configuration or plugin
  3    a limit ended the run
  130  interrupted
  143  terminated";

/// Runs model-written tool scripts in a WebAssembly sandbox
#[derive(Parser)]
#[command(name = "toolgate", version, after_help = AFTER_HELP, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a script; its result goes to standard output as JSON
    #[command(after_help = AFTER_HELP)]
    Run(run::Args),
    /// Make one .wasm of a script, which runs without its engine or compiler
    #[command(after_help = AFTER_HELP)]
    Compile(compile::Args),
    /// Show what a .wasm is made of: of a compiled script also its language, source, tools and engine
    Inspect(inspect::Args),
    /// Look at the tools that a script would have, or call one
    #[command(after_help = AFTER_HELP)]
    Tools(tools::Args),
    /// Show which policy holds for a tool's calls, and why
    #[command(after_help = AFTER_HELP)]
    Policy(policy::Args),
    /// Write a new plugin or script that works as it stands
    New(new::Args),
    /// Show what a run's trace says: where its time went, call by call
    #[command(after_help = AFTER_HELP)]
    Trace(trace::Args),
}

/// How the process ends, where it did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Done = 0,
    Failed = 1,
    Usage = 2,
    Limit = 3,
    Interrupted = 130,
    Terminated = 143,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            screen::error(&format!("can't start: {error}"));
            return ExitCode::from(Status::Failed as u8);
        }
    };
    let as_json = match &cli.verb {
        Verb::Run(args) => args.json,
        Verb::Compile(args) => args.json,
        _ => false,
    };
    let outcome = runtime.block_on(async {
        match cli.verb {
            Verb::Run(args) => run::run(args).await,
            Verb::Compile(args) => compile::run(args).await,
            Verb::Inspect(args) => inspect::run(&args),
            Verb::Tools(args) => tools::run(args).await,
            Verb::Policy(args) => policy::run(args).await,
            Verb::New(args) => new::run(args).await,
            Verb::Trace(args) => trace::run(&args),
        }
    });
    // Nothing is waited for: a thread may still be blocked in a read.
    runtime.shutdown_background();
    let status = outcome.unwrap_or_else(|error| {
        let message = format!("{error:#}");
        screen::error(&message);
        if let Some(signals::Stopped(status)) = error.downcast_ref() {
            return *status;
        }
        if as_json {
            // For a program that reads only that. Where standard output is what failed, the message above is all there is.
            drop(print::json(&run::refused(&message)));
        }
        Status::Usage
    });
    ExitCode::from(status as u8)
}
