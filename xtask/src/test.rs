//! `cargo xtask test`: every test, and at the end what ran. It adds nothing to the tests' own output.

use crate::checkout::Checkout;
use crate::{browser, guests, step, typescript};
use anyhow::Result;

/// Builds the guests and runs every test, or with arguments those of the host's workspace that they select.
pub(crate) fn run(here: &Checkout, arguments: &[String]) -> Result<()> {
    guests::build(here)?;
    typescript::ensure(here)?;
    browser::ensure(here)?;
    let mut totals = Totals::default();
    let outcome = suites(here, arguments, &mut totals);
    eprintln!("tests: {} passed, {} failed, {} ignored", totals.passed, totals.failed, totals.ignored);
    outcome
}

/// The guests that have tests of their own, which run natively.
const NATIVE: [&str; 10] =
    ["files", "walk", "search", "sql", "http-tools", "html-markdown", "data", "text", "tokens", "orders-script"];

fn suites(here: &Checkout, arguments: &[String], totals: &mut Totals) -> Result<()> {
    let mut host = here.cargo(["test"]);
    let selects =
        |argument: &String| argument == "-p" || argument.starts_with("--package") || argument.starts_with("-p=");
    if !arguments.iter().take_while(|argument| *argument != "--").any(selects) {
        host.arg("--workspace");
    }
    host.args(arguments);
    step::heard("tests of the host", host, |line| totals.count(line))?;
    if arguments.is_empty() {
        let macros = here.cargo(["test", "--package", "toolgate-guest-macros", "--features", "spans"]);
        step::heard("tests of the SDK's macros", macros, |line| totals.count(line))?;
        let sdk = here.cargo(["test", "--package", "toolgate-guest", "--all-features"]);
        step::heard("tests of the SDK, with all that it can do", sdk, |line| totals.count(line))?;
        let wrong = here.cargo_in_tools(["test", "--package", "toolgate-guest-compile-tests"]);
        step::heard("tests of what the SDK must not compile", wrong, |line| totals.count(line))?;
        let guests =
            here.cargo_in_tools(NATIVE.iter().fold(vec!["test"], |all, guest| [&all[..], &["-p", guest]].concat()));
        step::heard("tests of the guests, native", guests, |line| totals.count(line))?;
    }
    Ok(())
}

/// The sum over the test programs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Totals {
    /// Reads the line with which a test program ends.
    fn count(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else {
            return;
        };
        let number = |what: &str| {
            let fields = rest.split([';', '.']).map(str::trim);
            fields.filter_map(|field| field.strip_suffix(what)).find_map(|number| number.trim().parse::<u64>().ok())
        };
        self.passed += number("passed").unwrap_or(0);
        self.failed += number("failed").unwrap_or(0);
        self.ignored += number("ignored").unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_the_sum_of_what_test_programs_say() {
        let mut totals = Totals::default();
        totals.count("running 3 tests\n");
        totals.count("test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.03s\n");
        totals.count(
            "test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n",
        );
        assert_eq!(totals, Totals { passed: 42, failed: 2, ignored: 1 });
    }
}
