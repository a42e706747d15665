//! The library as an embedder uses it: what no process can show.

mod cancelling;
mod compiled;
mod compiled_plans;
mod components;
mod concurrency;
mod gate;
mod http;
mod isolation;
mod limits;
mod locale;
mod native;
mod otlp;
mod plans;
mod python;
mod rust_flow;
mod rust_scripts;
mod schemas;
mod std_files;
mod trace;

use std::future::Future;
use std::time::Duration;

use libtest_mimic::Trial;
use toolgate::provider::{CallError, NativeTool};
use toolgate::{Json, Runtime, RuntimeBuilder, Script};

use crate::harness::cache_home;

pub(crate) fn trials() -> Vec<Trial> {
    [
        cancelling::trials(),
        compiled::trials(),
        compiled_plans::trials(),
        components::trials(),
        concurrency::trials(),
        http::trials(),
        isolation::trials(),
        limits::trials(),
        locale::trials(),
        gate::trials(),
        native::trials(),
        otlp::trials(),
        rust_flow::trials(),
        plans::trials(),
        python::trials(),
        rust_scripts::trials(),
        schemas::trials(),
        std_files::trials(),
        trace::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The most that one test may take.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs an async test on two threads; one that takes too long fails.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ended = tokio.block_on(async { tokio::time::timeout(LIMIT, future).await });
    tokio.shutdown_background();
    ended.unwrap_or_else(|_| panic!("the test took longer than {LIMIT:?}"))
}

/// A runtime with a small pool and the tests' cache.
pub(crate) fn builder() -> RuntimeBuilder {
    let cache = cache_home().join("toolgate");
    Runtime::builder().cache_dir(Some(cache)).max_concurrent_runs(64).max_concurrent_plugins(8)
}

/// A script in JavaScript.
fn js(source: &str) -> Script {
    Script::javascript(source)
}

/// A tool that takes any object and answers with what `function` gives.
fn tool<F, Fut>(name: &str, function: F) -> NativeTool
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Json, CallError>> + Send + 'static,
{
    NativeTool::raw(toolgate::catalog::ToolDefinition::new(name), move |_| function())
}
