//! What a developer types: `cargo xtask …`. It starts compilers and tests and says how long they took; it never contains
//! what they check, and it never links the sandbox, so that it answers within seconds of a fresh clone.

mod browser;
mod checkout;
mod ci;
mod collector;
mod guests;
mod new;
mod pip;
mod run;
mod step;
mod test;
mod typescript;

use anyhow::{Result, bail};
use checkout::Checkout;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  guests          build the guests (the script engines and the plugins) into target/guests, where their sources changed;
                  finds a toolchain for WebAssembly, or installs one
  test [ARGS…]    guests, then every test; ARGS go to `cargo test` of the host's workspace, whose tests alone run then.
                  Tests of pages need a browser: on Debian, root gets chromium
  demo [ARGS…]    guests, then a script that reviews the sources of a real dependency; ARGS go to the demo
  bench [ARGS…]   guests, then the benchmarks: the runtime's, Python's, the gate's, the plugins' beside sqlite3 and rg where these
                  are; ARGS go to them. --plans=FOLDER adds the plans of a checkout of LLMCompiler
  new             guests, then a plugin and a script by `toolgate new`, built for WebAssembly and called
  typescript      install TypeScript's compiler into the target directory, where it isn't there: the tests need it
  collector       install the OpenTelemetry collector that the tests export to, by pip into the target directory
  ci              formatting, guests, lints, tests, the demo, documentation, dependencies: what must hold before a merge
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.is_empty() {
        bail!("no command was given\n\n{HELP}");
    }
    let command = arguments.remove(0);
    let here = Checkout::find()?;
    match command.as_str() {
        "guests" => no_more(&arguments).and_then(|()| guests::build(&here)),
        "test" => test::run(&here, &arguments),
        "demo" => run::demo(&here, &arguments),
        "bench" => run::bench(&here, &arguments),
        "new" => no_more(&arguments).and_then(|()| new::run(&here)),
        "typescript" => no_more(&arguments).and_then(|()| typescript::ensure(&here)),
        "collector" => no_more(&arguments).and_then(|()| collector::ensure(&here)),
        "ci" => no_more(&arguments).and_then(|()| ci::run(&here)),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

fn no_more(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(extra) => bail!("unexpected argument `{extra}`\n\n{HELP}"),
    }
}
