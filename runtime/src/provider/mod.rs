//! Where tools come from: the trait, and one file a kind. Never knows a script, a run or a policy.

mod bindings;
mod component;
mod error;
mod native;
mod simulated;

pub(crate) use component::ComponentProvider;
pub use component::{ComponentSource, HttpGrant};
pub use error::{CallError, CallErrorKind};
pub use native::{Native, NativeTool};
pub use simulated::{Simulated, SimulatedTool};

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::catalog::ToolDefinition;
use crate::json::Json;
use crate::trace::LogSink;

/// What a plugin may do in a directory that it was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// List and read.
    Read,
    /// Create, write and remove as well.
    ReadWrite,
}

/// What a call resolves to.
pub type CallResult = Result<Json, CallError>;

/// A call in flight. Dropping it cancels the call.
pub type CallFuture = Pin<Box<dyn Future<Output = CallResult> + Send + 'static>>;

/// One call, as a provider sees it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The tool's name within this provider.
    pub tool: Arc<str>,
    /// The tool's full name, `PROVIDER.NAME`: for messages and logs.
    pub full_name: Arc<str>,
    /// The arguments: a JSON object that satisfies the input schema.
    pub arguments: Json,
    /// The call's number within its run, from 1.
    pub id: u64,
    /// When nobody will wait any longer: the future is dropped then, and what the adapter has begun elsewhere should end as well.
    pub deadline: Option<tokio::time::Instant>,
    /// The most bytes a result may have; an adapter that can stop early should.
    pub max_result_bytes: u64,
    /// Where the tool's own log lines go: the run's log.
    pub log: LogSink,
}

/// A set of tools. Object-safe, so that a runtime can hold any mixture.
///
/// A provider is shared by all runs and called concurrently; it keeps no state of a run.
pub trait Provider: Send + Sync + 'static {
    /// The tools, fixed when the runtime is built.
    fn tools(&self) -> &[ToolDefinition];

    /// Starts a call. Called only with a name from [`tools`](Provider::tools). Work may begin here or when the future
    /// is first polled; dropping the future must cancel it.
    fn call(&self, call: Call) -> CallFuture;
}
