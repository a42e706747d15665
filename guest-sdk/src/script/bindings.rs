//! The bindings of world `script`, generated, and nothing else.
#![allow(unsafe_code, missing_docs, unreachable_pub, clippy::all, reason = "generated; the canonical ABI is raw")]

wit_bindgen::generate!({
    path: "wit",
    world: "script",
    pub_export_macro: true,
    generate_all,
});
