//! Tools that are WebAssembly components of world `plugin`: a fresh instance for each call, with the directories, hosts and
//! settings that it was given when it was loaded.

mod http;
mod link;
mod settings;
mod state;

pub use http::HttpGrant;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use wasmtime::{Store, Trap};
use wasmtime_wasi::filesystem::WasiFilesystemCtx;
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use super::bindings::exports::toolgate::tools::provider as wit;
use super::bindings::{PluginPre, toolgate::tools::types::CallError as WitError};
use super::{Access, Call, CallError, CallErrorKind, CallFuture, CallResult, Provider};
use crate::catalog::{ToolAnnotations, ToolDefinition};
use crate::engine::{Wasm, componentize};
use crate::json::Json;
use crate::sandbox::outside;
use crate::trace::LogSink;
use http::{HttpPolicy, Tls};
use link::{check_world, link};
use settings::Settings;
use state::PluginState;

/// A plugin to load: its bytes, what it may touch, what one call of it may use.
#[derive(Debug, Clone)]
pub struct ComponentSource {
    wasm: Vec<u8>,
    label: String,
    dirs: Vec<(PathBuf, String, Access)>,
    hosts: Vec<HttpGrant>,
    tls_roots: Option<PathBuf>,
    settings: Map<String, Value>,
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
            hosts: Vec::new(),
            tls_roots: None,
            settings: Map::new(),
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

    /// Grants hosts that it may reach by `wasi:http`. Default: none.
    #[must_use]
    pub fn http(mut self, grant: HttpGrant) -> Self {
        self.hosts.push(grant);
        self
    }

    /// Trusts the certificates in a PEM file as well when it reaches hosts by TLS. Default: Mozilla's roots alone.
    #[must_use]
    pub fn tls_roots(mut self, path: impl Into<PathBuf>) -> Self {
        self.tls_roots = Some(path.into());
        self
    }

    /// Sets what the plugin lets its operator set; checked against the plugin's own schema when it is loaded. Default: nothing.
    #[must_use]
    pub fn settings(mut self, settings: Map<String, Value>) -> Self {
        self.settings = settings;
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
    has_dirs: bool,
    http: Arc<HttpPolicy>,
    settings: Arc<Settings>,
    memory: u64,
    timeout: Duration,
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
        let has_dirs = !source.dirs.is_empty();
        let tls = Tls::new(source.tls_roots.as_deref()).map_err(|reason| format!("{label}: {reason}"))?;
        let http = HttpPolicy::new(source.hosts, tls);
        let settings = Arc::new(Settings::none());
        let (memory, timeout) = (source.memory, source.timeout);
        let mut plugin = Loaded { pre, wasm: wasm.clone(), label, grants, has_dirs, http, settings, memory, timeout };
        let (tools, schema) =
            plugin.introduce().await.map_err(|reason| format!("{} can't list its tools: {reason}", plugin.label))?;
        let settings = Settings::check(schema.as_deref(), &source.settings);
        plugin.settings = Arc::new(settings.map_err(|reason| format!("{}: {reason}", plugin.label))?);
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
            tokio::time::timeout(limit, plugin.place(call)).await.unwrap_or_else(|_| {
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
        let state = PluginState::new(self, log, source);
        let mut store = Store::new(self.wasm.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        store.set_hostcall_fuel(
            usize::try_from(max_result_bytes.saturating_mul(2)).unwrap_or(usize::MAX).max(HOSTCALL_MIN),
        );
        store
    }

    /// The plugin's tools, and the schema of its settings.
    async fn introduce(&self) -> Result<(Vec<ToolDefinition>, Option<String>), String> {
        let _active = self.wasm.active();
        let mut store = self.store(LogSink::new(LOAD_LOG, None), (self.label.as_str().into(), 0), 0);
        store.data_mut().withhold_directories();
        let listing = async {
            let plugin = self.pre.instantiate_async(&mut store).await?;
            let provider = plugin.toolgate_tools_provider();
            let tools = provider.call_list_tools(&mut store).await?;
            Ok::<_, wasmtime::Error>((tools, provider.call_settings_schema(&mut store).await?))
        };
        let (listed, settings) = tokio::time::timeout(LIST_TIMEOUT, listing)
            .await
            .map_err(|_| format!("it took longer than {}", humantime::format_duration(LIST_TIMEOUT)))?
            .map_err(|error| error.root_cause().to_string())?;
        if listed.len() > MAX_TOOLS {
            return Err(format!("it has {} tools, more than {MAX_TOOLS}", listed.len()));
        }
        let tools = listed.into_iter().map(definition).collect::<Result<_, _>>()?;
        Ok((tools, settings))
    }

    /// A plugin that may touch directories runs on a thread that may block, so that it waits for files there and not in a hop
    /// across threads for each operation (some 15 µs; a search of a source tree makes a thousand). Any other runs where its
    /// caller does.
    async fn place(self: Arc<Self>, call: Call) -> CallResult {
        if !self.has_dirs {
            return self.call(call).await;
        }
        let (tool, executor) = (Arc::clone(&call.tool), Handle::current());
        // Such a thread can't be aborted: it is told when nobody waits any more.
        let (caller, mut gone) = oneshot::channel::<()>();
        let running = tokio::task::spawn_blocking(move || {
            executor.block_on(async {
                tokio::select! {
                    result = self.call(call) => Some(result),
                    _ = &mut gone => None,
                }
            })
        });
        let ended = running.await;
        drop(caller);
        match ended {
            Ok(Some(result)) => result,
            Ok(None) => Err(CallError::new(CallErrorKind::Cancelled, format!("the call of {tool} was cancelled"))),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(CallError::unavailable(format!("{tool} can't run: the host is shutting down"))),
        }
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

fn open(dirs: &[(PathBuf, String, Access)]) -> Result<WasiFilesystemCtx, String> {
    let mut builder = WasiCtxBuilder::new();
    // See `Loaded::place`: a call that may reach these is on a thread of its own.
    builder.allow_blocking_current_thread(true);
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
        timeout_ms: tool.timeout_ms,
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
