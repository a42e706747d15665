//! The data of a plugin's store: what the interfaces of WASI need, made where they are first asked for.

use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::filesystem::WasiFilesystemCtx;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtxView, WasiHttpView};

use super::Loaded;
use super::http::{Http, HttpPolicy};
use super::settings::Settings;
use crate::sandbox::bindings::wasi::logging::logging::{self, Level};
use crate::sandbox::{MemoryLimit, log_level};
use crate::trace::LogSink;

/// The data of a plugin's store.
pub(super) struct PluginState {
    /// Made when the plugin first asks for something of WASI: most calls never do.
    wasi: Option<WasiCtx>,
    grants: WasiFilesystemCtx,
    table: ResourceTable,
    pub(super) memory: MemoryLimit,
    log: LogSink,
    /// The tool and the call that the log names: `PROVIDER.TOOL#CALL`.
    source: (Arc<str>, u64),
    pub(super) settings: Arc<Settings>,
    policy: Arc<HttpPolicy>,
    /// Made when the plugin first asks for something of HTTP.
    http: Option<Http>,
}

impl PluginState {
    pub(super) fn new(plugin: &Loaded, log: LogSink, source: (Arc<str>, u64)) -> Self {
        Self {
            wasi: None,
            grants: plugin.grants.clone(),
            table: ResourceTable::new(),
            memory: MemoryLimit::new(plugin.memory),
            log,
            source,
            settings: Arc::clone(&plugin.settings),
            policy: Arc::clone(&plugin.http),
            http: None,
        }
    }

    /// For a moment in which a plugin has no business with files, and its caller's thread may not block.
    pub(super) fn withhold_directories(&mut self) {
        self.grants = WasiFilesystemCtx::default();
    }
}

impl WasiView for PluginState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let wasi = self.wasi.get_or_insert_with(|| {
            let mut wasi = WasiCtx::default();
            *wasi.filesystem() = std::mem::take(&mut self.grants);
            wasi
        });
        WasiCtxView { ctx: wasi, table: &mut self.table }
    }
}

impl WasiHttpView for PluginState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        let http = self.http.get_or_insert_with(|| {
            let (tool, id) = &self.source;
            Http::new(&self.policy, self.log.clone(), format!("{tool}#{id}"))
        });
        WasiHttpCtxView { hooks: &mut http.hooks, table: &mut self.table, ctx: &mut http.ctx }
    }
}

impl logging::Host for PluginState {
    fn log(&mut self, level: Level, context: String, message: String) {
        let (tool, id) = &self.source;
        let source = if context.is_empty() { format!("{tool}#{id}") } else { format!("{tool}#{id} {context}") };
        self.log.log(log_level(level), &source, &message);
    }
}

impl super::super::bindings::toolgate::tools::types::Host for PluginState {}
