//! Where the SDK for scripts and plugins in Rust is: in the checkout that this program was built from while there is one, else
//! in the registry.

use std::path::{Path, PathBuf};

/// The SDK's folder, where it is on this machine.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(|root| root.join("guest-sdk"));
    let is_sdk = |path: &PathBuf| {
        std::fs::read_to_string(path.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.contains("name = \"toolgate-guest\""))
    };
    beside.filter(is_sdk)
}

/// What a manifest says of it, after `toolgate-guest = { `; in the registry any version that fits this program, or exactly its own.
pub(crate) fn dependency(exactly: bool) -> String {
    match folder().as_deref().and_then(Path::to_str) {
        // A JSON string is a TOML string.
        Some(path) => format!("path = {}", serde_json::Value::from(path)),
        None => format!("version = \"{}{}\"", if exactly { "=" } else { "" }, env!("CARGO_PKG_VERSION")),
    }
}
