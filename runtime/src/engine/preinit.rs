//! From a core module to a component, and from a component to one that has already started: what is done once, at build
//! time, so that no run does it. Never runs a script.

use anyhow::{Context, Result, bail};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceTable, Val};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView, p2};
use wasmtime_wizer::Wizer;

use super::immortal::{Object, immortalize};
use super::segments::joined;
use crate::sandbox::MemoryLimit;

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
    let mut store = Store::new(&engine, Loading::new(MemoryLimit::new(u64::MAX)));
    // Before as well: it may be a snapshot already.
    let component = joined(component)?;
    let (snapshot, _) = wizer
        .run_component(&mut store, &component, async |store, component| {
            nothing(component)?.instantiate_async(store, component).await
        })
        .await?;
    let mut snapshot = joined(&snapshot)?;
    immortalize(&mut snapshot, &store.data().immortal)?;
    Ok(snapshot)
}

/// The context under which an engine logs, while it is pre-initialised, which objects live as long as its instances.
const IMMORTAL: &str = "toolgate:immortal";

/// What there is while a component is started or loads a script, to be found in its snapshot for good: nothing. A clock or random
/// numbers that were read now would be the same in every run, so whoever reads them traps. But CPython's libc asks what there is
/// before it does anything, and is told that there is nothing.
pub(crate) fn nothing(component: &Component) -> wasmtime::Result<Linker<Loading>> {
    let mut linker = Linker::new(component.engine());
    if imports(component).any(|(name, _)| is_wasi_p2(&name)) {
        p2::add_to_linker_async(&mut linker)?;
        trap_others(&mut linker, component)?;
    } else {
        linker.define_unknown_imports_as_traps(component)?;
    }
    Ok(linker)
}

fn imports(component: &Component) -> impl Iterator<Item = (String, ComponentItem)> {
    let kind = component.component_type();
    let all: Vec<_> = kind.imports(component.engine()).map(|(name, import)| (name.to_owned(), import.ty)).collect();
    all.into_iter()
}

fn is_wasi_p2(name: &str) -> bool {
    name.starts_with("wasi:") && name.contains("@0.2.")
}

/// As the linker does it, which would also put a trap before WASI wherever its version is not the very one that is imported.
fn trap_others(linker: &mut Linker<Loading>, component: &Component) -> wasmtime::Result<()> {
    for (interface, import) in imports(component) {
        let ComponentItem::ComponentInstance(instance) = import else { continue };
        if is_wasi_p2(&interface) {
            continue;
        }
        let mut linker = linker.instance(&interface)?;
        for (name, export) in instance.exports(component.engine()) {
            let ComponentItem::ComponentFunc(function) = export.ty else { continue };
            let message = format!("{interface}#{name} is not there while an engine is pre-initialised");
            let trap = move || wasmtime::Error::msg(message.clone());
            if interface.starts_with("wasi:logging/") {
                linker.func_new(name, move |mut store, _, arguments, _| match arguments {
                    [_, Val::String(context), Val::String(message)] if context == IMMORTAL => {
                        store.data_mut().immortal.extend(Object::list(message));
                        Ok(())
                    }
                    _ => Err(trap()),
                })?;
            } else if function.async_() {
                linker.func_new_concurrent(name, move |_, _, _, _| {
                    let error = trap();
                    Box::pin(async move { Err(error) })
                })?;
            } else {
                linker.func_new(name, move |_, _, _, _| Err(trap()))?;
            }
        }
    }
    Ok(())
}

/// What a store holds while its guest is started or loads a script: nothing that the guest could reach.
pub(crate) struct Loading {
    /// What it may have, where the store asks.
    pub(crate) memory: MemoryLimit,
    immortal: Vec<Object>,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl Loading {
    pub(crate) fn new(memory: MemoryLimit) -> Self {
        Self { memory, immortal: Vec::new(), wasi: WasiCtx::default(), table: ResourceTable::new() }
    }
}

impl WasiView for Loading {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
