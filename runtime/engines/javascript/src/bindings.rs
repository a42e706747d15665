//! The contract's generated bindings and nothing else.

#![allow(missing_docs, clippy::all)]

wit_bindgen::generate!({
    world: "engine",
    path: "../../../wit",
    generate_all,
    pub_export_macro: true,
    default_bindings_module: "crate::bindings",
});

pub use toolgate::tools::failure::{Place, ScriptErrorKind, StackFrame};
