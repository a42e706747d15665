//! The generated bindings of world `plugin` and nothing else.

#![allow(missing_docs, unreachable_pub, clippy::all)]

wasmtime::component::bindgen!({
    path: "wit",
    world: "plugin",
    exports: { default: async },
    // One type for a line's level, whoever logs it.
    with: { "wasi:logging/logging": crate::sandbox::bindings::wasi::logging::logging },
});
