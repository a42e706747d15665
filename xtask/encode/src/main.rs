//! `toolgate-encode IN.wasm OUT.wasm [--preinit]`: a guest's core module becomes a component, pre-initialised where asked.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use toolgate::engine::{componentize, preinitialize};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output, preinit) = match arguments.as_slice() {
        [input, output] => (PathBuf::from(input), PathBuf::from(output), false),
        [input, output, flag] if flag == "--preinit" => (PathBuf::from(input), PathBuf::from(output), true),
        _ => bail!("usage: toolgate-encode IN.wasm OUT.wasm [--preinit]"),
    };
    let module = std::fs::read(&input).with_context(|| format!("reading {}", input.display()))?;
    let mut component = componentize(&module).with_context(|| format!("encoding {}", input.display()))?;
    if preinit {
        component = preinitialize(&component).await.with_context(|| format!("pre-initialising {}", input.display()))?;
    }
    let partial = output.with_extension("partial");
    std::fs::write(&partial, component).with_context(|| format!("writing {}", partial.display()))?;
    std::fs::rename(&partial, &output).with_context(|| format!("writing {}", output.display()))
}
