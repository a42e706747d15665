//! The prelude: the JavaScript half of the engine, and the few functions of the host that it needs beside the rest.

use rquickjs::{Ctx, Function, Object, Promise, Value, promise::PromiseState};

use crate::bindings::wasi::logging::logging::{self, Level};
use crate::{failure, random};

/// In order; each is a function expression that takes `native` and the exports so far, and adds to them.
const PRELUDE: [(&str, &str); 13] = [
    ("inspect.js", include_str!("js/inspect.js")),
    ("web.js", include_str!("js/web.js")),
    ("url.js", include_str!("js/url.js")),
    ("locale.js", include_str!("js/locale.js")),
    ("locale-numbers.js", include_str!("js/locale-numbers.js")),
    ("numbers.js", include_str!("js/numbers.js")),
    ("locale-dates.js", include_str!("js/locale-dates.js")),
    ("dates.js", include_str!("js/dates.js")),
    ("texts.js", include_str!("js/texts.js")),
    ("tools.js", include_str!("js/tools.js")),
    ("flow.js", include_str!("js/flow.js")),
    ("absent.js", include_str!("js/absent.js")),
    ("run.js", include_str!("js/run.js")),
];

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    failure::install(ctx, native)?;
    random::install(ctx, native)?;
    native.set("log", Function::new(ctx.clone(), log)?)?;
    native.set("promiseState", Function::new(ctx.clone(), promise_state)?)?;
    native.set("rejection", Function::new(ctx.clone(), rejection)?)
}

pub(crate) fn run_prelude<'js>(ctx: &Ctx<'js>, native: Object<'js>) -> rquickjs::Result<Object<'js>> {
    let exports = Object::new(ctx.clone())?;
    for (name, source) in PRELUDE {
        let mut options = rquickjs::context::EvalOptions::default();
        options.filename = Some(format!("toolgate:{name}"));
        let part: Function = ctx.eval_with_options(source, options)?;
        part.call::<_, ()>((native.clone(), exports.clone()))?;
    }
    Ok(exports)
}

fn log(level: String, message: String) {
    let level = match level.as_str() {
        "trace" => Level::Trace,
        "debug" => Level::Debug,
        "warn" => Level::Warn,
        "error" => Level::Error,
        _ => Level::Info,
    };
    logging::log(level, "console", &message);
}

/// 0 pending, 1 fulfilled, 2 rejected.
fn promise_state(promise: Promise<'_>) -> u8 {
    match promise.state() {
        PromiseState::Pending => 0,
        PromiseState::Resolved => 1,
        PromiseState::Rejected => 2,
    }
}

/// The reason of a promise that was rejected; undefined for any other.
fn rejection<'js>(ctx: Ctx<'js>, promise: Promise<'js>) -> Value<'js> {
    match promise.result::<Value>() {
        Some(Err(_)) => ctx.catch(),
        _ => Value::new_undefined(ctx),
    }
}
