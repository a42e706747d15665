//! Finished runs as metrics. Their attributes are bounded: tools that exist, kinds of errors; never a script's own words.

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;

use super::Run;
use crate::trace::{CallOutcome, CallRecord, tool_of};

/// Seconds; the conventions' own boundaries.
const SECONDS: [f64; 14] = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

pub(super) struct Figures {
    calls: Histogram<f64>,
    queue: Histogram<f64>,
    attempts: Counter<u64>,
    runs: Histogram<f64>,
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
        }
    }

    pub(super) fn record(&self, run: &Run) {
        run.trace.calls.iter().for_each(|call| self.record_call(call));
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
