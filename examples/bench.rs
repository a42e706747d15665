//! The figures, each beside plain tokio futures in the same process. A benchmark and not a test: it prints and never fails.
//!
//! All of it runs in the default configuration. Medians; `--quick` takes fewer samples.

mod figures;

use std::future::IntoFuture;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use figures::{median, median_of, plain_calls, resident};
use toolgate::catalog::ToolDefinition;
use toolgate::provider::{ComponentSource, Native, NativeTool};
use toolgate::{Json, Limits, Runtime, Script};

/// One line of the table.
struct Row {
    what: &'static str,
    measured: String,
    plain: String,
    target: String,
}

/// Rows of the 10 MB document.
const ROWS: usize = 50_000;

#[tokio::main]
async fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let samples = if quick { 200 } else { 2_000 };
    // On a worker, as a server would: what is started here runs here, without a wake-up of another thread.
    tokio::spawn(bench(samples)).await?
}

async fn bench(samples: usize) -> Result<()> {
    let runtime = runtime().await?;
    let rows = vec![
        from_source(&runtime, samples).await?,
        compiled(&runtime, samples).await?,
        waiting(&runtime).await?,
        sequential(&runtime).await?,
        concurrent(&runtime).await?,
        four_slow_calls(&runtime).await?,
        large_document(&runtime).await?,
        plugin_call(&runtime).await?,
    ];
    print(&rows);
    Ok(())
}

async fn runtime() -> Result<Runtime> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let plugin = checkout.join("target/guests/shipping.wasm");
    let plugin =
        std::fs::read(&plugin).with_context(|| format!("{}: run `cargo xtask guests` first", plugin.display()))?;
    let document = Json::parse(document())?;
    let native = Native::new()
        .tool(NativeTool::raw(ToolDefinition::new("echo"), |call| async move { Ok(call.arguments) }))
        .tool(NativeTool::raw(ToolDefinition::new("slow"), |call| async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok(call.arguments)
        }))
        .tool(NativeTool::raw(ToolDefinition::new("wait"), |call| async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Ok(call.arguments)
        }))
        .tool(NativeTool::raw(ToolDefinition::new("document"), move |_| {
            let document = document.clone();
            async move { Ok(document) }
        }));
    Ok(Runtime::builder()
        .provider("native", native)
        .component("shipping", ComponentSource::from_bytes(plugin))
        .cache_dir(Some(checkout.join("target/toolgate-cache")))
        .build()
        .await?)
}

/// An array of objects as a tool returns them, about 10 MB.
fn document() -> String {
    let row = |id: usize| {
        format!(
            r#"{{"id":{id},"customer":"customer-{:05}","country":"{}","total":{}.25,"paid":{},"items":["alpha-{id}","beta-{id}"],"note":"{}"}}"#,
            id % 9_973,
            ["DE", "FR", "IT", "PL", "SE"][id % 5],
            id % 997,
            id.is_multiple_of(3),
            "lorem ipsum dolor sit amet consectetur adipiscing elit sed do"
        )
    };
    format!("[{}]", (0..ROWS).map(row).collect::<Vec<_>>().join(","))
}

async fn result(runtime: &Runtime, source: &str) -> Result<Json> {
    Ok(runtime.run(Script::javascript(source), Json::null()).await?.result)
}

async fn from_source(runtime: &Runtime, samples: usize) -> Result<Row> {
    let source = "const n = 20 + 1; return { answer: n * 2 };";
    for _ in 0..100 {
        result(runtime, source).await?;
    }
    let mut times = Vec::with_capacity(samples);
    for _ in 0..samples {
        let start = Instant::now();
        result(runtime, source).await?;
        times.push(start.elapsed());
    }
    let plain = median_of(samples, || async { tokio::spawn(async { 42 }).await.unwrap_or(0) }).await;
    Ok(Row {
        what: "a script from source in a fresh sandbox, torn down after",
        measured: micros(median(&mut times)),
        plain: format!("{} (a task)", micros(plain)),
        target: "≤ 45 µs".to_owned(),
    })
}

/// The same script, compiled: its engine comes with it. Turn by turn with the source, since the machine's mood changes.
async fn compiled(runtime: &Runtime, samples: usize) -> Result<Row> {
    let source = Script::javascript("const n = 20 + 1; return { answer: n * 2 };");
    let compiled = Script::wasm(runtime.compile(source.clone()).await?);
    let mut times = [Vec::with_capacity(samples), Vec::with_capacity(samples)];
    for round in 0..samples + 100 {
        for (script, times) in [&source, &compiled].into_iter().zip(&mut times) {
            let start = Instant::now();
            runtime.run(script.clone(), Json::null()).await?;
            if round >= 100 {
                times.push(start.elapsed());
            }
        }
    }
    let [source, compiled] = &mut times;
    let plain = median_of(samples, || async { tokio::spawn(async { 42 }).await.unwrap_or(0) }).await;
    Ok(Row {
        what: "the same script compiled, turn by turn with its source",
        measured: micros(median(compiled)),
        plain: format!("{} (a task)", micros(plain)),
        target: format!("≤ {}, from source", micros(median(source))),
    })
}

/// Resident memory that 1,000 sandboxes take which all wait for a call, in the second wave through the pool.
async fn waiting(runtime: &Runtime) -> Result<Row> {
    const COUNT: u64 = 1_000;
    let mut each = 0;
    for _ in 0..2 {
        let before = resident()?;
        let runs: Vec<_> = (0..COUNT)
            .map(|_| {
                tokio::spawn(
                    runtime.run(Script::javascript("return await tools.native.wait({});"), Json::null()).into_future(),
                )
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        each = resident()?.saturating_sub(before.min(BASE.get().copied().unwrap_or(before))) / COUNT;
        BASE.get_or_init(|| before);
        for run in runs {
            run.await??;
        }
    }
    let before = resident()?;
    let tasks: Vec<_> = (0..COUNT).map(|_| tokio::spawn(tokio::time::sleep(Duration::from_millis(300)))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let plain = resident()?.saturating_sub(before) as f64 / COUNT as f64;
    for task in tasks {
        task.await?;
    }
    Ok(Row {
        what: "resident memory of a sandbox that waits for a call (1,000 at once, second wave)",
        measured: format!("{each} KiB"),
        plain: format!("{plain:.1} KiB (a task)"),
        target: "≤ 400 KiB".to_owned(),
    })
}

/// Resident memory before the first wave, in KiB: what the pool keeps between the waves counts as the sandboxes' own.
static BASE: std::sync::OnceLock<u64> = std::sync::OnceLock::new();

const CALLS: u32 = 1_000;

async fn sequential(runtime: &Runtime) -> Result<Row> {
    let source = format!("for (let i = 0; i < {CALLS}; i++) await tools.native.echo({{ i }}); return 1;");
    let base = per_run(runtime, "return 1;").await?;
    let total = per_run(runtime, &source).await?;
    let plain = plain_calls(CALLS, false).await / CALLS;
    Ok(Row {
        what: "a sequential call's overhead (1,000 in one script)",
        measured: micros(total.saturating_sub(base) / CALLS),
        plain: micros(plain),
        target: "≤ 5 µs".to_owned(),
    })
}

async fn concurrent(runtime: &Runtime) -> Result<Row> {
    let source = format!(
        "await Promise.all(Array.from({{ length: {CALLS} }}, (_, i) => tools.native.echo({{ i }}))); return 1;"
    );
    let base = per_run(runtime, "return 1;").await?;
    let total = per_run(runtime, &source).await?;
    let plain = plain_calls(CALLS, true).await / CALLS;
    Ok(Row {
        what: "a concurrent call's overhead (1,000 at once in one script)",
        measured: micros(total.saturating_sub(base) / CALLS),
        plain: micros(plain),
        target: "≤ 5 µs".to_owned(),
    })
}

/// The median of a whole run.
async fn per_run(runtime: &Runtime, source: &str) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..41 {
        let start = Instant::now();
        result(runtime, source).await?;
        times.push(start.elapsed());
    }
    Ok(median(&mut times))
}

async fn four_slow_calls(runtime: &Runtime) -> Result<Row> {
    let source = "return await Promise.all([1, 2, 3, 4].map((i) => tools.native.slow({ i })));";
    let mut ours = Vec::new();
    let mut plain = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        result(runtime, source).await?;
        ours.push(start.elapsed());
        let start = Instant::now();
        futures_util::future::join_all((0..4).map(|_| tokio::time::sleep(Duration::from_millis(300)))).await;
        plain.push(start.elapsed());
    }
    Ok(Row {
        what: "four calls of 300 ms at once",
        measured: millis(median(&mut ours)),
        plain: millis(median(&mut plain)),
        target: "≤ plain + 1 ms".to_owned(),
    })
}

async fn large_document(runtime: &Runtime) -> Result<Row> {
    let source = "const rows = await tools.native.document({});
        const byCountry = {};
        for (const row of rows) {
          const entry = (byCountry[row.country] ??= { orders: 0, total: 0 });
          entry.orders++;
          entry.total += row.total;
        }
        return byCountry;";
    let mut ours = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        let result = runtime.run(Script::javascript(source), Json::null()).limits(Limits::default()).await?;
        ours.push(start.elapsed());
        anyhow::ensure!(result.usage.tool_bytes > 9_000_000, "the document is too small");
    }
    let text = document();
    let mut plain = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        let rows: Vec<serde_json::Value> = serde_json::from_str(&text)?;
        let total: f64 = rows.iter().filter_map(|row| row["total"].as_f64()).sum();
        std::hint::black_box(total);
        plain.push(start.elapsed());
    }
    Ok(Row {
        what: "10 MB of JSON from a tool, parsed and aggregated",
        measured: millis(median(&mut ours)),
        plain: format!("{} (serde_json)", millis(median(&mut plain))),
        target: "≤ 120 ms".to_owned(),
    })
}

async fn plugin_call(runtime: &Runtime) -> Result<Row> {
    const PLUGIN_CALLS: u32 = 500;
    let source = format!(
        "for (let i = 0; i < {PLUGIN_CALLS}; i++) await tools.shipping.track({{ number: '1234567895' }}); return 1;"
    );
    let base = per_run(runtime, "return 1;").await?;
    let total = per_run(runtime, &source).await?;
    let plain = median_of(2_000, || async { tokio::spawn(async { 42 }).await.unwrap_or(0) }).await;
    Ok(Row {
        what: "a call of a plugin from a script, its component instantiated for it",
        measured: micros(total.saturating_sub(base) / PLUGIN_CALLS),
        plain: format!("{} (a task)", micros(plain)),
        target: "≤ 40 µs".to_owned(),
    })
}

fn micros(duration: Duration) -> String {
    format!("{:.2} µs", duration.as_secs_f64() * 1e6)
}

fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

fn print(rows: &[Row]) {
    let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (what, measured, plain) = (width(|row| row.what), width(|row| &row.measured), width(|row| &row.plain));
    println!("{:what$}  {:>measured$}  {:>plain$}  target", "", "toolgate", "plain tokio");
    for row in rows {
        println!("{:what$}  {:>measured$}  {:>plain$}  {}", row.what, row.measured, row.plain, row.target);
    }
}
