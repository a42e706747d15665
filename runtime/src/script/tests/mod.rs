//! The module as a whole: what goes in, and the code that comes out. What that code does when it runs, the cases of the
//! engine show.

mod hostile;
mod places;
mod shapes;
mod sites;

use super::{Prepared, Script, ScriptError, prepare};

const LIMIT: usize = 8 << 20;

fn ready(script: &Script) -> Prepared {
    prepare(script, LIMIT).unwrap_or_else(|error| panic!("{error}\n{}", script.source()))
}

fn refused(script: &Script) -> ScriptError {
    match prepare(script, LIMIT) {
        Ok(prepared) => panic!("{}", prepared.code),
        Err(error) => error,
    }
}

/// The body of the function that a script becomes.
fn body(script: &Script) -> String {
    let code = ready(script).code;
    let body = code.strip_prefix("(async function () {").and_then(|code| code.strip_suffix("\n})"));
    let body = body.unwrap_or_else(|| panic!("{code}"));
    body.strip_prefix('\n').unwrap_or(body).to_owned()
}

/// A script in JavaScript, and that body.
fn check(source: &str, expect: &str) {
    assert_eq!(body(&Script::javascript(source)), expect, "{source}");
}
