//! What one guest's store holds: its limits, and the run that it belongs to.

use std::sync::Arc;

use wasmtime::ResourceLimiter;

use super::run::RunContext;

/// The data of a script's store.
pub(super) struct ScriptState {
    pub(super) run: Arc<RunContext>,
    pub(super) memory: MemoryLimit,
}

impl Drop for ScriptState {
    fn drop(&mut self) {
        // However the run ended, a deadline included.
        self.run.set_peak_memory(self.memory.peak as u64);
    }
}

/// Bounds a guest's linear memory, and remembers whether that was ever in the way.
pub(crate) struct MemoryLimit {
    limit: usize,
    /// The most that the guest had.
    pub(crate) peak: usize,
    /// Whether a growth was refused.
    pub(crate) denied: bool,
}

/// Elements of one table, at most. The engines need 6,000.
const MAX_TABLE_ELEMENTS: usize = 20_000;

impl MemoryLimit {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit: usize::try_from(limit).unwrap_or(usize::MAX), peak: 0, denied: false }
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        if desired > self.limit {
            self.denied = true;
            return Ok(false);
        }
        self.peak = self.peak.max(desired);
        Ok(true)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= MAX_TABLE_ELEMENTS)
    }
}
