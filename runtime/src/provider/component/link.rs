//! What a plugin is linked to, interface by interface. None of them carries authority without a grant.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasSelf, Linker};

use super::super::bindings::PluginPre;
use super::super::bindings::wasi::config::store;
use super::state::PluginState;
use crate::engine::Wasm;
use crate::sandbox::bindings::wasi::logging::logging;

/// The interface that makes a component a plugin, whatever its version.
const PROVIDER: &str = "toolgate:tools/provider";

pub(super) fn check_world(wasm: &Wasm, component: &Component) -> Result<(), String> {
    let kind = component.component_type();
    let exports: Vec<String> = kind
        .exports(wasm.engine())
        .map(|(name, export)| match export.ty {
            ComponentItem::ComponentInstance(_) => format!("the interface {name}"),
            ComponentItem::ComponentFunc(_) => format!("the function {name}"),
            _ => name.to_owned(),
        })
        .collect();
    if exports.iter().any(|export| export.contains(PROVIDER)) {
        return Ok(());
    }
    let what = if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") };
    Err(format!(
        "it does not export {PROVIDER}@0.1.0 (it exports {what}): build it for world `plugin` of toolgate:tools"
    ))
}

/// Links WASI interface by interface. None of them carries authority without a grant; the whole of it, empty, is for guests
/// whose libc wants it to be there.
pub(super) fn link(wasm: &Wasm, component: &Component) -> wasmtime::Result<PluginPre<PluginState>> {
    use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
    use wasmtime_wasi::p2;
    use wasmtime_wasi::p2::bindings::filesystem;

    let mut linker: Linker<PluginState> = Linker::new(wasm.engine());
    logging::add_to_linker::<_, HasSelf<PluginState>>(&mut linker, |state| state)?;
    store::add_to_linker::<_, HasSelf<PluginState>>(&mut linker, |state| state)?;
    let kind = component.component_type();
    let imports = |prefix: &str| kind.imports(wasm.engine()).any(|(name, _)| name.starts_with(prefix));
    let http = imports("wasi:http/");
    if imports("wasi:cli/") || imports("wasi:sockets/") {
        p2::add_to_linker_async(&mut linker)?;
    } else if imports("wasi:filesystem/") || imports("wasi:io/") || imports("wasi:clocks/") || http {
        // Streams, clocks, random numbers.
        p2::add_to_linker_proxy_interfaces_async(&mut linker)?;
        filesystem::types::add_to_linker::<PluginState, WasiFilesystem>(&mut linker, PluginState::filesystem)?;
        filesystem::preopens::add_to_linker::<PluginState, WasiFilesystem>(&mut linker, PluginState::filesystem)?;
    }
    if http {
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    }
    PluginPre::new(linker.instantiate_pre(component)?)
}
