//! One script over many inputs: for each line of standard input, which is JSON, a run in a sandbox of its own, and a line with what came of
//! it, `{"result"}` or `{"error": {"kind", "message"}}`, in the order of the inputs. `tests/test262.py` runs its tests by it.
//! `cargo run --example each -p toolgate -- SCRIPT < INPUTS`

use std::future::IntoFuture;
use std::io::{BufRead, Write};
use std::time::Duration;

use anyhow::Context;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use toolgate::{Json, Limits, Runtime, Script};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("which script? each SCRIPT < INPUTS")?;
    let script = Script::detect(std::fs::read_to_string(&path).with_context(|| path.clone())?);
    let mut limits = Limits::default();
    limits.wall_time = Duration::from_secs(60);
    limits.memory = 256 << 20;
    let runtime = Runtime::builder().limits(limits).build().await?;

    let width = std::thread::available_parallelism()?.get();
    let mut ends = stream::iter(std::io::stdin().lock().lines())
        .map(|line| {
            let (runtime, script) = (runtime.clone(), script.clone());
            tokio::spawn(async move { run(&runtime, script, line?).await })
        })
        .buffered(width);
    let mut out = std::io::stdout().lock();
    while let Some(end) = ends.next().await {
        writeln!(out, "{}", end??)?;
        out.flush()?;
    }
    Ok(())
}

async fn run(runtime: &Runtime, script: Script, line: String) -> anyhow::Result<Value> {
    let input = Json::parse(line).context("an input is no JSON")?;
    Ok(match runtime.run(script, input).into_future().await {
        Ok(output) => json!({"result": output.full_result.to_value()}),
        Err(error) => json!({"error": {"kind": error.kind.name(), "message": error.to_string()}}),
    })
}
