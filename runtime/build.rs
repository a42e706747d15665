//! Finds the engines that are embedded: in the package where it is published, in `target/guests` in a checkout.

use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_JAVASCRIPT").is_some() {
        embed("javascript");
    }
    if std::env::var_os("CARGO_FEATURE_PYTHON").is_some() {
        embed("python");
    }
}

fn embed(engine: &str) {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let places =
        [package.join(format!("engines/{engine}.wasm")), package.join(format!("../target/guests/{engine}.wasm"))];
    match places.iter().find(|place| place.is_file()) {
        Some(place) => {
            // Only what is there: cargo takes a file that is missing for one that has changed, each time.
            println!("cargo:rerun-if-changed={}", place.display());
            let path = place.canonicalize().unwrap_or_else(|_| place.clone());
            println!("cargo:rustc-env=TOOLGATE_ENGINE_{}={}", engine.to_uppercase(), path.display());
        }
        None => {
            println!(
                "cargo::error=the {engine} engine is not built yet: run `cargo xtask guests` once, then build again"
            );
        }
    }
}
