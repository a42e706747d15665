//! The figures of the plugins, each beside the native program that does the same: `sql` beside the command line of SQLite, the
//! search of `files` beside ripgrep on one thread. A benchmark and not a test: it prints, and fails only where two of them
//! that ought to give the same do not.
//!
//! Medians, all in the default configuration; what is timed is the whole run of a script that makes the one call. SQLite says
//! itself what a query took; of ripgrep's time that of a start which searches one small file is taken away.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use toolgate::provider::{Access, ComponentSource};
use toolgate::{Json, Runtime, Script};

/// One line of the table.
struct Row {
    what: String,
    measured: Duration,
    native: Duration,
    target: f64,
}

/// Rows of the table that `sql` scans.
const ROWS: usize = 1_000_000;

/// Queries that look at each of them.
const QUERIES: [(&str, &str); 3] = [
    ("filter and sum", "SELECT count(*) AS n, sum(total) AS total FROM orders WHERE days > 7"),
    (
        "group by text",
        "SELECT country, count(*) AS n, sum(total) AS total FROM orders GROUP BY country ORDER BY country",
    ),
    ("LIKE over text", "SELECT count(*) AS n FROM orders WHERE note LIKE '%amet 99%'"),
];

/// What `files` and ripgrep look for: a name, the expression, whether upper and lower case are the same.
const PATTERNS: [(&str, &str, bool); 4] = [
    ("a literal", "JoinHandle", false),
    ("a literal that is nowhere", "no_such_name_anywhere", false),
    ("ignoring case", "todo|fixme", true),
    ("classes", r"fn\s+[a-z_]+<[A-Z]\w*>", false),
];

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().position(|argument| argument == "--quick").map(|at| arguments.remove(at)).is_some();
    let [sources] = &*arguments else { anyhow::bail!("usage: bench_plugins [--quick] DIR (a Rust source tree)") };
    let sources = PathBuf::from(sources);
    let samples = if quick { 5 } else { 21 };
    // On a worker, as a server would.
    tokio::spawn(async move { bench(&sources, samples).await }).await?
}

async fn bench(sources: &Path, samples: usize) -> Result<()> {
    let data = tempfile::tempdir()?;
    let runtime = runtime(sources, data.path()).await?;
    let mut rows = Vec::new();
    match make_database(&data.path().join("orders.db"))? {
        true => {
            for (name, query) in QUERIES {
                rows.push(scan(&runtime, data.path(), name, query, samples).await?);
            }
        }
        false => eprintln!("no program `sqlite3` is here, so `sql` is not measured (Debian: apt-get install sqlite3)"),
    }
    match ripgrep(&["--version"]) {
        Ok(_) => {
            for (name, pattern, ignore_case) in PATTERNS {
                rows.push(search(&runtime, sources, (name, pattern, ignore_case), samples).await?);
            }
        }
        Err(_) => eprintln!("no program `rg` is here, so `files` is not measured (Debian: apt-get install ripgrep)"),
    }
    print(&rows);
    Ok(())
}

async fn runtime(sources: &Path, data: &Path) -> Result<Runtime> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let plugin = |name: &str| -> Result<ComponentSource> {
        let path = checkout.join(format!("target/guests/{name}.wasm"));
        let wasm =
            std::fs::read(&path).with_context(|| format!("{}: run `cargo xtask guests` first", path.display()))?;
        Ok(ComponentSource::from_bytes(wasm).named(name))
    };
    Ok(Runtime::builder()
        .component("files", plugin("files")?.dir(sources, "/src", Access::Read))
        .component("sql", plugin("sql")?.dir(data, "/data", Access::Read))
        .cache_dir(Some(checkout.join("target/toolgate-cache")))
        .build()
        .await?)
}

/// Calls a tool from a script, and says how much it found and how long the run took.
async fn call(runtime: &Runtime, tool: &str, list: &str, arguments: &Value) -> Result<(Value, Duration)> {
    let source = format!("const found = await tools.{tool}(input); return found.{list}.length");
    let input = Json::parse(arguments.to_string())?;
    let start = Instant::now();
    let output = runtime.run(Script::javascript(source), input).await?;
    let took = start.elapsed();
    Ok((output.result.to_value(), took))
}

/// Makes the database with SQLite's own program; `false` where there is none.
fn make_database(path: &Path) -> Result<bool> {
    let sql = format!(
        "CREATE TABLE orders(id INTEGER PRIMARY KEY, customer TEXT, country TEXT, total REAL, days INTEGER, note TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
        INSERT INTO orders SELECT i, 'customer-' || (i % 9973), substr('DEFRITPLSE', 1 + 2 * (i % 5), 2),
            (i % 997) + 0.25, i % 31, 'lorem ipsum dolor sit amet ' || i FROM n;"
    );
    match Command::new("sqlite3").arg(path).arg(sql).status() {
        Ok(status) => {
            ensure!(status.success(), "sqlite3 could not make the database");
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("sqlite3 does not run"),
    }
}

async fn scan(runtime: &Runtime, data: &Path, name: &str, query: &str, samples: usize) -> Result<Row> {
    let arguments = json!({"database": "/data/orders.db", "sql": query, "timeout_ms": 60_000});
    let (mut ours, mut native) = (Vec::new(), Vec::new());
    // In turns, so that whatever else the machine does meets both.
    for _ in 0..samples {
        let (found, took) = call(runtime, "sql.query", "rows", &arguments).await?;
        ours.push(took);
        let (lines, took) = native_query(&data.join("orders.db"), query)?;
        native.push(took);
        ensure!(found == lines, "{query}: {lines} rows natively, here {found}");
    }
    Ok(Row {
        what: format!("sql: {ROWS} rows of a file, {name}"),
        measured: median(&mut ours),
        native: median(&mut native),
        target: 0.3,
    })
}

/// Asks SQLite's program, and gives how many rows there were and how long it says that took.
fn native_query(database: &Path, query: &str) -> Result<(usize, Duration)> {
    // From a file, since the program times what it reads and not what its arguments say.
    let script = database.with_file_name("query.sql");
    std::fs::write(&script, format!(".timer on\n{query};\n"))?;
    let output = Command::new("sqlite3")
        .arg("-readonly")
        .arg(database)
        .stdin(std::fs::File::open(&script)?)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let (rows, timer): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with("Run Time:"));
    let seconds = timer.first().and_then(|line| line.split_whitespace().nth(3)).context("sqlite3 gives no time")?;
    Ok((rows.len(), Duration::from_secs_f64(seconds.parse()?)))
}

async fn search(
    runtime: &Runtime,
    sources: &Path,
    (name, pattern, ignore_case): (&str, &str, bool),
    samples: usize,
) -> Result<Row> {
    let arguments = json!({"pattern": pattern, "ignore_case": ignore_case, "max_matches": 10_000});
    let small = sources.join("Cargo.toml");
    // The same files: those that are hidden and those that are ignored as well.
    let mut rg = vec!["-j1", "--no-config", "--no-ignore", "--hidden", "--no-heading", "--line-number", "--column"];
    if ignore_case {
        rg.push("--ignore-case");
    }
    rg.push(pattern);
    let on = |path: &Path| -> Result<(usize, Duration)> {
        let path = path.to_str().context("the sources' path is not UTF-8")?;
        ripgrep(&[&*rg, &[path]].concat())
    };
    let (mut ours, mut native, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..samples {
        let (found, took) = call(runtime, "files.search", "matches", &arguments).await?;
        ours.push(took);
        let (lines, took) = on(sources)?;
        native.push(took);
        starts.push(on(&small)?.1);
        ensure!(found == lines, "`{pattern}`: {lines} lines natively, here {found}");
    }
    Ok(Row {
        what: format!("files: search of {}, {name}", sources.file_name().unwrap_or_default().to_string_lossy()),
        measured: median(&mut ours),
        native: median(&mut native).saturating_sub(median(&mut starts)),
        target: 0.3,
    })
}

/// Runs ripgrep, and gives how many lines it printed and how long it was there.
fn ripgrep(arguments: &[&str]) -> Result<(usize, Duration)> {
    let start = Instant::now();
    let output = Command::new("rg").args(arguments).stderr(Stdio::inherit()).output()?;
    let took = start.elapsed();
    // 1 says that nothing was found.
    ensure!(matches!(output.status.code(), Some(0 | 1)), "rg {arguments:?} failed");
    Ok((output.stdout.iter().filter(|byte| **byte == b'\n').count(), took))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

fn print(rows: &[Row]) {
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    println!("{:width$}  {:>9}  {:>9}  {:>5}  target", "", "toolgate", "native", "speed");
    for row in rows {
        let speed = 100.0 * row.native.as_secs_f64() / row.measured.as_secs_f64().max(f64::MIN_POSITIVE);
        println!(
            "{:width$}  {:>9}  {:>9}  {speed:>4.0}%  ≥ {:.0}%",
            row.what,
            millis(row.measured),
            millis(row.native),
            100.0 * row.target
        );
    }
}
