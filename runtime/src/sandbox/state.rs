//! What one guest's store holds: its limits, and the run that it belongs to.

use std::sync::Arc;

use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::run::RunContext;
use super::trap::LastWords;

/// The data of a script's store.
pub(super) struct ScriptState {
    pub(super) run: Arc<RunContext>,
    pub(super) memory: MemoryLimit,
    /// Why the guest panicked, where it said so.
    pub(super) panic: Option<String>,
    /// WASI 0.2 without anything granted; made when a guest whose libc wants it to be there first asks for it.
    wasi: Option<Box<Wasi>>,
}

struct Wasi {
    ctx: WasiCtx,
    table: ResourceTable,
    stderr: MemoryOutputPipe,
}

/// Resources of WASI 0.2 (streams, pollables) that a script may hold.
const MAX_RESOURCES: usize = 10_000;

/// Bytes that are kept of what a guest writes to standard error of WASI 0.2, which nothing of a script's arrives at: it is there for
/// what a libc says before it traps.
const MAX_STDERR: usize = 4 << 10;

impl ScriptState {
    pub(super) fn new(run: &Arc<RunContext>, memory: u64) -> Self {
        Self { run: Arc::clone(run), memory: MemoryLimit::new(memory), panic: None, wasi: None }
    }

    /// What the guest said, in case that it trapped.
    pub(super) fn last_words(&mut self) -> LastWords {
        let stderr = self.wasi.as_ref().map(|wasi| wasi.stderr.contents()).unwrap_or_default();
        LastWords { panic: self.panic.take(), stderr: String::from_utf8_lossy(&stderr).into_owned() }
    }
}

impl WasiView for ScriptState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let Wasi { ctx, table, .. } = &mut **self.wasi.get_or_insert_with(|| {
            let mut table = ResourceTable::new();
            table.set_max_capacity(MAX_RESOURCES);
            let stderr = MemoryOutputPipe::new(MAX_STDERR);
            Box::new(Wasi { ctx: WasiCtx::builder().stderr(stderr.clone()).build(), table, stderr })
        });
        WasiCtxView { ctx, table }
    }
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
    /// Whether the engine's own image counts; if not, the limit is for what comes on top.
    counts_image: bool,
    /// The most that the guest had.
    pub(crate) peak: usize,
    /// Whether a growth was refused.
    pub(crate) denied: bool,
}

/// Elements of one table, at most. The engines need 6,000.
const MAX_TABLE_ELEMENTS: usize = 20_000;

impl MemoryLimit {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit: usize::try_from(limit).unwrap_or(usize::MAX), counts_image: true, peak: 0, denied: false }
    }

    /// For an engine whose image is large: CPython's alone takes half of what scripts usually may.
    pub(crate) fn leave_image_out(&mut self) {
        self.counts_image = false;
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        if current == 0 && !self.counts_image {
            self.limit = self.limit.saturating_add(desired);
            self.counts_image = true;
        }
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
