//! The demo: a TypeScript script reviews a real source tree through the `files` plugin. Prints the script's table, and what
//! was saved by running it here instead of making its calls one at a time from a model. Every figure is measured.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use toolgate::provider::{Access, ComponentSource};
use toolgate::{Json, Limits, RunOutput, Runtime, Script, output};

#[tokio::main]
async fn main() -> Result<()> {
    let dir: PathBuf = std::env::args_os().nth(1).context("usage: demo DIR (a Rust source tree)")?.into();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let plugin = checkout.join("target/guests/files.wasm");
    let plugin =
        std::fs::read(&plugin).with_context(|| format!("{}: run `cargo xtask guests` first", plugin.display()))?;
    let runtime = Runtime::builder()
        .component("files", ComponentSource::from_bytes(plugin).named("files").dir(&dir, "/src", Access::Read))
        .cache_dir(Some(checkout.join("target/toolgate-cache")))
        .build()
        .await?;

    let script =
        Script::typescript(std::fs::read_to_string(checkout.join("examples/review.ts"))?).with_name("review.ts");
    let concurrent = runtime.run(script.clone(), Json::null()).await?;
    let mut one_at_a_time = Limits::default();
    one_at_a_time.calls_in_flight = 1;
    let sequential = runtime.run(script.clone(), Json::null()).limits(one_at_a_time).await?;
    let counted = runtime.run(script, Json::null()).count_tokens(true).await?;

    print_table(&concurrent.result.to_value());
    print_savings(&concurrent, &sequential, &counted);
    Ok(())
}

fn print_table(report: &Value) {
    println!("{} files, {} lines", report["files"], report["lines"]);
    for (title, key) in [("unsafe", "unsafe"), ("todo!/FIXME", "todo")] {
        println!("\n{title}: {} lines", report[key]["total"]);
        for row in rows(&report[key]["most"]) {
            println!("  {:>5}  {}", number(&row["count"]), text(&row["file"]));
        }
    }
    println!("\nlongest functions");
    for row in rows(&report["longestFunctions"]) {
        println!("  {:>5}  {}  {}:{}", number(&row["lines"]), text(&row["name"]), text(&row["file"]), row["line"]);
    }
}

fn rows(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn print_savings(concurrent: &RunOutput, sequential: &RunOutput, counted: &RunOutput) {
    let usage = &concurrent.usage;
    let out_tokens = output::count_tokens(concurrent.result.as_str());
    println!(
        "\nsaved: {} files read in {} calls; tools returned {} bytes ({} tokens), the model sees {} bytes ({out_tokens} tokens); \
         {:.0} ms, and {:.0} ms with one call at a time",
        concurrent.result.to_value()["files"],
        usage.calls,
        usage.tool_bytes,
        counted.usage.tool_tokens.map_or_else(|| "uncounted".to_owned(), |tokens| tokens.to_string()),
        usage.result_bytes,
        usage.wall_ms,
        sequential.usage.wall_ms,
    );
}
