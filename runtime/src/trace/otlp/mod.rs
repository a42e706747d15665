//! Traces and figures of runs to an OpenTelemetry collector, by OTLP over HTTP. Works on a thread of its own, on runs that are over:
//! never waits in a run, and never fails one. What there is no room for is dropped, and counted.
//!
//! ```no_run
//! use toolgate::Runtime;
//! use toolgate::trace::otlp::Otlp;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let otlp = Otlp::start(Some("http://127.0.0.1:4318"))?;
//! let runtime = Runtime::builder().on_end(otlp.observer()).build().await?;
//! // … runs …
//! let exported = otlp.shutdown(std::time::Duration::from_secs(3));
//! println!("{} spans, {} dropped", exported.spans, exported.dropped);
//! # Ok(())
//! # }
//! ```
//!
//! A run is a span `invoke_workflow SCRIPT`, with one span `execute_tool TOOL` for each call, and in that one for each attempt:
//! the conventions for generative AI, where they have a word (`gen_ai.operation.name`, `gen_ai.tool.name`, `gen_ai.tool.call.id`,
//! `error.type`), and `toolgate.*` beside them. Metrics: `gen_ai.execute_tool.duration`, `gen_ai.workflow.duration`,
//! `toolgate.call.queue.duration`, `toolgate.call.attempts`. Arguments and results are never sent.

mod figures;
mod http;
mod spans;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc as std_mpsc};
use std::time::{Duration, Instant};

use opentelemetry_otlp::{MetricExporter, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use self::figures::Figures;
use self::http::Client;
use super::{EndedRun, RunObserver, Trace};

/// Spans that wait to be sent, at most; those of further runs are dropped.
const MAX_QUEUED: u64 = 50_000;
/// Runs that wait, at most.
const MAX_QUEUED_RUNS: usize = 1_024;
/// Spans of one request.
const BATCH: usize = 512;
/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often figures are sent.
const INTERVAL: Duration = Duration::from_secs(15);

/// Why nothing can be exported.
#[derive(Debug, thiserror::Error)]
#[error("OTLP can't be exported: {0}")]
pub struct OtlpError(String);

/// An exporter that is at work, until [`shutdown`](Self::shutdown).
pub struct Otlp {
    queue: mpsc::Sender<Queued>,
    counts: Arc<Counts>,
    done: std_mpsc::Receiver<()>,
    figures: SdkMeterProvider,
}

/// What became of spans so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// Spans that the collector took.
    pub spans: u64,
    /// Spans that there was no room for.
    pub dropped: u64,
    /// Spans that could not be sent.
    pub failed: u64,
    /// Why the last ones could not.
    pub error: Option<String>,
}

#[derive(Default)]
struct Counts {
    queued: AtomicU64,
    spans: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicU64,
    error: Mutex<Option<String>>,
}

/// An exporter, and what its thread works with.
type Parts = (Otlp, Worker, mpsc::Receiver<Queued>, std_mpsc::Sender<()>);

fn failed(error: impl std::fmt::Display) -> OtlpError {
    OtlpError(error.to_string())
}

enum Queued {
    Run(Box<Run>),
    Shutdown,
}

/// A run that is over, with what the trace doesn't have.
struct Run {
    trace: Trace,
    script: String,
    error: Option<(&'static str, String)>,
    spans: u64,
}

impl Otlp {
    /// Starts to export to the collector at `endpoint`, such as `http://127.0.0.1:4318`; without one to where the environment says
    /// (`OTEL_EXPORTER_OTLP_ENDPOINT` and the others of the OpenTelemetry specification). Nothing is sent before a run has ended.
    ///
    /// # Errors
    /// The endpoint, or what the environment says, is no address; the system has no thread to give.
    pub fn start(endpoint: Option<&str>) -> Result<Self, OtlpError> {
        if let Some(endpoint) = endpoint {
            http::check(endpoint).map_err(OtlpError)?;
        }
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        match Self::with(endpoint, tokio.handle()) {
            Ok((otlp, worker, runs, finished)) => {
                let work = move || tokio.block_on(worker.work(runs, finished));
                std::thread::Builder::new().name("toolgate-otlp".to_owned()).spawn(work).map_err(failed)?;
                Ok(otlp)
            }
            Err(error) => {
                // Whoever calls may be a task, where a runtime can't just be dropped.
                tokio.shutdown_background();
                Err(error)
            }
        }
    }

    fn with(endpoint: Option<&str>, tokio: &Handle) -> Result<Parts, OtlpError> {
        let client = Client::new(tokio.clone(), TIMEOUT).map_err(OtlpError)?;
        let retry = RetryPolicy::recommended().with_max_retries(2);
        let mut spans = SpanExporter::builder().with_http().with_http_client(client.clone());
        let mut metrics = MetricExporter::builder().with_http().with_http_client(client.another());
        if let Some(endpoint) = endpoint.map(|endpoint| endpoint.trim_end_matches('/')) {
            spans = spans.with_endpoint(format!("{endpoint}/v1/traces"));
            metrics = metrics.with_endpoint(format!("{endpoint}/v1/metrics"));
        }
        let resource = resource();
        let mut exporter = spans.with_retry_policy(retry.clone()).build().map_err(failed)?;
        exporter.set_resource(&resource);
        let metrics = metrics.with_retry_policy(retry).build().map_err(failed)?;
        let reader = PeriodicReader::builder(metrics).with_interval(INTERVAL).build();
        let figures = SdkMeterProvider::builder().with_resource(resource).with_reader(reader).build();

        let (queue, runs) = mpsc::channel(MAX_QUEUED_RUNS);
        let (finished, done) = std_mpsc::channel();
        let counts = Arc::new(Counts::default());
        let worker = Worker { exporter, client, counts: Arc::clone(&counts), figures: Figures::new(&figures) };
        Ok((Self { queue, counts, done, figures }, worker, runs, finished))
    }

    /// What hands runs over: for [`RuntimeBuilder::on_end`](crate::RuntimeBuilder::on_end).
    #[must_use]
    pub fn observer(&self) -> RunObserver {
        let (queue, counts) = (self.queue.clone(), Arc::clone(&self.counts));
        Arc::new(move |ended: &EndedRun<'_>| {
            // A nested run's calls come with the run that it is nested in.
            if ended.trace.parent.is_none() {
                enqueue(&queue, &counts, ended);
            }
        })
    }

    /// What became of spans so far.
    #[must_use]
    pub fn exported(&self) -> Exported {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Exported {
            spans: count(&self.counts.spans),
            dropped: count(&self.counts.dropped),
            failed: count(&self.counts.failed),
            error: self.counts.error.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Sends what waits, for at most `patience`; what is left then is dropped. Blocks: not for an executor's thread.
    #[must_use]
    pub fn shutdown(self, patience: Duration) -> Exported {
        let until = Instant::now() + patience;
        let left = || until.saturating_duration_since(Instant::now());
        // A full queue means that the worker is far behind: it then ends with the process.
        drop(self.queue.try_send(Queued::Shutdown));
        let _ = self.done.recv_timeout(left());
        // Then the figures, which the worker has recorded by now. On a thread, since a collector may take its time.
        let (finished, wait) = std_mpsc::channel();
        let figures = self.figures.clone();
        std::thread::spawn(move || {
            let _ = figures.shutdown();
            let _ = finished.send(());
        });
        let _ = wait.recv_timeout(left());
        let mut exported = self.exported();
        exported.dropped += self.counts.queued.load(Ordering::Relaxed);
        exported
    }
}

fn enqueue(queue: &mpsc::Sender<Queued>, counts: &Counts, ended: &EndedRun<'_>) {
    let spans = spans::count(ended.trace);
    let drop_it = || counts.dropped.fetch_add(spans, Ordering::Relaxed);
    let waiting = counts.queued.fetch_add(spans, Ordering::Relaxed);
    if waiting > 0 && waiting + spans > MAX_QUEUED {
        counts.queued.fetch_sub(spans, Ordering::Relaxed);
        drop_it();
        return;
    }
    let error = ended.error.map(|error| (error.name(), super::Excerpt::new(&error.to_string(), 1 << 10).text));
    let run = Run { trace: ended.trace.clone(), script: ended.script.to_owned(), error, spans };
    if queue.try_send(Queued::Run(Box::new(run))).is_err() {
        counts.queued.fetch_sub(spans, Ordering::Relaxed);
        drop_it();
    }
}

/// As the environment says, and by this name where it says none.
fn resource() -> Resource {
    let detected = Resource::builder().build();
    let name = detected.get(&opentelemetry::Key::from_static_str("service.name"));
    let builder =
        Resource::builder().with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    match name {
        Some(name) if !name.as_str().starts_with("unknown_service") => builder.build(),
        _ => builder.with_service_name("toolgate").build(),
    }
}

struct Worker {
    exporter: SpanExporter,
    /// The exporter's.
    client: Client,
    counts: Arc<Counts>,
    figures: Figures,
}

impl Worker {
    async fn work(self, mut runs: mpsc::Receiver<Queued>, finished: std_mpsc::Sender<()>) {
        while let Some(Queued::Run(run)) = runs.recv().await {
            self.figures.record(&run);
            let mut batch = Vec::with_capacity(BATCH.min(run.spans as usize));
            for span in spans::of(&run) {
                batch.push(span);
                if batch.len() == BATCH {
                    self.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).await;
                }
            }
            self.send(batch).await;
        }
        let _ = finished.send(());
        // The figures may still be on their way, by this runtime; the process ends, or the time is over.
        tokio::time::sleep(TIMEOUT).await;
    }

    async fn send(&self, batch: Vec<SpanData>) {
        let spans = batch.len() as u64;
        if spans == 0 {
            return;
        }
        let sent = tokio::time::timeout(TIMEOUT, self.exporter.export(batch)).await;
        self.counts.queued.fetch_sub(spans, Ordering::Relaxed);
        let error = match sent {
            Ok(Ok(())) => {
                self.counts.spans.fetch_add(spans, Ordering::Relaxed);
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the collector did not answer within {TIMEOUT:?}"),
        };
        self.counts.failed.fetch_add(spans, Ordering::Relaxed);
        let error = self.client.address().map_or(error.clone(), |address| format!("{address}: {error}"));
        *self.counts.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}
