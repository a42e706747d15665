//! From a core module to a component, and from a component to one that has already started: what is done once, at build
//! time, so that no run does it. Never runs a script.

use anyhow::{Context, Result, bail};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Store};
use wasmtime_wizer::Wizer;

/// The custom section in which wit-bindgen leaves the world that a core module was built for.
const WORLD_SECTION: &str = "component-type";

/// Turns a core module that wit-bindgen built into a component; a component is returned as it is.
///
/// # Errors
/// The bytes are not WebAssembly, or a core module that says nothing of its world.
pub fn componentize(wasm: &[u8]) -> Result<Vec<u8>> {
    match kind(wasm)? {
        Kind::Component => Ok(wasm.to_vec()),
        Kind::Module if !names_world(wasm) => bail!(
            "it is a core module that names no world: build it with the guest SDK or wit-bindgen, or make it a component with `wasm-tools component new`"
        ),
        Kind::Module => wit_component::ComponentEncoder::default()
            .module(wasm)
            .and_then(|encoder| encoder.validate(true).encode())
            .context("it can't be turned into a component"),
    }
}

enum Kind {
    Module,
    Component,
}

/// What the first eight bytes say.
fn kind(wasm: &[u8]) -> Result<Kind> {
    match wasm {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Ok(Kind::Module),
        [0, b'a', b's', b'm', _, 0, 1, 0, ..] => Ok(Kind::Component),
        [0, b'a', b's', b'm', ..] => bail!("it is WebAssembly of a version that is not known here"),
        [] => bail!("it is empty, not WebAssembly"),
        [b'(', ..] => bail!("it is WebAssembly's text format: assemble it with `wasm-tools parse`"),
        _ => bail!("it is not WebAssembly: its first bytes are {:02x?}", &wasm[..wasm.len().min(4)]),
    }
}

fn names_world(wasm: &[u8]) -> bool {
    wasm.windows(WORLD_SECTION.len()).any(|window| window == WORLD_SECTION.as_bytes())
}

/// Instantiates a component, calls `load("")`, and returns a component that begins where that ended.
///
/// # Errors
/// It is not a component that can be snapshotted, or its start-up fails.
pub async fn preinitialize(component: &[u8]) -> Result<Vec<u8>> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    let engine = Engine::new(&config)?;
    let mut wizer = Wizer::new();
    wizer.init_func("load(\"\")");
    // The real source comes later, by the same function.
    wizer.keep_init_func(true);
    let mut store = Store::new(&engine, ());
    let (snapshot, _) = wizer
        .run_component(&mut store, component, async |store, component| {
            nothing(component)?.instantiate_async(store, component).await
        })
        .await?;
    Ok(snapshot)
}

/// What there is while a component is started or loads a script, to be found in its snapshot for good: nothing. A clock or random
/// numbers that were read now would be the same in every run, so whoever reads them traps.
pub(crate) fn nothing<T: 'static>(component: &Component) -> wasmtime::Result<Linker<T>> {
    let mut linker = Linker::new(component.engine());
    linker.define_unknown_imports_as_traps(component)?;
    Ok(linker)
}
