//! The contract's generated bindings and nothing else.

#![allow(missing_docs, unreachable_pub, unsafe_code, clippy::all)]

wit_bindgen::generate!({
    world: "engine",
    path: "../../../wit",
    generate_all,
});

pub use toolgate::tools::failure::{Place, ScriptErrorKind, StackFrame};

use crate::Engine;

export!(Engine with_types_in self);
