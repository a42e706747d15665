//! Calls of tools: from a JavaScript function to the contract's `call`, and back into a promise.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use futures_util::stream::{FuturesUnordered, Stream};
use rquickjs::{Ctx, Function, Object, Persistent, Promise, Value, qjs};

use crate::bindings::toolgate::tools::calls::{self, CallOptions};
use crate::bindings::toolgate::tools::types::{CallError, Problem};
use crate::{json, state};

type Answer = Result<String, CallError>;

/// The host's answer to a call, in flight.
type Request = Pin<Box<dyn Future<Output = Answer>>>;

/// What a call needs beside its answer.
#[derive(Clone, Copy)]
struct Origin {
    /// The tool's place in `TOOLS`.
    tool: usize,
    site: i32,
    /// The call's own number.
    id: u64,
}

impl Origin {
    fn tool(&self) -> String {
        TOOLS.with_borrow(|tools| tools.get(self.tool).cloned().unwrap_or_default())
    }
}

/// A call that did not complete at once.
struct InFlight {
    request: Request,
    /// Taken when it completes.
    rest: Option<(Origin, Settler)>,
}

/// How to settle a call's promise.
struct Settler {
    promise: Persistent<Promise<'static>>,
    resolve: Persistent<Function<'static>>,
    reject: Persistent<Function<'static>>,
}

impl Future for InFlight {
    type Output = (Option<(Origin, Settler)>, Answer);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.request.as_mut().poll(cx));
        Poll::Ready((self.rest.take(), answer))
    }
}

thread_local! {
    /// The names that the script has used, so that a call passes a number.
    static TOOLS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static IN_FLIGHT: RefCell<FuturesUnordered<InFlight>> = RefCell::new(FuturesUnordered::new());
    static WAKER: RefCell<Waker> = RefCell::new(Waker::noop().clone());
}

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("tool", Function::new(ctx.clone(), tool)?)?;
    native.set("call", Function::new(ctx.clone(), call)?)?;
    native.set("cancel", Function::new(ctx.clone(), |id: f64| calls::cancel(id as u64))?)?;
    native.set("cancelCall", Function::new(ctx.clone(), cancel_call)?)?;
    native.set("search", Function::new(ctx.clone(), search)?)?;
    native.set("describe", Function::new(ctx.clone(), describe)?)
}

/// The waker of the event loop: a call is polled when it is made, outside of its own place in the set.
pub(crate) fn set_waker(waker: &Waker) {
    WAKER.with_borrow_mut(|slot| slot.clone_from(waker));
}

/// The number by which `call` knows a tool.
fn tool(name: String) -> usize {
    TOOLS.with_borrow_mut(|tools| {
        tools.push(name);
        tools.len() - 1
    })
}

/// Starts a call at once and returns its promise. `timeout_ms` and `site` are negative where there is none.
fn call<'js>(
    ctx: Ctx<'js>,
    tool: usize,
    arguments: String,
    id: f64,
    timeout_ms: f64,
    site: i32,
) -> rquickjs::Result<Value<'js>> {
    let options = CallOptions {
        id: id as u64,
        timeout_ms: (timeout_ms >= 0.0).then_some(timeout_ms as u64),
        site: u32::try_from(site).ok(),
    };
    let origin = Origin { tool, site, id: options.id };
    let mut request: Request = Box::pin(calls::call(origin.tool(), arguments, options));
    let first = WAKER.with_borrow(|waker| request.as_mut().poll(&mut Context::from_waker(waker)));
    match first {
        Poll::Ready(answer) => {
            let settled = value_of(&ctx, &origin, answer)?;
            new_settled(&ctx, settled)
        }
        Poll::Pending => {
            let (promise, resolve, reject) = Promise::new(&ctx)?;
            let settler = Settler {
                promise: Persistent::save(&ctx, promise.clone()),
                resolve: Persistent::save(&ctx, resolve),
                reject: Persistent::save(&ctx, reject),
            };
            IN_FLIGHT.with_borrow(|set| set.push(InFlight { request, rest: Some((origin, settler)) }));
            Ok(promise.into_value())
        }
    }
}

/// Cancels the call that a promise is of; any other promise is nothing to cancel.
fn cancel_call<'js>(ctx: Ctx<'js>, promise: Promise<'js>) -> rquickjs::Result<()> {
    let ids: Vec<u64> = IN_FLIGHT.with_borrow(|set| {
        let waiting = set.iter().filter_map(|call| call.rest.as_ref());
        let same = |settler: &Settler| settler.promise.clone().restore(&ctx).is_ok_and(|own| own == promise);
        waiting.filter(|(_, settler)| same(settler)).map(|(origin, _)| origin.id).collect()
    });
    ids.into_iter().for_each(calls::cancel);
    Ok(())
}

/// A promise that is settled already.
#[expect(unsafe_code, reason = "rquickjs has no safe way to make one")]
fn new_settled<'js>(ctx: &Ctx<'js>, settled: Result<Value<'js>, Value<'js>>) -> rquickjs::Result<Value<'js>> {
    let (rejected, value) = match settled {
        Ok(value) => (false, value),
        Err(error) => (true, error),
    };
    // SAFETY: context and value are alive for the call, which takes its own reference to the value; what it returns is a new
    // value of this context, or an exception, which is checked before the value is used.
    let promise = unsafe {
        let raw = qjs::JS_NewSettledPromise(ctx.as_raw().as_ptr(), rejected, value.as_raw());
        Value::from_raw(ctx.clone(), raw)
    };
    if promise.is_exception() { Err(rquickjs::Error::Exception) } else { Ok(promise) }
}

/// Settles one call that has completed: `Ready(true)`. `Ready(false)`: none is in flight.
pub(crate) fn poll(cx: &mut Context<'_>) -> Poll<bool> {
    let next = IN_FLIGHT.with_borrow_mut(|set| Pin::new(set).poll_next(cx));
    match ready!(next) {
        None => Poll::Ready(false),
        Some((rest, answer)) => {
            if let Some((origin, settler)) = rest
                && let Err(error) = state::with(|js| js.enter(|ctx| settle(ctx, &origin, settler, answer)))
            {
                state::finish(Err(error));
            }
            Poll::Ready(true)
        }
    }
}

fn settle(ctx: &Ctx<'_>, origin: &Origin, settler: Settler, answer: Answer) -> rquickjs::Result<()> {
    match value_of(ctx, origin, answer)? {
        Ok(value) => settler.resolve.restore(ctx)?.call((value,)),
        Err(error) => settler.reject.restore(ctx)?.call((error,)),
    }
}

/// What a call's promise is settled with.
fn value_of<'js>(ctx: &Ctx<'js>, origin: &Origin, answer: Answer) -> rquickjs::Result<Result<Value<'js>, Value<'js>>> {
    let error = match answer {
        Ok(text) => match json::parse(ctx, text) {
            Ok(value) => return Ok(Ok(value)),
            Err(_) => {
                let reason = ctx.catch().as_exception().and_then(|e| e.message()).unwrap_or_default();
                CallError::InvalidResult(Problem {
                    message: format!("{} answered with what this engine can't read as JSON: {reason}", origin.tool()),
                    data: None,
                    retryable: false,
                })
            }
        },
        Err(error) => error,
    };
    Ok(Err(to_js(ctx, origin, error)?))
}

fn to_js<'js>(ctx: &Ctx<'js>, origin: &Origin, error: CallError) -> rquickjs::Result<Value<'js>> {
    let (kind, problem) = match error {
        CallError::UnknownTool(p) => ("unknown-tool", p),
        CallError::InvalidArguments(p) => ("invalid-arguments", p),
        CallError::Denied(p) => ("denied", p),
        CallError::TimedOut(p) => ("timed-out", p),
        CallError::Unavailable(p) => ("unavailable", p),
        CallError::Cancelled(p) => ("cancelled", p),
        CallError::LimitExceeded(p) => ("limit-exceeded", p),
        CallError::InvalidResult(p) => ("invalid-result", p),
        CallError::Failed(p) => ("failed", p),
    };
    let data = match problem.data {
        Some(text) => ctx.json_parse(text.as_str()).or_else(|_| {
            drop(ctx.catch());
            Ok::<_, rquickjs::Error>(rquickjs::String::from_str(ctx.clone(), &text)?.into_value())
        })?,
        None => Value::new_null(ctx.clone()),
    };
    let make = state::tool_error_hook()?.restore(ctx)?;
    make.call((origin.tool(), kind, problem.message, data, problem.retryable, origin.site))
}

/// Names, descriptions and schemas of the tools that fit, as JSON text.
fn search(query: String, limit: u32) -> String {
    let found: Vec<String> = calls::search(&query, limit).into_iter().map(definition_json).collect();
    format!("[{}]", found.join(","))
}

fn describe<'js>(ctx: Ctx<'js>, tool: String) -> rquickjs::Result<String> {
    match calls::describe(&tool) {
        Ok(definition) => Ok(definition_json(definition)),
        Err(CallError::UnknownTool(p) | CallError::Denied(p) | CallError::Failed(p)) => {
            Err(rquickjs::Exception::throw_type(&ctx, &p.message))
        }
        Err(_) => Err(rquickjs::Exception::throw_type(&ctx, "the tool can't be described")),
    }
}

fn definition_json(tool: calls::ToolDefinition) -> String {
    let text = |value: Option<String>| value.map_or("null".to_owned(), |v| quote(&v));
    let flag = |value: Option<bool>| value.map_or("null".to_owned(), |v| v.to_string());
    let a = tool.annotations;
    format!(
        r#"{{"name":{},"title":{},"description":{},"inputSchema":{},"outputSchema":{},"annotations":{{"readOnlyHint":{},"destructiveHint":{},"idempotentHint":{},"openWorldHint":{}}}}}"#,
        quote(&tool.name),
        text(tool.title),
        text(tool.description),
        tool.input_schema,
        tool.output_schema.unwrap_or_else(|| "null".to_owned()),
        flag(a.read_only_hint),
        flag(a.destructive_hint),
        flag(a.idempotent_hint),
        flag(a.open_world_hint),
    )
}

/// A JSON string.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
