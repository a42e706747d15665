//! `jq`: a program over one value. It runs in steps that are counted, so that a query without an end is an error of the query's
//! and not of the host's clock. No program reads the environment, a clock, or another file.

mod library;
mod meter;
mod program;
mod terms;
mod value;

use std::collections::BTreeMap;

use jaq_core::{Ctx, Vars};
use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, schema, tool};

use crate::failure::{invalid, limit};
#[cfg(target_family = "wasm")]
pub(crate) use library::load as load_library;
use meter::{Data, Kind, Meter, Spent};
use value::{Any, Output};

/// The longest program, in bytes.
const MAX_PROGRAM: usize = 32 << 10;
/// How many steps a program gets unless it asks for others: half a second to a second.
const STEPS: u64 = 2_000_000;
/// The most steps that can be asked for: a plugin's call ends by the host's clock before many more.
const MAX_STEPS: u64 = 20_000_000;
/// How many outputs are returned unless others are asked for.
const OUTPUTS: u32 = 10_000;
/// The most outputs that can be asked for.
const MAX_OUTPUTS: u32 = 1_000_000;
/// The most of a value that an error's message quotes, in bytes.
const MAX_QUOTE: usize = 400;

/// What a program gave.
#[schema]
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its outputs, in order: one for `map(.id)`, as many as there are rows for `.[]`.
    outputs: Vec<Output>,
    /// Whether there are more outputs than `max_outputs`.
    truncated: bool,
}

/// Runs a jq program over a value. Good for picking, filtering and reshaping nested JSON. `env`, `input`, `now` and modules are not there; `$name` reads `variables`.
#[tool(title = "Query JSON with jq", read_only, idempotent, open_world = false)]
pub(crate) async fn jq(
    /// The jq program, such as `.items[] | select(.price > $min) | {id, price}`.
    program: String,
    /// The value that the program gets as `.`.
    #[tool(default)]
    input: Any,
    /// Values that the program reads as `$name`, by name without the `$`. Better than writing them into the program.
    #[tool(default)]
    variables: BTreeMap<String, Any>,
    /// The most outputs to return.
    #[tool(default = OUTPUTS)]
    #[schemars(range(min = 1, max = 1_000_000))]
    max_outputs: u32,
    /// The most steps to run: calls of functions and values that pass through `.[]`, `..`, `,` or `range`.
    #[tool(default = STEPS)]
    #[schemars(range(min = 1, max = 20_000_000))]
    max_steps: u64,
) -> Result<Answer, ToolFailure> {
    if program.len() > MAX_PROGRAM {
        let message = format!("the program has {} bytes, and {MAX_PROGRAM} are allowed", program.len());
        return Err(limit("program", MAX_PROGRAM as u64, program.len() as u64, message));
    }
    let (names, values): (Vec<String>, Vec<_>) =
        variables.into_iter().map(|(name, Any(value))| (format!("${name}"), value)).unzip();
    if let Some(name) = names.iter().find(|name| !is_variable(&name[1..])) {
        return Err(invalid("/variables", format!("`{name}` is not a variable's name: use letters, digits and `_`")));
    }
    let filter = program::compile(&program, &names).map_err(|message| invalid("/program", message))?;
    let meter = Meter::new(max_steps.min(MAX_STEPS));
    let data = Data { lut: &filter.lut, meter: &meter };
    let mut results = filter.id.run((Ctx::<Kind>::new(data, Vars::new(values)), input.0));
    let mut outputs = Vec::new();
    let truncated = loop {
        let Some(result) = results.next() else { break false };
        if let Some(spent) = meter.spent() {
            return Err(exhausted(spent, max_steps));
        }
        let value = result.map_err(failure)?;
        if outputs.len() as u64 >= u64::from(max_outputs.min(MAX_OUTPUTS)) {
            break true;
        }
        outputs.push(Output::new(value).map_err(too_deep)?);
    };
    // A program can catch the error that says so, and end all the same.
    match meter.spent() {
        Some(spent) => Err(exhausted(spent, max_steps)),
        None => Ok(Answer { outputs, truncated }),
    }
}

fn is_variable(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn exhausted(spent: Spent, allowed: u64) -> ToolFailure {
    match spent {
        Spent::Steps => limit(
            "max_steps",
            allowed,
            allowed.saturating_add(1),
            format!("the program needs more than {allowed} steps: does it end? If so, give more in `max_steps`"),
        ),
        Spent::Stack { allowed, actual } => limit(
            "stack",
            allowed,
            actual,
            format!("the program recurses too deeply ({actual} bytes of stack): write it with `reduce` or `until`"),
        ),
    }
}

fn too_deep(allowed: u64) -> ToolFailure {
    let message = format!("an output has more than {allowed} levels of arrays and objects within each other");
    limit("depth", allowed, allowed + 1, message)
}

/// What the program threw, and did not catch.
fn failure(exception: jaq_core::Exn<'_, jaq_json::Val>) -> ToolFailure {
    let Ok(error) = exception.get_err() else {
        return ToolFailure::failed("the program broke off without an error");
    };
    let mut message = error.to_string();
    if message.len() > MAX_QUOTE {
        message.truncate(message.floor_char_boundary(MAX_QUOTE));
        message.push('…');
    }
    let value = Output::new(error.into_val()).ok();
    ToolFailure::failed(format!("the program failed: {message}")).with_data(json!({"code": "jq", "error": value}))
}
