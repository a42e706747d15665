//! A finished run as spans: the run, in it its calls, in them their attempts. Names and times only, and what went wrong.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::Run;
use crate::trace::{AttemptReason, AttemptRecord, CallOutcome, CallRecord, Trace};

/// The spans that a trace becomes.
pub(super) fn count(trace: &Trace) -> u64 {
    1 + trace.calls.iter().map(|call| 1 + call.attempts.len() as u64).sum::<u64>()
}

/// The run's span first, so that a batch's children find their parent.
pub(super) fn of(run: &Run) -> impl Iterator<Item = SpanData> + '_ {
    let spans = Spans::new(run);
    let root = spans.run(run);
    let calls = run.trace.calls.iter().flat_map(move |call| {
        let attempts = call.attempts.iter().zip(1..).map(|(attempt, n)| spans.attempt(call, attempt, n));
        std::iter::once(spans.call(call)).chain(attempts.collect::<Vec<_>>())
    });
    std::iter::once(root).chain(calls)
}

/// What the spans of one run share.
struct Spans {
    seed: u64,
    trace_id: TraceId,
    began: SystemTime,
    scope: InstrumentationScope,
}

impl Spans {
    fn new(run: &Run) -> Self {
        let seed = run.trace.run.get();
        // The run's own name is in the first half, so that it can be found by it.
        let trace_id = TraceId::from((u128::from(seed) << 64) | u128::from(mixed(seed ^ 1)));
        let scope = InstrumentationScope::builder("toolgate").with_version(env!("CARGO_PKG_VERSION")).build();
        Self { seed, trace_id, began: run.trace.began, scope }
    }

    /// 0 is the run; a call has its number and 0, its attempts count from 1.
    fn id(&self, call: u64, attempt: u64) -> SpanId {
        SpanId::from(mixed(self.seed.wrapping_add((call << 16) | attempt).wrapping_add(2)).max(1))
    }

    fn at(&self, since: Duration) -> SystemTime {
        self.began.checked_add(since).unwrap_or(self.began)
    }

    fn span(&self, id: SpanId, parent: SpanId, name: Cow<'static, str>, times: (Duration, Duration)) -> SpanData {
        SpanData {
            span_context: SpanContext::new(self.trace_id, id, TraceFlags::SAMPLED, false, TraceState::NONE),
            parent_span_id: parent,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name,
            start_time: self.at(times.0),
            end_time: self.at(times.1),
            attributes: Vec::new(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: self.scope.clone(),
        }
    }

    fn run(&self, run: &Run) -> SpanData {
        let trace = &run.trace;
        let profile = trace.profile();
        let name = format!("invoke_workflow {}", run.script);
        let times = (Duration::ZERO, trace.wall);
        let mut span = self.span(self.id(0, 0), SpanId::INVALID, name.into(), times);
        span.attributes = vec![
            KeyValue::new("gen_ai.operation.name", "invoke_workflow"),
            KeyValue::new("gen_ai.workflow.name", run.script.clone()),
            KeyValue::new("toolgate.run.id", trace.run.to_string()),
            KeyValue::new("toolgate.run.calls", signed(trace.own_calls().count() as u64)),
            KeyValue::new("toolgate.run.utilisation", profile.utilisation()),
            KeyValue::new("toolgate.run.width.mean", profile.mean_width),
            KeyValue::new("toolgate.run.width.peak", signed(profile.peak_width)),
            KeyValue::new("toolgate.run.sequential_time", profile.sequential.as_secs_f64()),
            KeyValue::new("toolgate.run.critical_path.calls", signed(profile.critical_path.len() as u64)),
        ];
        if let Some((kind, message)) = &run.error {
            span.attributes.push(KeyValue::new("error.type", *kind));
            span.status = Status::error(message.clone());
        }
        span
    }

    fn call(&self, call: &CallRecord) -> SpanData {
        let parent = self.id(call.parent.unwrap_or(0), 0);
        let name = format!("execute_tool {}", call.tool);
        let mut span = self.span(self.id(call.id, 0), parent, name.into(), (call.queued, call.ended));
        span.attributes = vec![
            KeyValue::new("gen_ai.operation.name", "execute_tool"),
            KeyValue::new("gen_ai.tool.name", call.tool.clone()),
            KeyValue::new("gen_ai.tool.call.id", call.id.to_string()),
            KeyValue::new("gen_ai.tool.type", "function"),
            KeyValue::new("toolgate.call.queue_time", call.waited().as_secs_f64()),
            KeyValue::new("toolgate.call.argument_bytes", signed(call.argument_bytes)),
            KeyValue::new("toolgate.call.result_bytes", signed(call.result_bytes)),
        ];
        if let Some((line, column)) = call.at {
            span.attributes.push(KeyValue::new("code.line.number", i64::from(line)));
            span.attributes.push(KeyValue::new("code.column.number", i64::from(column)));
        }
        if let Some(source) = call.answered_by {
            span.attributes.push(KeyValue::new("toolgate.call.answered_by", source.as_str()));
        }
        fail(&mut span, call.outcome, call.message.as_deref());
        span
    }

    fn attempt(&self, call: &CallRecord, attempt: &AttemptRecord, number: u64) -> SpanData {
        let name = match attempt.reason {
            AttemptReason::First => "attempt",
            AttemptReason::Retry => "attempt (retry)",
            AttemptReason::Hedge => "attempt (hedge)",
        };
        let times = (attempt.started, attempt.ended);
        let mut span = self.span(self.id(call.id, number), self.id(call.id, 0), name.into(), times);
        span.span_kind = SpanKind::Client;
        span.attributes = vec![
            KeyValue::new("gen_ai.tool.name", call.tool.clone()),
            KeyValue::new("toolgate.attempt.number", signed(number)),
        ];
        fail(&mut span, attempt.outcome, None);
        span
    }
}

/// `error.type` where it did not end with a result; a cancelled call is no error of anybody.
fn fail(span: &mut SpanData, outcome: CallOutcome, message: Option<&str>) {
    if outcome == CallOutcome::Done {
        return;
    }
    if outcome.is_cancelled() {
        span.attributes.push(KeyValue::new("toolgate.call.outcome", outcome.as_str()));
        return;
    }
    span.attributes.push(KeyValue::new("error.type", outcome.as_str()));
    span.status = Status::error(message.unwrap_or(outcome.as_str()).to_owned());
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// SplitMix64: numbers that are near each other become ones that are not, and no two the same.
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
