//! A script that is WebAssembly already: its bytes, and the hash by which its compiled code is found again. Never looks into
//! them.

use std::sync::Arc;

/// The bytes of a script. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Component {
    wasm: Arc<[u8]>,
    hash: blake3::Hash,
}

impl Component {
    pub(super) fn new(wasm: Vec<u8>) -> Self {
        Self { hash: blake3::hash(&wasm), wasm: wasm.into() }
    }

    pub(crate) fn wasm(&self) -> &Arc<[u8]> {
        &self.wasm
    }

    pub(crate) fn hash(&self) -> blake3::Hash {
        self.hash
    }
}
