//! Finished runs as metrics. Their attributes are bounded: tools that exist, kinds of errors; never a script's own words.

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;

use super::Run;
use crate::gate::BreakerState;
use crate::trace::{CallOutcome, CallRecord, tool_of};

/// Seconds; the conventions' own boundaries.
const SECONDS: [f64; 14] = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/// Calls that wait.
const CALLS: [f64; 9] = [0.0, 1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0];

pub(super) struct Figures {
    calls: Histogram<f64>,
    queue: Histogram<f64>,
    attempts: Counter<u64>,
    runs: Histogram<f64>,
    waiting: Histogram<u64>,
    breakers: Gauge<u64>,
}

impl Figures {
    pub(super) fn new(provider: &SdkMeterProvider) -> Self {
        let meter = provider.meter("toolgate");
        let seconds = |name: &'static str, description: &'static str| {
            let histogram = meter.f64_histogram(name).with_unit("s").with_description(description);
            histogram.with_boundaries(SECONDS.to_vec()).build()
        };
        Self {
            calls: seconds("gen_ai.execute_tool.duration", "How long tool calls took, waiting and repeats included"),
            queue: seconds("toolgate.call.queue.duration", "How long tool calls waited for their first attempt"),
            attempts: meter
                .u64_counter("toolgate.call.attempts")
                .with_description("Times that tools were asked")
                .build(),
            runs: seconds("gen_ai.workflow.duration", "How long runs took"),
            waiting: meter
                .u64_histogram("toolgate.tool.queue.peak")
                .with_description("The most calls of a tool that waited at once in a run")
                .with_boundaries(CALLS.to_vec())
                .build(),
            breakers: meter
                .u64_gauge("toolgate.tool.breaker")
                .with_description("1 for the state that a tool's breaker was in when a run ended, 0 for the others")
                .build(),
        }
    }

    pub(super) fn record(&self, run: &Run) {
        run.trace.calls.iter().for_each(|call| self.record_call(call));
        for tool in run.trace.metrics().tools {
            let name = KeyValue::new("gen_ai.tool.name", tool.tool);
            self.waiting.record(tool.peak_queue.unwrap_or_default(), std::slice::from_ref(&name));
            for state in BreakerState::ALL.into_iter().filter(|_| tool.breaker.is_some()) {
                let attributes = [name.clone(), KeyValue::new("toolgate.breaker.state", state.as_str())];
                self.breakers.record(u64::from(tool.breaker == Some(state)), &attributes);
            }
        }
        let mut attributes = vec![KeyValue::new("gen_ai.operation.name", "invoke_workflow")];
        attributes.extend(run.error.as_ref().map(|(kind, _)| KeyValue::new("error.type", *kind)));
        self.runs.record(run.trace.wall.as_secs_f64(), &attributes);
    }

    fn record_call(&self, call: &CallRecord) {
        let tool = KeyValue::new("gen_ai.tool.name", tool_of(call).to_owned());
        self.queue.record(call.waited().as_secs_f64(), std::slice::from_ref(&tool));
        self.attempts.add(call.attempts.len() as u64, std::slice::from_ref(&tool));
        let mut attributes = vec![KeyValue::new("gen_ai.operation.name", "execute_tool"), tool];
        if call.outcome != CallOutcome::Done {
            attributes.push(KeyValue::new("error.type", call.outcome.as_str()));
        }
        self.calls.record(call.latency().as_secs_f64(), &attributes);
    }
}
