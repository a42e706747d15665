//! The contract's generated bindings and nothing else.

#![allow(missing_docs, unreachable_pub, clippy::all)]

wasmtime::component::bindgen!({
    path: "wit",
    world: "engine",
    exports: { default: async },
});
