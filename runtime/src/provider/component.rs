//! Tools that are WebAssembly components of world `plugin`: a fresh instance for each call, in directories that were granted
//! when the plugin was loaded.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasSelf, Linker, ResourceTable};
use wasmtime::{Store, Trap};
use wasmtime_wasi::filesystem::WasiFilesystemCtx;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

use super::bindings::exports::toolgate::tools::provider as wit;
use super::bindings::wasi::logging::logging::{self, Level};
use super::bindings::{PluginPre, toolgate::tools::types::CallError as WitError};
use super::{Access, Call, CallError, CallErrorKind, CallFuture, CallResult, Provider};
use crate::catalog::{ToolAnnotations, ToolDefinition};
use crate::engine::{Wasm, componentize};
use crate::json::Json;
use crate::sandbox::{MemoryLimit, outside};
use crate::trace::{LogLevel, LogSink};

/// A plugin to load: its bytes, what it may touch, what one call of it may use.
#[derive(Debug, Clone)]
pub struct ComponentSource {
    wasm: Vec<u8>,
    label: String,
    dirs: Vec<(PathBuf, String, Access)>,
    memory: u64,
    timeout: Duration,
}

impl ComponentSource {
    /// A component of world `plugin`, or a core module that was built for it.
    pub fn from_bytes(wasm: impl Into<Vec<u8>>) -> Self {
        Self {
            wasm: wasm.into(),
            label: "the plugin".to_owned(),
            dirs: Vec::new(),
            memory: 64 << 20,
            timeout: Duration::from_secs(10),
        }
    }

    /// What to call it in messages: its path, say. Default: `the plugin`.
    #[must_use]
    pub fn named(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Grants a directory of the host. It is opened when the runtime is built, symbolic links in `host` included; from then on
    /// the plugin reaches what is beneath it and nothing else. Default: no directory.
    #[must_use]
    pub fn dir(mut self, host: impl AsRef<Path>, guest: impl Into<String>, access: Access) -> Self {
        self.dirs.push((host.as_ref().to_owned(), guest.into(), access));
        self
    }

    /// The linear memory of one call, in bytes. Default 64 MiB.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// The most that one call may take, waiting for a free instance included. Default 10 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

/// A loaded plugin.
pub(crate) struct ComponentProvider {
    tools: Vec<ToolDefinition>,
    plugin: Arc<Loaded>,
}

struct Loaded {
    pre: PluginPre<PluginState>,
    wasm: Wasm,
    label: String,
    grants: WasiFilesystemCtx,
    memory: u64,
    timeout: Duration,
}

/// The data of a plugin's store.
struct PluginState {
    /// Made when the plugin first asks for something of WASI: most calls never do.
    wasi: Option<WasiCtx>,
    grants: WasiFilesystemCtx,
    table: ResourceTable,
    memory: MemoryLimit,
    log: LogSink,
    /// The tool and the call that the log names: `PROVIDER.TOOL#CALL`.
    source: (Arc<str>, u64),
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

impl logging::Host for PluginState {
    fn log(&mut self, level: Level, context: String, message: String) {
        let (tool, id) = &self.source;
        let source = if context.is_empty() { format!("{tool}#{id}") } else { format!("{tool}#{id} {context}") };
        self.log.log(log_level(level), &source, &message);
    }
}

impl super::bindings::toolgate::tools::types::Host for PluginState {}

fn log_level(level: Level) -> LogLevel {
    match level {
        Level::Trace => LogLevel::Trace,
        Level::Debug => LogLevel::Debug,
        Level::Info => LogLevel::Info,
        Level::Warn => LogLevel::Warn,
        Level::Error | Level::Critical => LogLevel::Error,
    }
}

/// How long a plugin may take to say which tools it has.
const LIST_TIMEOUT: Duration = Duration::from_secs(5);

/// The most tools of one plugin.
const MAX_TOOLS: usize = 1_000;

/// What a plugin may log while it is being loaded, in bytes; nobody reads it.
const LOAD_LOG: usize = 0;

impl ComponentProvider {
    /// Compiles the plugin, opens its directories, links what it was granted and asks which tools it has.
    ///
    /// # Errors
    /// One sentence that says what is wrong with the plugin or a grant, and what to do.
    pub(crate) async fn load(wasm: &Wasm, source: ComponentSource) -> Result<Self, String> {
        let label = source.label.clone();
        let bytes = componentize(&source.wasm).map_err(|error| format!("{label} can't be loaded: {error:#}"))?;
        let component = wasm.compile(&bytes).map_err(|error| format!("{label} is not a valid component: {error:#}"))?;
        check_world(wasm, &component).map_err(|reason| format!("{label} is not a plugin: {reason}"))?;
        let grants = open(&source.dirs).map_err(|reason| format!("{label}: {reason}"))?;
        let pre = link(wasm, &component)
            .map_err(|error| format!("{label} imports what a plugin is not given: {}", error.root_cause()))?;
        let plugin = Loaded { pre, wasm: wasm.clone(), label, grants, memory: source.memory, timeout: source.timeout };
        let tools =
            plugin.list_tools().await.map_err(|reason| format!("{} can't list its tools: {reason}", plugin.label))?;
        Ok(Self { tools, plugin: Arc::new(plugin) })
    }
}

impl Provider for ComponentProvider {
    fn tools(&self) -> &[ToolDefinition] {
        &self.tools
    }

    fn call(&self, call: Call) -> CallFuture {
        let plugin = Arc::clone(&self.plugin);
        Box::pin(async move {
            outside().await;
            let limit = plugin.timeout;
            let tool = Arc::clone(&call.tool);
            tokio::time::timeout(limit, plugin.call(call)).await.unwrap_or_else(|_| {
                let message = format!(
                    "{tool} took longer than the {} that its plugin is given",
                    humantime::format_duration(limit)
                );
                Err(CallError::new(CallErrorKind::TimedOut, message).retryable(true))
            })
        })
    }
}

impl Loaded {
    fn store(&self, log: LogSink, source: (Arc<str>, u64), max_result_bytes: u64) -> Store<PluginState> {
        let state = PluginState {
            wasi: None,
            grants: self.grants.clone(),
            table: ResourceTable::new(),
            memory: MemoryLimit::new(self.memory),
            log,
            source,
        };
        let mut store = Store::new(self.wasm.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        store.set_hostcall_fuel(
            usize::try_from(max_result_bytes.saturating_mul(2)).unwrap_or(usize::MAX).max(HOSTCALL_MIN),
        );
        store
    }

    async fn list_tools(&self) -> Result<Vec<ToolDefinition>, String> {
        let _active = self.wasm.active();
        let mut store = self.store(LogSink::new(LOAD_LOG, None), (self.label.as_str().into(), 0), 0);
        let listing = async {
            let plugin = self.pre.instantiate_async(&mut store).await?;
            plugin.toolgate_tools_provider().call_list_tools(&mut store).await
        };
        let listed = tokio::time::timeout(LIST_TIMEOUT, listing)
            .await
            .map_err(|_| format!("it took longer than {}", humantime::format_duration(LIST_TIMEOUT)))?
            .map_err(|error| error.root_cause().to_string())?;
        if listed.len() > MAX_TOOLS {
            return Err(format!("it has {} tools, more than {MAX_TOOLS}", listed.len()));
        }
        listed.into_iter().map(definition).collect()
    }

    async fn call(&self, call: Call) -> CallResult {
        let _active = self.wasm.active();
        // The timeout around this call bounds the wait as well.
        let Some(_slot) = self.wasm.admit_plugin(self.timeout).await else {
            return Err(CallError::unavailable(format!(
                "no instance for {} was free: too many plugins run at once",
                call.tool
            )));
        };
        let source = (Arc::clone(&call.full_name), call.id);
        let mut store = self.store(call.log.clone(), source, call.max_result_bytes);
        let (name, arguments) = (call.tool.to_string(), call.arguments.as_str().to_owned());
        let called = async {
            let plugin = self.pre.instantiate_async(&mut store).await?;
            let provider = plugin.toolgate_tools_provider();
            store.run_concurrent(async |accessor| provider.call_call_tool(accessor, name, arguments).await).await?
        };
        match called.await {
            Ok(Ok(text)) => Json::parse(text).map_err(|error| {
                CallError::invalid_result(format!("{} answered with what is not JSON: {error}", call.tool))
            }),
            Ok(Err(error)) => Err(from_wit(error)),
            Err(error) => Err(self.trapped(&call.tool, &error, store.data().memory.denied)),
        }
    }

    fn trapped(&self, tool: &str, error: &wasmtime::Error, out_of_memory: bool) -> CallError {
        if out_of_memory {
            let limit = bytesize::ByteSize(self.memory);
            return CallError::new(
                CallErrorKind::LimitExceeded,
                format!("{tool} needs more memory than the {limit} that its plugin is given"),
            );
        }
        let reason = match error.downcast_ref::<Trap>() {
            Some(Trap::UnreachableCodeReached) => "it panicked or aborted".to_owned(),
            Some(trap) => trap.to_string(),
            None => error.root_cause().to_string(),
        };
        CallError::failed(format!("the plugin behind {tool} trapped: {reason}"))
    }
}

/// What the host copies for one call of a plugin, in bytes, at least: file contents go this way.
const HOSTCALL_MIN: usize = 128 << 20;

/// The interface that makes a component a plugin, whatever its version.
const PROVIDER: &str = "toolgate:tools/provider";

fn check_world(wasm: &Wasm, component: &Component) -> Result<(), String> {
    let kind = component.component_type();
    let exports: Vec<String> = kind
        .exports(wasm.engine())
        .map(|(name, export)| match export.ty {
            ComponentItem::ComponentInstance(_) => format!("the interface {name}"),
            ComponentItem::ComponentFunc(_) => format!("the function {name}"),
            _ => name.to_owned(),
        })
        .collect();
    if exports.iter().any(|export| export.contains(PROVIDER)) {
        return Ok(());
    }
    let what = if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") };
    Err(format!(
        "it does not export {PROVIDER}@0.1.0 (it exports {what}): build it for world `plugin` of toolgate:tools"
    ))
}

fn open(dirs: &[(PathBuf, String, Access)]) -> Result<WasiFilesystemCtx, String> {
    let mut builder = WasiCtxBuilder::new();
    for (host, guest, access) in dirs {
        let perms = match access {
            Access::Read => FsPerms::ReadOnly,
            Access::ReadWrite => FsPerms::ReadWrite,
        };
        builder
            .preopened_dir(host, guest, perms)
            .map_err(|error| format!("the directory {} can't be granted: {error}", host.display()))?;
    }
    Ok(builder.build().filesystem().clone())
}

/// Links WASI interface by interface. None of them carries authority without a grant; the whole of it, empty, is for guests
/// whose libc wants it to be there.
fn link(wasm: &Wasm, component: &Component) -> wasmtime::Result<PluginPre<PluginState>> {
    use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
    use wasmtime_wasi::p2;
    use wasmtime_wasi::p2::bindings::filesystem;

    let mut linker: Linker<PluginState> = Linker::new(wasm.engine());
    logging::add_to_linker::<_, HasSelf<PluginState>>(&mut linker, |state| state)?;
    let kind = component.component_type();
    let imports = |prefix: &str| kind.imports(wasm.engine()).any(|(name, _)| name.starts_with(prefix));
    if imports("wasi:cli/") || imports("wasi:sockets/") {
        p2::add_to_linker_async(&mut linker)?;
    } else if imports("wasi:filesystem/") || imports("wasi:io/") || imports("wasi:clocks/") {
        // Streams, clocks, random numbers.
        p2::add_to_linker_proxy_interfaces_async(&mut linker)?;
        filesystem::types::add_to_linker::<PluginState, WasiFilesystem>(&mut linker, PluginState::filesystem)?;
        filesystem::preopens::add_to_linker::<PluginState, WasiFilesystem>(&mut linker, PluginState::filesystem)?;
    }
    PluginPre::new(linker.instantiate_pre(component)?)
}

fn definition(tool: wit::ToolDefinition) -> Result<ToolDefinition, String> {
    let schema = |which: &str, text: &str| {
        serde_json::from_str(text)
            .map_err(|error| format!("the {which} schema of {:?} is not JSON: {error}", tool.name))
    };
    let annotations = &tool.annotations;
    Ok(ToolDefinition {
        input_schema: schema("input", &tool.input_schema)?,
        output_schema: tool.output_schema.as_deref().map(|text| schema("output", text)).transpose()?,
        annotations: ToolAnnotations {
            read_only_hint: annotations.read_only_hint,
            destructive_hint: annotations.destructive_hint,
            idempotent_hint: annotations.idempotent_hint,
            open_world_hint: annotations.open_world_hint,
        },
        name: tool.name,
        title: tool.title,
        description: tool.description,
    })
}

fn from_wit(error: WitError) -> CallError {
    let (kind, problem) = match error {
        WitError::UnknownTool(problem) => (CallErrorKind::UnknownTool, problem),
        WitError::InvalidArguments(problem) => (CallErrorKind::InvalidArguments, problem),
        WitError::Denied(problem) => (CallErrorKind::Denied, problem),
        WitError::TimedOut(problem) => (CallErrorKind::TimedOut, problem),
        WitError::Unavailable(problem) => (CallErrorKind::Unavailable, problem),
        WitError::Cancelled(problem) => (CallErrorKind::Cancelled, problem),
        WitError::LimitExceeded(problem) => (CallErrorKind::LimitExceeded, problem),
        WitError::InvalidResult(problem) => (CallErrorKind::InvalidResult, problem),
        WitError::Failed(problem) => (CallErrorKind::Failed, problem),
    };
    // Data that is not JSON is shown as the text that it is.
    let data = problem.data.map(|text| serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text)));
    CallError { kind, message: problem.message, data, retryable: problem.retryable }
}
