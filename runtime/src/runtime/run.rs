//! One run: what it may be told before it begins, and its way from a script to an output.

use std::future::{Future, IntoFuture};
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures_util::future::{Either, select};

use super::ended::Ended;
use super::ready::{Ready, ready};
use super::{Inner, Runtime};
use crate::json::Json;
use crate::output;
use crate::plan::{PlanStream, PreparedPlan, takes_no_input};
use crate::sandbox::{Limits, RunContext, RunError, RunErrorKind, RunOutput, bounded, outside};
use crate::script::Script;
use crate::trace::{Keep, LogLevel, LogObserver, LogSink, MAX_TRACED_ARGUMENTS};

/// A run that has not begun: await it.
#[must_use = "a run does nothing until it is awaited"]
pub struct Run {
    pub(super) runtime: Runtime,
    pub(super) script: Script,
    pub(super) input: Json,
    pub(super) limits: Limits,
    pub(super) observer: Option<LogObserver>,
    pub(super) keep: Keep,
    pub(super) cancelled: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// In place of the script's text.
    pub(super) stream: Option<PlanStream>,
}

impl Run {
    /// Other limits than the runtime's.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sees each line of the log as it arrives.
    pub fn on_log(mut self, observer: LogObserver) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Counts the tokens of what tools returned and of the result, after the run. Default: not.
    pub fn count_tokens(mut self, count: bool) -> Self {
        self.keep.results = count;
        self
    }

    /// Keeps the first `max_bytes` of each call's arguments in the trace, at most 64 KiB a call and 16 MiB a run, and what errors
    /// say of them. Default: nothing of them, since they may hold secrets.
    pub fn trace_arguments(mut self, max_bytes: usize) -> Self {
        self.keep.arguments = Some(max_bytes.min(MAX_TRACED_ARGUMENTS));
        self
    }

    /// Ends the run as [`RunErrorKind::Cancelled`] when that future completes: unlike dropping, this keeps the logs and the
    /// trace.
    pub fn cancel_on(mut self, cancelled: impl Future<Output = ()> + Send + 'static) -> Self {
        self.cancelled = Some(Box::pin(cancelled));
        self
    }

    async fn execute(mut self) -> Result<RunOutput, RunError> {
        let mut cancelled = self.cancelled.take().unwrap_or_else(|| Box::pin(std::future::pending()));
        // What is compiled first takes nothing of the run's time.
        let stream = self.stream.take();
        let ready = async {
            match stream {
                Some(plan) => Ok(Ready::Plan(PreparedPlan::stream(plan))),
                None => ready(&self.runtime.0, &self.script, &self.limits).await,
            }
        };
        let ready = match select(&mut cancelled, pin!(ready)).await {
            Either::Right((ready, _)) => ready,
            Either::Left(((), _)) => Err(RunErrorKind::Cancelled),
        };
        // Its time begins here.
        let log = LogSink::new(self.limits.log, self.observer.take());
        let stacks = Arc::clone(&self.runtime.0.stacks);
        let context = Arc::new(RunContext::new(stacks, &self.limits, log, self.keep));
        let ready = match ready {
            Ok(ready) => ready,
            Err(kind) => {
                let end = Ended::now(&self.runtime.0, &context, false, |_| None);
                end.tell(&self.runtime.0, &self.script, Some(&kind));
                return Err(end.error(kind, None));
            }
        };
        if let Some(note) = ready.note() {
            context.log().log(LogLevel::Warn, "toolgate", &note);
        }
        let guest = guest(&self.runtime.0, &ready, &self.input, &self.limits, &context);
        let ended = bounded(guest, self.limits.wall_time, cancelled, &context).await;
        context.over();
        report_pending(&context, ended.is_ok());
        let position = |site| ready.position(site);
        let mut end = Ended::now(&self.runtime.0, &context, ended.is_ok(), position);
        end.tell(&self.runtime.0, &self.script, ended.as_ref().err());
        if self.keep.results {
            let kept = context.recorder().take_results();
            let count = move || kept.map(|all| all.iter().map(|json| output::count_tokens(json.as_str())).sum());
            end.usage.tool_tokens = tokio::task::spawn_blocking(count).await.unwrap_or(None);
        }
        match ended {
            Ok(result) => Ok(end.output(result, &self.limits, self.keep.results).await),
            Err(kind) => Err(end.error(kind, ready.take_progress())),
        }
    }
}

async fn guest(
    inner: &Inner,
    script: &Ready<'_>,
    input: &Json,
    limits: &Limits,
    context: &Arc<RunContext>,
) -> Result<Json, RunErrorKind> {
    outside().await;
    let _slot = match script {
        // The host runs it itself, without a sandbox.
        Ready::Plan(_) => None,
        _ => {
            let slot = inner.wasm.admit_script(inner.patience).await;
            Some(slot.ok_or(RunErrorKind::Overloaded { waited: inner.patience })?)
        }
    };
    match script {
        Ready::Source(engine, prepared) => engine.run(prepared, input, limits, context).await,
        Ready::Component(component) => {
            if component.origin().tasks.is_some() {
                takes_no_input(input)?;
            }
            component.run(input, limits, context).await
        }
        Ready::Plan(plan) => plan.run(input, limits, context).await,
    }
}

impl IntoFuture for Run {
    type Output = Result<RunOutput, RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// A script that returned without waiting for its calls is told so: their outcome is nobody's result.
fn report_pending(context: &RunContext, returned: bool) {
    const MAX_NAMED: usize = 10;
    let pending = context.recorder().pending();
    if pending.is_empty() || !returned {
        return;
    }
    let named = pending.iter().take(MAX_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if pending.len() > MAX_NAMED { ", …" } else { "" };
    let message = format!(
        "{} still pending when the script returned, and cancelled: {named}{more}: await every call whose effect matters",
        if pending.len() == 1 { "one call was".to_owned() } else { format!("{} calls were", pending.len()) },
    );
    context.log().log(LogLevel::Warn, "toolgate", &message);
}
