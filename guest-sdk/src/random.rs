//! Chance, for waits that should not coincide: by WASI in the sandbox, by the standard library natively. Never for secrets.

/// A number from 0 up to, but not, 1.
pub(crate) fn unit() -> f64 {
    // As many bits as a double holds.
    (bits() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(target_family = "wasm")]
fn bits() -> u64 {
    crate::script::bindings::wasi::random::random::get_random_u64()
}

#[cfg(not(target_family = "wasm"))]
fn bits() -> u64 {
    use std::hash::{BuildHasher, RandomState};

    // Its keys are random, and others each time.
    RandomState::new().hash_one(0)
}
