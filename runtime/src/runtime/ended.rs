//! What is known of a run at its end, and who is told.

use serde_json::Value;

use super::Inner;
use crate::json::Json;
use crate::output;
use crate::sandbox::{Limits, RunContext, RunError, RunErrorKind, RunOutput};
use crate::script::Script;
use crate::trace::{EndedRun, LogLine, Trace, Usage};

/// What is known of a run at its end.
pub(super) struct Ended {
    pub(super) logs: Vec<LogLine>,
    pub(super) usage: Usage,
    pub(super) trace: Trace,
}

impl Ended {
    pub(super) fn now(
        inner: &Inner,
        context: &RunContext,
        returned: bool,
        position: impl Fn(u32) -> Option<(u32, u32)>,
    ) -> Self {
        let mut trace = context.recorder().finish(returned, position);
        trace.breakers = inner.stacks.breakers(&trace);
        inner.totals.add_run(&trace);
        let usage = Usage {
            calls: trace.own_calls().count() as u64,
            tool_bytes: context.recorder().tool_bytes(),
            wall_ms: trace.wall.as_secs_f64() * 1e3,
            peak_memory_bytes: context.peak_memory(),
            ..Usage::default()
        };
        Self { logs: context.log().take(), usage, trace }
    }

    pub(super) fn tell(&self, inner: &Inner, script: &Script, error: Option<&RunErrorKind>) {
        let ended = EndedRun { script: script.name(), trace: &self.trace, error };
        inner.observers.iter().for_each(|observer| observer(&ended));
    }

    pub(super) async fn output(mut self, full_result: Json, limits: &Limits, count: bool) -> RunOutput {
        let (whole, max_tokens) = (full_result.clone(), limits.result_tokens);
        let budgeted = if count || whole.as_str().len() as u64 > max_tokens {
            // Counting tokens is work for a thread that may block.
            let counted = tokio::task::spawn_blocking(move || {
                let mut budgeted = output::budget(whole, max_tokens, None);
                budgeted.tokens = budgeted.tokens.or_else(|| Some(output::count_tokens(budgeted.result.as_str())));
                budgeted
            });
            match counted.await {
                Ok(budgeted) => budgeted,
                // The thread pool is gone with its runtime: nobody is there to see this result either.
                Err(_) => output::budget(full_result.clone(), max_tokens, None),
            }
        } else {
            output::budget(whole, max_tokens, None)
        };
        self.usage.result_bytes = budgeted.result.as_str().len() as u64;
        self.usage.result_tokens = budgeted.tokens;
        RunOutput {
            result: budgeted.result,
            truncated: budgeted.truncated,
            full_result,
            logs: self.logs,
            usage: self.usage,
            trace: self.trace,
        }
    }

    pub(super) fn error(self, kind: RunErrorKind, progress: Option<Value>) -> RunError {
        let (kind, usage, trace) = (Box::new(kind), Box::new(self.usage), Box::new(self.trace));
        RunError { kind, logs: self.logs, usage, trace, progress: progress.map(Box::new) }
    }
}
