//! From a JavaScript exception to the contract's `script-error`: name, message, and the places that its stack names.

use rquickjs::{Ctx, Function, Object, Value};

use crate::bindings::{Place, ScriptError, ScriptErrorKind, StackFrame};
use crate::state;

/// The most steps of a stack that are passed on.
const MAX_FRAMES: usize = 20;

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("done", Function::new(ctx.clone(), |text: String| state::finish(Ok(text)))?)?;
    native.set("fail", Function::new(ctx.clone(), fail)?)
}

/// An error of the engine itself.
pub(crate) fn internal(message: &str) -> ScriptError {
    ScriptError {
        kind: ScriptErrorKind::Thrown,
        name: "InternalError".to_owned(),
        message: message.to_owned(),
        stack: Vec::new(),
        data: None,
    }
}

/// The exception that is pending in the context.
pub(crate) fn describe_caught(ctx: &Ctx<'_>, kind: ScriptErrorKind) -> ScriptError {
    let caught = ctx.catch();
    let text = |name: &str| -> Option<String> { caught.as_object()?.get::<_, Option<String>>(name).ok()? };
    let message = match caught.as_string() {
        Some(text) => text.to_string().unwrap_or_default(),
        None => text("message").unwrap_or_default(),
    };
    let stack = frames(&text("stack").unwrap_or_default());
    ScriptError { kind, name: text("name").unwrap_or_else(|| "Error".to_owned()), message, stack, data: None }
}

/// What the prelude says of an error that nobody caught: `{kind, name, message, stack, sites, sited, data}`.
fn fail(error: Object<'_>) -> rquickjs::Result<()> {
    let mut stack = frames(&error.get::<_, String>("stack")?);
    let sites: Vec<Value> = error.get("sites")?;
    let sites = sites.iter().filter_map(Value::as_int).filter_map(|site| u32::try_from(site).ok());
    let mut sites = sites.map(|site| StackFrame { function: None, at: Place::Site(site) });
    if error.get("sited")? {
        // Where the call stands; the engine's own idea of that is somewhere among its arguments.
        stack.splice(0..0, sites.next());
    }
    stack.extend(sites);
    stack.truncate(MAX_FRAMES);
    let kind = match error.get::<_, String>("kind")?.as_str() {
        "result" => ScriptErrorKind::Result,
        _ => ScriptErrorKind::Thrown,
    };
    state::finish(Err(ScriptError {
        kind,
        name: error.get("name")?,
        message: error.get("message")?,
        stack,
        data: error.get("data")?,
    }));
    Ok(())
}

/// The script's own frames in a QuickJS backtrace: lines `    at NAME (script:LINE:COLUMN)` or `    at script:LINE:COLUMN`.
fn frames(backtrace: &str) -> Vec<StackFrame> {
    backtrace.lines().filter_map(frame).take(MAX_FRAMES).collect()
}

fn frame(line: &str) -> Option<StackFrame> {
    let step = line.trim_start().strip_prefix("at ")?;
    let (function, place) = match step.rsplit_once(" (") {
        Some((name, place)) => (Some(name), place.strip_suffix(')')?),
        None => (None, step),
    };
    let (line, column) = place.strip_prefix("script:")?.split_once(':')?;
    let function = function.filter(|name| *name != "<anonymous>").map(str::to_owned);
    Some(StackFrame { function, at: Place::Position((line.parse().ok()?, column.parse().ok()?)) })
}
