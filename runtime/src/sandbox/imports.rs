//! What a script's world imports, and all of it: calls, clocks, random numbers, a log.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use wasmtime::component::{Accessor, HasSelf, Linker};

use super::bindings::toolgate::tools::calls::CallOptions;
use super::bindings::toolgate::tools::types::{CallError, Problem, ToolAnnotations, ToolDefinition};
use super::bindings::wasi::clocks::system_clock;
use super::bindings::wasi::logging::logging::{self, Level};
use super::bindings::wasi::random::random;
use super::state::ScriptState;
use crate::catalog;
use crate::provider::{self, CallErrorKind};
use crate::trace::LogLevel;

/// The interface that scripts call tools by.
const CALLS: &str = "toolgate:tools/calls@0.1.0";

/// By hand as well, since too many waits at once are a trap.
const CLOCK: &str = "wasi:clocks/monotonic-clock@0.3.0";

/// The source of what a script logs without saying a context.
const CONSOLE: &str = "console";

/// The context of the critical line by which a guest says why it is about to trap.
const PANIC: &str = "panic";

/// The most tools that one search returns, and random bytes that one request does.
const MAX_FOUND: u32 = 100;
const MAX_RANDOM: u64 = 65_536;

pub(super) fn link(linker: &mut Linker<ScriptState>) -> wasmtime::Result<()> {
    system_clock::add_to_linker::<_, HasSelf<ScriptState>>(linker, |state| state)?;
    random::add_to_linker::<_, HasSelf<ScriptState>>(linker, |state| state)?;
    logging::add_to_linker::<_, HasSelf<ScriptState>>(linker, |state| state)?;
    let mut clock = linker.instance(CLOCK)?;
    clock.func_wrap("now", |mut store, ()| Ok((store.data_mut().run.elapsed_nanos(),)))?;
    clock.func_wrap_concurrent("wait-for", wait_for)?;
    let mut calls = linker.instance(CALLS)?;
    // By hand, and not by the bindings, so that a result is lowered from shared text without a copy.
    calls.func_wrap_concurrent("call", call)?;
    calls.func_wrap("cancel", |mut store, (id,): (u64,)| {
        store.data_mut().run.cancel(id);
        Ok(())
    })?;
    calls
        .func_wrap("search", |mut store, (query, limit): (String, u32)| Ok((store.data_mut().search(query, limit),)))?;
    calls.func_wrap("describe", |mut store, (tool,): (String,)| Ok((store.data_mut().describe(tool),)))
}

fn wait_for(
    accessor: &Accessor<ScriptState>,
    (nanos,): (u64,),
) -> Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send + '_>> {
    let run = accessor.with(|mut access| Arc::clone(&access.get().run));
    Box::pin(async move {
        let _waiting = run.begin_wait()?;
        tokio::time::sleep(Duration::from_nanos(nanos)).await;
        Ok(())
    })
}

type CallResult = Result<Arc<String>, CallError>;
type CallReturn<'a> = Pin<Box<dyn Future<Output = wasmtime::Result<(CallResult,)>> + Send + 'a>>;

fn call(accessor: &Accessor<ScriptState>, (tool, arguments, options): (String, String, CallOptions)) -> CallReturn<'_> {
    let run = accessor.with(|mut access| Arc::clone(&access.get().run));
    Box::pin(async move {
        let result = run.call(tool, arguments, options.id, options.timeout_ms, options.site).await?;
        Ok((result.map(|json| json.shared()).map_err(to_wit),))
    })
}

fn to_wit(error: provider::CallError) -> CallError {
    let problem =
        Problem { message: error.message, data: error.data.map(|data| data.to_string()), retryable: error.retryable };
    match error.kind {
        CallErrorKind::UnknownTool => CallError::UnknownTool(problem),
        CallErrorKind::InvalidArguments => CallError::InvalidArguments(problem),
        CallErrorKind::Denied => CallError::Denied(problem),
        CallErrorKind::TimedOut => CallError::TimedOut(problem),
        CallErrorKind::Unavailable => CallError::Unavailable(problem),
        CallErrorKind::Cancelled => CallError::Cancelled(problem),
        CallErrorKind::LimitExceeded => CallError::LimitExceeded(problem),
        CallErrorKind::InvalidResult => CallError::InvalidResult(problem),
        CallErrorKind::Failed => CallError::Failed(problem),
    }
}

fn definition_to_wit(name: &str, tool: &catalog::ToolDefinition) -> ToolDefinition {
    ToolDefinition {
        name: name.to_owned(),
        title: tool.title.clone(),
        description: tool.description.clone(),
        input_schema: tool.input_schema.to_string(),
        output_schema: tool.output_schema.as_ref().map(ToString::to_string),
        annotations: ToolAnnotations {
            read_only_hint: tool.annotations.read_only_hint,
            destructive_hint: tool.annotations.destructive_hint,
            idempotent_hint: tool.annotations.idempotent_hint,
            open_world_hint: tool.annotations.open_world_hint,
        },
        timeout_ms: tool.timeout_ms,
    }
}

impl ScriptState {
    fn search(&self, query: String, limit: u32) -> Vec<ToolDefinition> {
        let found = self.run.catalog().search(&query, limit.min(MAX_FOUND) as usize);
        found.into_iter().map(|(name, tool)| definition_to_wit(name, tool)).collect()
    }

    fn describe(&self, tool: String) -> Result<ToolDefinition, CallError> {
        let found = self.run.catalog().get(&tool).map_err(to_wit)?;
        Ok(definition_to_wit(&tool, found.definition()))
    }
}

impl super::bindings::toolgate::tools::types::Host for ScriptState {}

impl system_clock::Host for ScriptState {
    fn now(&mut self) -> system_clock::Instant {
        // A host whose clock stands before 1970 tells its guests 1970.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        system_clock::Instant { seconds, nanoseconds: since.subsec_nanos() }
    }
}

impl random::Host for ScriptState {
    fn get_random_bytes(&mut self, max_len: u64) -> Vec<u8> {
        let mut bytes = vec![0; max_len.min(MAX_RANDOM) as usize];
        match getrandom::fill(&mut bytes) {
            Ok(()) => bytes,
            // The guest sees that there are none; it never sees bytes that can be guessed.
            Err(_) => Vec::new(),
        }
    }

    fn get_random_u64(&mut self) -> u64 {
        // The generator of std's hash maps, which the system seeds: enough for `Math.random`, and never the same twice.
        getrandom::u64().unwrap_or_else(|_| std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0))
    }
}

impl logging::Host for ScriptState {
    fn log(&mut self, level: Level, context: String, message: String) {
        let source = if context.is_empty() { CONSOLE } else { &context };
        self.run.log().log(log_level(level), source, &message);
        if level == Level::Critical && context == PANIC {
            self.panic = Some(message);
        }
    }
}

pub(crate) fn log_level(level: Level) -> LogLevel {
    match level {
        Level::Trace => LogLevel::Trace,
        Level::Debug => LogLevel::Debug,
        Level::Info => LogLevel::Info,
        Level::Warn => LogLevel::Warn,
        Level::Error | Level::Critical => LogLevel::Error,
    }
}
