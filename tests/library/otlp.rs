//! Export by OTLP to a collector that reads with the protocol's own messages; and to one that is not there, never answers, or refuses.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use toolgate::gate::{Breaker, Policy};
use toolgate::provider::{Native, NativeTool, Simulated, SimulatedTool};
use toolgate::trace::otlp::{Exported, Otlp};
use toolgate::{Json, Runtime};

use super::{block_on, builder, js};
use crate::harness::{Rotel, Toolgate};

crate::tests![
    spans_nest,
    figures_arrive,
    a_real_collector_passes_them_on,
    a_nested_runs_calls_are_spans_of_the_call,
    many_spans_arrive_in_batches,
    a_collector_that_is_not_there_fails_no_run,
    a_collector_that_never_answers_holds_up_no_run,
    a_collector_that_refuses_is_told_of,
    what_there_is_no_room_for_is_counted,
    the_command_line_exports,
    an_endpoint_that_is_none_is_refused,
];

/// What a collector was sent.
#[derive(Default)]
struct Received {
    spans: Vec<Span>,
    figures: HashMap<String, u64>,
    services: Vec<String>,
    requests: usize,
}

#[derive(Clone, Copy)]
enum Manner {
    Takes,
    Refuses,
    NeverAnswers,
}

struct Collector {
    endpoint: String,
    received: Arc<Mutex<Received>>,
}

impl Collector {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Received::default()));
        let log = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&log), manner));
            }
        });
        Self { endpoint, received }
    }

    fn spans(&self) -> Vec<Span> {
        self.received.lock().unwrap().spans.clone()
    }
}

async fn serve(mut stream: TcpStream, received: Arc<Mutex<Received>>, manner: Manner) {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap().to_lowercase();
    let header =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
    assert_eq!(header("content-type:").as_deref(), Some("application/x-protobuf"), "{text}");
    let length: usize = header("content-length:").unwrap().parse().unwrap();
    while bytes.len() < head + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the request was cut");
    }
    let answer: &[u8] = match manner {
        Manner::Takes => b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
        Manner::Refuses => b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
        Manner::NeverAnswers => return std::future::pending().await,
    };
    let mut body = bytes.split_off(head);
    if header("content-encoding:").as_deref() == Some("gzip") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*body).read_to_end(&mut plain).unwrap();
        body = plain;
    }
    take(&text, &body, &mut received.lock().unwrap());
    stream.write_all(answer).await.unwrap();
}

fn take(head: &str, body: &[u8], received: &mut Received) {
    received.requests += 1;
    if head.starts_with("post /v1/traces ") {
        for resource in ExportTraceServiceRequest::decode(body).unwrap().resource_spans {
            received.services.push(attribute(&resource.resource.unwrap().attributes, "service.name").unwrap());
            received.spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
        return;
    }
    assert!(head.starts_with("post /v1/metrics "), "{head}");
    for resource in ExportMetricsServiceRequest::decode(body).unwrap().resource_metrics {
        for metric in resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics) {
            let count = match metric.data.unwrap() {
                Data::Histogram(histogram) => histogram.data_points.iter().map(|point| point.count).sum(),
                Data::Sum(sum) => sum.data_points.len() as u64,
                Data::Gauge(gauge) => gauge.data_points.len() as u64,
                other => panic!("{other:?}"),
            };
            received.figures.insert(metric.name, count);
        }
    }
}

fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let value = attributes.iter().find(|attribute| attribute.key == key)?.value.clone()?;
    Some(match value.value? {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        Value::DoubleValue(number) => number.to_string(),
        other => panic!("{other:?}"),
    })
}

fn shop() -> Simulated {
    Simulated::new()
        .tool(SimulatedTool::new("orders").latency(Duration::from_millis(20)).echo())
        .tool(SimulatedTool::new("closed").error_rate(1.0).error_message("the shop is closed"))
}

async fn runtime(otlp: &Otlp) -> Runtime {
    let guarded = Policy::new().breaker(Breaker::default());
    builder().provider("shop", shop()).policy("shop.orders", guarded).on_end(otlp.observer()).build().await.unwrap()
}

const SCRIPT: &str = "await Promise.all([tools.shop.orders({ secret: 'sekret' }), tools.shop.orders({})]);
await tools.shop.closed({}).catch(() => {});
return 1;";

async fn shut_down(otlp: Otlp) -> Exported {
    tokio::task::spawn_blocking(|| otlp.shutdown(Duration::from_secs(10))).await.unwrap()
}

/// Runs the script so many times and exports.
async fn exported(collector: &Collector, times: usize) -> Exported {
    let otlp = Otlp::start(Some(&collector.endpoint)).unwrap();
    let runtime = runtime(&otlp).await;
    for _ in 0..times {
        runtime.run(js(SCRIPT).with_name("shop.js"), Json::null()).await.unwrap();
    }
    shut_down(otlp).await
}

fn spans_nest() {
    block_on(async {
        let collector = Collector::start(Manner::Takes).await;
        let exported = exported(&collector, 1).await;
        assert_eq!((exported.spans, exported.dropped, exported.failed, exported.error), (7, 0, 0, None));
        let spans = collector.spans();
        assert_eq!(collector.received.lock().unwrap().services, ["toolgate"]);
        let root = spans.iter().find(|span| span.parent_span_id.is_empty()).unwrap();
        assert_eq!(root.name, "invoke_workflow shop.js");
        let calls: Vec<&Span> = spans.iter().filter(|span| span.parent_span_id == root.span_id).collect();
        let names: Vec<_> = calls.iter().map(|span| span.name.as_str()).collect();
        assert_eq!(names, ["execute_tool shop.orders", "execute_tool shop.orders", "execute_tool shop.closed"]);
        for call in &calls {
            let attempts: Vec<&Span> = spans.iter().filter(|span| span.parent_span_id == call.span_id).collect();
            let [attempt] = &*attempts else { panic!("{attempts:?}") };
            assert!(
                call.start_time_unix_nano <= attempt.start_time_unix_nano
                    && attempt.end_time_unix_nano <= call.end_time_unix_nano
            );
            assert!(
                root.start_time_unix_nano <= call.start_time_unix_nano
                    && call.end_time_unix_nano <= root.end_time_unix_nano
            );
        }
        assert!(spans.iter().all(|span| span.trace_id == root.trace_id && span.trace_id.len() == 16));
        let mut ids: Vec<_> = spans.iter().map(|span| &span.span_id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 7);
        let took = calls[0].end_time_unix_nano - calls[0].start_time_unix_nano;
        assert!((20_000_000..1_000_000_000).contains(&took), "{took}");
        let of = |span: &Span, key: &str| attribute(&span.attributes, key);
        assert_eq!(of(calls[0], "gen_ai.operation.name").as_deref(), Some("execute_tool"));
        assert_eq!(of(calls[0], "gen_ai.tool.name").as_deref(), Some("shop.orders"));
        assert_eq!(of(calls[1], "gen_ai.tool.call.id").as_deref(), Some("2"));
        assert_eq!(of(calls[0], "error.type"), None);
        assert_eq!(of(calls[2], "error.type").as_deref(), Some("failed"));
        assert_eq!(calls[2].status.as_ref().unwrap().message, "the shop is closed");
        assert_eq!(of(root, "toolgate.run.calls").as_deref(), Some("3"));
        assert!(!format!("{spans:?}").contains("sekret"), "arguments stay here");
    });
}

fn figures_arrive() {
    block_on(async {
        let collector = Collector::start(Manner::Takes).await;
        exported(&collector, 2).await;
        let figures = collector.received.lock().unwrap().figures.clone();
        let expected = [
            ("gen_ai.execute_tool.duration", 6),
            ("gen_ai.workflow.duration", 2),
            ("toolgate.call.queue.duration", 6),
            ("toolgate.call.attempts", 2),
            ("toolgate.tool.queue.peak", 4),
            ("toolgate.tool.breaker", 3),
        ];
        assert_eq!(figures, expected.map(|(name, count)| (name.to_owned(), count)).into());
    });
}

fn a_real_collector_passes_them_on() {
    block_on(async {
        let behind = Collector::start(Manner::Takes).await;
        let rotel = Rotel::start(&behind.endpoint);
        let front = Collector { endpoint: rotel.endpoint().to_owned(), received: Arc::clone(&behind.received) };
        let exported = exported(&front, 1).await;
        assert_eq!((exported.spans, exported.dropped, exported.failed, exported.error), (7, 0, 0, None));
        // It answers when it has received, and passes on later.
        let asked = Instant::now();
        let is_all_there = |received: &Received| received.spans.len() >= 7 && received.figures.len() >= 6;
        while !is_all_there(&behind.received.lock().unwrap()) {
            assert!(asked.elapsed() < Duration::from_secs(30), "{:?}", behind.spans());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let spans = behind.spans();
        assert_eq!(behind.received.lock().unwrap().services, ["toolgate"]);
        let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
        let (run, call) = (named("invoke_workflow shop.js"), named("execute_tool shop.closed"));
        let attempt = spans.iter().find(|span| span.parent_span_id == call.span_id).unwrap();
        assert_eq!((run.parent_span_id.len(), &call.parent_span_id), (0, &run.span_id));
        assert_eq!((attempt.name.as_str(), spans.len()), ("attempt", 7));
        assert_eq!(behind.received.lock().unwrap().figures["gen_ai.execute_tool.duration"], 3);
    });
}

fn a_nested_runs_calls_are_spans_of_the_call() {
    block_on(async {
        let collector = Collector::start(Manner::Takes).await;
        let otlp = Otlp::start(Some(&collector.endpoint)).unwrap();
        let inner = runtime(&otlp).await;
        let nested = NativeTool::raw(toolgate::catalog::ToolDefinition::new("nested"), move |_| {
            let inner = inner.clone();
            async move { Ok(inner.run(js(SCRIPT), Json::null()).await.unwrap().result) }
        });
        let outer = builder().provider("t", Native::new().tool(nested)).on_end(otlp.observer()).build().await.unwrap();
        outer.run(js("return await tools.t.nested({})"), Json::null()).await.unwrap();
        assert_eq!(shut_down(otlp).await.spans, 9);
        let spans = collector.spans();
        assert_eq!(
            spans.iter().filter(|span| span.parent_span_id.is_empty()).count(),
            1,
            "one run, and what is nested in it"
        );
        let call = spans.iter().find(|span| span.name == "execute_tool t.nested").unwrap();
        let inside: Vec<_> =
            spans.iter().filter(|span| span.parent_span_id == call.span_id).map(|span| span.name.as_str()).collect();
        assert_eq!(
            inside,
            ["attempt", "execute_tool shop.orders", "execute_tool shop.orders", "execute_tool shop.closed"]
        );
    });
}

fn many_spans_arrive_in_batches() {
    block_on(async {
        let collector = Collector::start(Manner::Takes).await;
        let otlp = Otlp::start(Some(&collector.endpoint)).unwrap();
        let runtime = runtime(&otlp).await;
        let script = "for (let i = 0; i < 900; i++) await tools.shop.closed({}).catch(() => {}); return 1";
        runtime.run(js(script), Json::null()).await.unwrap();
        let exported = shut_down(otlp).await;
        assert_eq!((exported.spans, exported.dropped), (1_801, 0));
        assert_eq!(collector.spans().len(), 1_801);
        assert!(collector.received.lock().unwrap().requests >= 4);
    });
}

fn a_collector_that_is_not_there_fails_no_run() {
    block_on(async {
        // A port that was free a moment ago.
        let endpoint = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            format!("http://{}", listener.local_addr().unwrap())
        };
        let exported = exported(&Collector { endpoint, received: Arc::default() }, 2).await;
        assert_eq!((exported.spans, exported.failed + exported.dropped), (0, 14));
        assert!(exported.error.is_some() || exported.dropped > 0, "{exported:?}");
    });
}

fn a_collector_that_never_answers_holds_up_no_run() {
    block_on(async {
        let collector = Collector::start(Manner::NeverAnswers).await;
        let otlp = Otlp::start(Some(&collector.endpoint)).unwrap();
        let runtime = runtime(&otlp).await;
        let began = Instant::now();
        for _ in 0..5 {
            runtime.run(js(SCRIPT), Json::null()).await.unwrap();
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        let began = Instant::now();
        let exported = tokio::task::spawn_blocking(|| otlp.shutdown(Duration::from_millis(300))).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!((exported.spans, exported.dropped), (0, 35));
    });
}

fn a_collector_that_refuses_is_told_of() {
    block_on(async {
        let collector = Collector::start(Manner::Refuses).await;
        let exported = exported(&collector, 1).await;
        assert_eq!((exported.spans, exported.failed), (0, 7));
        assert!(exported.error.as_deref().unwrap().contains("400"), "{exported:?}");
    });
}

fn what_there_is_no_room_for_is_counted() {
    block_on(async {
        let collector = Collector::start(Manner::NeverAnswers).await;
        let otlp = Otlp::start(Some(&collector.endpoint)).unwrap();
        let runtime = runtime(&otlp).await;
        let limits = {
            let mut limits = toolgate::Limits::default();
            limits.calls = 10_000;
            limits
        };
        let script = "for (let i = 0; i < 9000; i++) await tools.shop.closed({}).catch(() => {}); return 1";
        for _ in 0..4 {
            runtime.run(js(script), Json::null()).limits(limits.clone()).await.unwrap();
        }
        // 18,001 spans each: of the 50,000 that may wait, two runs' fit.
        assert_eq!(otlp.exported().dropped, 2 * 18_001);
    });
}

fn the_command_line_exports() {
    block_on(async {
        let collector = Collector::start(Manner::Takes).await;
        let endpoint = collector.endpoint.clone();
        let ended = tokio::task::spawn_blocking(move || {
            let by_flag = Toolgate::new(["run", "-", "--language", "js", "--otlp", &endpoint]).stdin("return 1").end();
            let by_environment =
                Toolgate::new(["run", "-", "--language", "js"]).env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint);
            let by_environment = by_environment.env("OTEL_SERVICE_NAME", "shop").stdin("null.x").end();
            let disabled =
                Toolgate::new(["run", "-", "--language", "js"]).env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint);
            let disabled = disabled.env("OTEL_SDK_DISABLED", "true").stdin("return 2").end();
            let lost =
                Toolgate::new(["run", "-", "--language", "js", "--otlp", "http://127.0.0.1:1"]).stdin("return 3").end();
            (by_flag.with_status(0), by_environment.with_status(1), disabled.with_status(0), lost.with_status(0))
        });
        let (by_flag, _, _, lost) = ended.await.unwrap();
        assert_eq!((by_flag.stdout.as_str(), by_flag.stderr.as_str()), ("1\n", ""));
        assert_eq!(lost.stdout, "3\n");
        lost.says(&["warning: 1 of 1 spans did not reach the collector: http://127.0.0.1:"]);
        let received = collector.received.lock().unwrap();
        assert_eq!(received.services, ["toolgate", "shop"]);
        assert_eq!(attribute(&received.spans[1].attributes, "error.type").as_deref(), Some("thrown"));
    });
}

fn an_endpoint_that_is_none_is_refused() {
    for endpoint in ["", "localhost:4318", "ftp://collector", "http://"] {
        assert!(Otlp::start(Some(endpoint)).is_err(), "{endpoint}");
    }
    let ended = Toolgate::new(["run", "-", "--otlp", "4318"]).stdin("return 1").end().with_status(2);
    ended.says(&["OTLP can't be exported", "http://HOST:4318"]);
}
