//! The contract's generated bindings and nothing else.

#![allow(unsafe_code, missing_docs, unreachable_pub, clippy::all, reason = "generated; the canonical ABI is raw")]

wit_bindgen::generate!({
    world: "plugin",
    path: "../../../wit",
    generate_all,
});

use super::Faulty;
export!(Faulty with_types_in self);
