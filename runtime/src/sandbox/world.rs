//! Whether a component is a script, what it is where it is none, and what a script is linked to. Never instantiates one.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi::p2;

use super::imports;
use super::state::ScriptState;
use crate::engine::Wasm;

/// The function that makes a component a script.
pub(super) const RUN: &str = "run";

/// The function that makes it an engine.
const LOAD: &str = "load";

/// The interface that makes it a plugin, whatever its version.
const PROVIDER: &str = "toolgate:tools/provider";

/// # Errors
/// What the component is instead of a script, and what to do.
pub(super) fn check(wasm: &Wasm, component: &Component) -> Result<(), String> {
    let kind = component.component_type();
    let exports: Vec<(String, ComponentItem)> =
        kind.exports(wasm.engine()).map(|(name, export)| (name.to_owned(), export.ty)).collect();
    let function = |wanted: &str| {
        exports.iter().any(|(name, item)| name == wanted && matches!(item, ComponentItem::ComponentFunc(_)))
    };
    if exports.iter().any(|(name, _)| name.starts_with(PROVIDER)) {
        return Err("it is a plugin, whose tools a script calls: load it as a provider".to_owned());
    }
    if function(LOAD) {
        return Err("it is a script engine that has no source yet: run the source itself".to_owned());
    }
    if function(RUN) {
        return Ok(());
    }
    let names: Vec<&str> = exports.iter().map(|(name, _)| name.as_str()).take(MAX_NAMED).collect();
    let what = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    Err(format!(
        "it does not export the function `{RUN}` (it exports {what}): build it for world `script` of toolgate:tools"
    ))
}

/// The most exports that are named.
const MAX_NAMED: usize = 10;

/// Links a script's world; and the whole of WASI 0.2 without anything granted, for guests whose libc wants it to be there.
pub(super) fn link(linker: &mut Linker<ScriptState>, wasm: &Wasm, component: &Component) -> wasmtime::Result<()> {
    imports::link(linker)?;
    let kind = component.component_type();
    let imports = |prefix: &str| kind.imports(wasm.engine()).any(|(name, _)| name.starts_with(prefix));
    if imports("wasi:cli/") || imports("wasi:io/") {
        p2::add_to_linker_async(linker)?;
    }
    Ok(())
}

/// What the component wants that no script gets.
pub(super) fn not_linked(error: &wasmtime::Error) -> String {
    format!("it imports what no script has: {}", error.root_cause())
}
