//! The figures of Python, each beside JavaScript and plain tokio futures in the same process. A benchmark and not a test: it
//! prints and never fails.
//!
//! All of it runs in the default configuration. Medians; `--quick` takes fewer samples.

mod figures;

use std::future::IntoFuture;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use figures::{median, median_of, plain_calls, resident};
use toolgate::catalog::ToolDefinition;
use toolgate::provider::{Native, NativeTool};
use toolgate::{Json, Language, Runtime, Script};

/// One line of the table.
struct Row {
    what: &'static str,
    python: String,
    javascript: String,
    plain: String,
    target: &'static str,
}

const CALLS: u32 = 1_000;

/// How this program is told to be the native process that others are measured beside.
const NATIVE: &str = "--native";

#[tokio::main]
async fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == NATIVE) {
        println!("{}", tokio::spawn(async { 20 + 1 }).await?);
        return Ok(());
    }
    let quick = std::env::args().any(|argument| argument == "--quick");
    let samples = if quick { 200 } else { 1_000 };
    // On a worker, as a server would: what is started here runs here, without a wake-up of another thread.
    tokio::spawn(bench(samples)).await?
}

async fn bench(samples: usize) -> Result<()> {
    let runtime = runtime().await?;
    let started = Instant::now();
    runtime.warm(Language::Python).await?;
    println!("the Python engine, made ready: {}", millis(started.elapsed()));
    let mut rows = vec![
        from_source(&runtime, samples).await?,
        compiled(&runtime, samples).await?,
        waiting(&runtime).await?,
        calls(&runtime, true).await?,
        calls(&runtime, false).await?,
        plan(&runtime).await?,
    ];
    rows.extend(processes()?);
    print(&rows);
    Ok(())
}

async fn runtime() -> Result<Runtime> {
    let native = Native::new()
        .tool(NativeTool::raw(ToolDefinition::new("echo"), |call| async move { Ok(call.arguments) }))
        .tool(NativeTool::raw(ToolDefinition::new("wait"), |call| async move {
            tokio::time::sleep(Duration::from_secs(8)).await;
            Ok(call.arguments)
        }));
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/toolgate-cache");
    Ok(Runtime::builder().provider("native", native).cache_dir(Some(cache)).build().await?)
}

async fn result(runtime: &Runtime, script: Script) -> Result<Json> {
    Ok(runtime.run(script, Json::null()).await?.result)
}

async fn from_source(runtime: &Runtime, samples: usize) -> Result<Row> {
    let python = Script::python("n = 20 + 1\nreturn {\"answer\": n * 2}");
    let javascript = Script::javascript("const n = 20 + 1; return { answer: n * 2 };");
    for _ in 0..50 {
        result(runtime, python.clone()).await?;
        result(runtime, javascript.clone()).await?;
    }
    let plain = median_of(samples, || async { tokio::spawn(async { 42 }).await.unwrap_or(0) }).await;
    Ok(Row {
        what: "a script from source in a fresh sandbox, torn down after",
        python: millis(per_run(runtime, &python, samples).await?),
        javascript: millis(per_run(runtime, &javascript, samples).await?),
        plain: format!("{} (a task)", millis(plain)),
        target: "Python ≤ 1.8 ms",
    })
}

/// The same scripts, compiled: their engines come with them.
async fn compiled(runtime: &Runtime, samples: usize) -> Result<Row> {
    let python = Script::python("n = 20 + 1\nreturn {\"answer\": n * 2}");
    let javascript = Script::javascript("const n = 20 + 1; return { answer: n * 2 };");
    let python = Script::wasm(runtime.compile(python).await?);
    let javascript = Script::wasm(runtime.compile(javascript).await?);
    for _ in 0..50 {
        result(runtime, python.clone()).await?;
        result(runtime, javascript.clone()).await?;
    }
    let plain = median_of(samples, || async { tokio::spawn(async { 42 }).await.unwrap_or(0) }).await;
    Ok(Row {
        what: "the same compiled (`toolgate compile`)",
        python: millis(per_run(runtime, &python, samples).await?),
        javascript: millis(per_run(runtime, &javascript, samples).await?),
        plain: format!("{} (a task)", millis(plain)),
        target: "JavaScript ≤ from source",
    })
}

/// A plan has no language of its own: its host runs it.
async fn plan(runtime: &Runtime) -> Result<Row> {
    const TASKS: u32 = 10_000;
    let next = |task: u32| format!("{task}. echo(value=${{{}.value}})\n", task - 1);
    let plan = Script::plan("1. echo(value=0)\n".to_owned() + &(2..=TASKS).map(next).collect::<String>());
    let mut limits = runtime.limits().clone();
    limits.calls = u64::from(TASKS);
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        runtime.run(plan.clone(), Json::null()).limits(limits.clone()).await?;
        times.push(start.elapsed());
    }
    let mut plain = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        let mut last = String::from("0");
        for _ in 0..TASKS {
            let next = async move {
                Json::parse(format!(r#"{{"after":{last}}}"#)).map(|json| json.as_str().len().to_string())
            };
            last = next.await?;
        }
        std::hint::black_box(last);
        plain.push(start.elapsed());
    }
    let plan = millis(median(&mut times));
    Ok(Row {
        what: "a plan of 10,000 tasks, each after the one before (by the host, in no language)",
        python: plan.clone(),
        javascript: plan,
        plain: millis(median(&mut plain)),
        target: "",
    })
}

/// Resident memory that 200 sandboxes take which all wait for a call, in the second wave through the pool.
async fn waiting(runtime: &Runtime) -> Result<Row> {
    let python = waiting_in(runtime, &Script::python("return await tools.native.wait()")).await?;
    let javascript = waiting_in(runtime, &Script::javascript("return await tools.native.wait({});")).await?;
    Ok(Row {
        what: "resident memory of a sandbox that waits for a call (200 at once, second wave)",
        python: format!("{:.1} MiB", python / 1024.0),
        javascript: format!("{:.1} MiB", javascript / 1024.0),
        plain: format!("{:.1} MiB (a task)", waiting_tasks().await? / 1024.0),
        target: "Python ≤ 12 MiB",
    })
}

async fn waiting_tasks() -> Result<f64> {
    const COUNT: u32 = 200;
    let base = resident()?;
    let tasks: Vec<_> = (0..COUNT).map(|_| tokio::spawn(tokio::time::sleep(Duration::from_millis(300)))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let each = resident()?.saturating_sub(base) as f64 / f64::from(COUNT);
    for task in tasks {
        task.await?;
    }
    Ok(each)
}

async fn waiting_in(runtime: &Runtime, script: &Script) -> Result<f64> {
    const COUNT: u32 = 200;
    let base = resident()?;
    let mut each = 0.0;
    for _ in 0..2 {
        let runs: Vec<_> =
            (0..COUNT).map(|_| tokio::spawn(runtime.run(script.clone(), Json::null()).into_future())).collect();
        tokio::time::sleep(Duration::from_secs(4)).await;
        each = (resident()?.saturating_sub(base)) as f64 / f64::from(COUNT);
        for run in runs {
            run.await??;
        }
    }
    Ok(each)
}

async fn calls(runtime: &Runtime, at_once: bool) -> Result<Row> {
    let (python, javascript) = if at_once {
        (
            format!(
                "import asyncio\nawait asyncio.gather(*[tools.native.echo(i=i) for i in range({CALLS})])\nreturn 1"
            ),
            format!(
                "await Promise.all(Array.from({{ length: {CALLS} }}, (_, i) => tools.native.echo({{ i }}))); return 1;"
            ),
        )
    } else {
        (
            format!("for i in range({CALLS}):\n    await tools.native.echo(i=i)\nreturn 1"),
            format!("for (let i = 0; i < {CALLS}; i++) await tools.native.echo({{ i }}); return 1;"),
        )
    };
    Ok(Row {
        what: if at_once {
            "1,000 calls at once, the whole run"
        } else {
            "1,000 calls one after the other, the whole run"
        },
        python: millis(per_run(runtime, &Script::python(python), 41).await?),
        javascript: millis(per_run(runtime, &Script::javascript(javascript), 41).await?),
        plain: millis(plain_calls(CALLS, at_once).await),
        target: if at_once { "Python ≤ 20 ms" } else { "" },
    })
}

/// The command line as a process, from its start to its end: the first one ever, which compiles the engine, the median of later
/// ones, and of those of the same script compiled.
fn processes() -> Result<[Row; 3]> {
    let this = std::env::current_exe()?;
    let folder = this.parent().and_then(Path::parent).context("this program has no folder")?;
    let program = folder.join(format!("toolgate{}", std::env::consts::EXE_SUFFIX));
    let scratch = tempfile::tempdir()?;
    let timed = |command: &mut Command| -> Result<Duration> {
        let start = Instant::now();
        let output = command.env("XDG_CACHE_HOME", scratch.path()).output();
        let took = start.elapsed();
        let done = output.is_ok_and(|output| output.status.success());
        anyhow::ensure!(done, "{} did not run: `cargo build -p toolgate` makes it", program.display());
        Ok(took)
    };
    let later = |command: &dyn Fn() -> Command| -> Result<Duration> {
        let mut times = (0..11).map(|_| timed(&mut command())).collect::<Result<Vec<_>>>()?;
        Ok(median(&mut times))
    };
    let run = |name: &str, source: &str| -> Result<[Duration; 3]> {
        let script = scratch.path().join(name);
        std::fs::write(&script, source)?;
        let command = |verb: &str, file: &Path| {
            let mut command = Command::new(&program);
            command.arg(verb).arg(file);
            command
        };
        let first = timed(&mut command("run", &script))?;
        let source = later(&|| command("run", &script))?;
        let compiled = script.with_extension("wasm");
        timed(command("compile", &script).arg("-o").arg(&compiled))?;
        Ok([first, source, later(&|| command("run", &compiled))?])
    };
    let javascript = run("javascript.js", "20 + 1;\n")?;
    let python = run("python.py", "20 + 1\n")?;
    let native = later(&|| {
        let mut command = Command::new(&this);
        command.arg(NATIVE);
        command
    })?;
    let row = |what, at: usize, target| Row {
        what,
        python: millis(python[at]),
        javascript: millis(javascript[at]),
        plain: format!("{} (a process)", millis(native)),
        target,
    };
    Ok([
        row("the command line's first process ever, start to result", 0, "Python ≤ 10 s"),
        row("a later one", 1, "Python ≤ 150 ms, JavaScript ≤ 40 ms"),
        row("the same of the script compiled", 2, "JavaScript ≤ from source"),
    ])
}

/// The median of a whole run.
async fn per_run(runtime: &Runtime, script: &Script, samples: usize) -> Result<Duration> {
    let mut times = Vec::with_capacity(samples);
    for _ in 0..samples {
        let start = Instant::now();
        result(runtime, script.clone()).await?;
        times.push(start.elapsed());
    }
    Ok(median(&mut times))
}

fn millis(duration: Duration) -> String {
    format!("{:.3} ms", duration.as_secs_f64() * 1e3)
}

fn print(rows: &[Row]) {
    let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (what, python, javascript) = (width(|row| row.what), width(|row| &row.python), width(|row| &row.javascript));
    let plain = width(|row| &row.plain);
    println!("{:what$}  {:>python$}  {:>javascript$}  {:>plain$}  target", "", "Python", "JavaScript", "plain tokio");
    for row in rows {
        let Row { what: name, python: ours, javascript: other, plain: tokio, target } = row;
        println!("{name:what$}  {ours:>python$}  {other:>javascript$}  {tokio:>plain$}  {target}");
    }
}
