//! Calls a plugin natively, for its own tests. Goes through the same JSON as a host, but checks no schema and grants nothing.
//!
//! ```
//! use toolgate_guest::serde_json::json;
//! use toolgate_guest::{FailureKind, plugin, testing, tool};
//!
//! /// Adds two numbers.
//! #[tool(read_only)]
//! async fn add(a: i64, b: Option<i64>) -> i64 {
//!     a + b.unwrap_or(0)
//! }
//!
//! plugin!(add);
//!
//! # fn main() {
//! assert_eq!(testing::block_on(add(2, Some(3))), 5);
//! assert_eq!(testing::call::<Plugin>("add", json!({"a": 2, "b": 3})), Ok(json!(5)));
//! assert_eq!(testing::call::<Plugin>("add", json!({})).map_err(|failure| failure.kind), Err(FailureKind::InvalidArguments));
//! # }
//! ```

#[cfg(feature = "script")]
mod tools;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use serde_json::Value;

#[cfg(feature = "script")]
pub use tools::{Called, Tools};

use crate::{FailureKind, Provider, ToolFailure};

/// Calls a tool of a plugin by its name, and waits for the result.
///
/// # Errors
///
/// What the tool says, or what a host would: an unknown name, arguments that don't fit.
pub fn call<P: Provider>(name: &str, arguments: Value) -> Result<Value, ToolFailure> {
    let text = block_on(P::call(name, &arguments.to_string()))?;
    serde_json::from_str(&text).map_err(|error| ToolFailure::new(FailureKind::InvalidResult, error.to_string()))
}

/// Gives the plugin its settings, for this thread; nothing checks them.
#[expect(clippy::needless_pass_by_value, reason = "a test writes `json!(..)`")]
pub fn set_settings(settings: Value) {
    crate::settings::system::set(settings.to_string());
}

/// Runs a future to its end on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Grants a directory to the plugin, for this thread: what is at `host` is at `guest` for [`fs`](crate::fs).
#[cfg(feature = "fs")]
pub fn grant(host: impl Into<std::path::PathBuf>, guest: impl Into<String>) {
    crate::fs::native_grant(host.into(), guest.into());
}

/// Grants a host to the plugin, for this thread: `127.0.0.1:8080`, say. Every method of it.
#[cfg(feature = "http")]
pub fn grant_host(host: impl Into<String>) {
    crate::http::native_grant(host.into());
}
