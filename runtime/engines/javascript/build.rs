//! Gives the engine the native stack that its recursion limit needs (see `STACK_LIMIT` in lib.rs).

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").as_deref() == Ok("wasm") {
        println!("cargo:rustc-link-arg=-zstack-size=1310720");
    }
}
