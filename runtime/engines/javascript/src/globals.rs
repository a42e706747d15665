//! The prelude: the JavaScript half of the engine, and the few functions of the host that it needs beside the rest.

use std::ffi::CString;

use rquickjs::{Ctx, Function, Object, Promise, Value, promise::PromiseState, qjs};

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
        part(ctx, name, source)?.call::<_, ()>((native.clone(), exports.clone()))?;
    }
    Ok(exports)
}

/// The function that a part of the prelude is, without its text, which nobody reads: a fifth of the heap, between what runs write to.
#[expect(unsafe_code, reason = "rquickjs writes and reads bytecode of modules only")]
fn part<'js>(ctx: &Ctx<'js>, name: &str, source: &str) -> rquickjs::Result<Function<'js>> {
    let context = ctx.as_raw().as_ptr();
    let (source, name) = (CString::new(source)?, CString::new(format!("toolgate:{name}"))?);
    let checked = |value: Value<'js>| if value.is_exception() { Err(rquickjs::Error::Exception) } else { Ok(value) };
    // SAFETY: the texts end with a NUL and live until the end. Each value is a new one of this context, or an exception, which is
    // checked before the value is used; the bytes are read as they were written, and freed once. `JS_EvalFunction` takes the value over.
    let value = unsafe {
        let flags = qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY;
        let length = source.as_bytes().len();
        let compiled = qjs::JS_Eval(context, source.as_ptr(), length as _, name.as_ptr(), flags as _);
        let compiled = checked(Value::from_raw(ctx.clone(), compiled))?;
        let (mut length, stripped) = (0, qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE);
        let bytes = qjs::JS_WriteObject(context, &mut length, compiled.as_raw(), stripped as _);
        if bytes.is_null() {
            return Err(rquickjs::Error::Exception);
        }
        let read = qjs::JS_ReadObject(context, bytes, length, qjs::JS_READ_OBJ_BYTECODE as _);
        qjs::js_free(context, bytes.cast());
        let read = checked(Value::from_raw(ctx.clone(), read))?;
        let raw = read.as_raw();
        std::mem::forget(read);
        checked(Value::from_raw(ctx.clone(), qjs::JS_EvalFunction(context, raw)))?
    };
    Function::from_value(value)
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
