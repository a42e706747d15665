//! The integration tests: one program. A case is a folder under `cases/`; what needs more than a folder (generated input,
//! the library itself) is a function. Never reaches the network, and never sleeps to wait for something.

#![allow(clippy::unwrap_used, reason = "a test that fails should say so at once")]

mod command_line;
mod corpus;
mod examples;
mod harness;
mod library;
mod page;

use libtest_mimic::{Arguments, Trial};

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    if !arguments.list {
        harness::compile_python();
    }
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(harness::self_tests());
    trials.extend(harness::cases());
    trials.extend(corpus::trials());
    trials.extend(corpus::cases());
    trials.extend(command_line::trials());
    trials.extend(examples::trials());
    trials.extend(library::trials());
    trials.extend(page::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
