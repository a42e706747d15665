//! Orchestration scripts in Rust: what [`script`](macro@crate::script) makes of a function, and how one fails. Knows no tool.
//!
//! A *script* is a component of world `script`: it calls tools instead of being some. The attribute goes on an `async fn`;
//! [`tools`](crate::tools) calls tools, [`time`](crate::time) sleeps, and [`futures`](crate::futures) has the combinators by which
//! calls run at the same time:
//!
//! ```
//! # mod example {
//! use toolgate_guest::futures::future::try_join_all;
//! use toolgate_guest::script;
//! use toolgate_guest::serde_json::json;
//! use toolgate_guest::tools::{self, ToolError};
//!
//! #[script]
//! pub async fn main(customers: Vec<u32>) -> Result<f64, ToolError> {
//!     let orders = customers.iter().map(|id| tools::call("shop.orders", &json!({ "customer": id })));
//!     let totals: Vec<Vec<f64>> = try_join_all(orders).await?;
//!     Ok(totals.iter().flatten().sum())
//! }
//! # }
//!
//! // In its tests; with an executor of its own, in a `#[tokio::test]`, say, without `block_on`.
//! # fn main() {
//! # use example::main;
//! # use toolgate_guest::serde_json::json;
//! use toolgate_guest::testing::{Tools, block_on};
//!
//! let shop = Tools::new().tool("shop.orders", |_| Ok(json!([1.5, 2.0])));
//! assert_eq!(block_on(shop.run(main(vec![1, 2]))), Ok(7.0));
//! # }
//! ```
//!
//! Its crate has this in its manifest, and is built as a plugin is; `toolgate run NAME.wasm --input '[1, 2]'` runs it.
//!
//! ```toml
//! [lib]
//! crate-type = ["cdylib"]
//!
//! [dependencies]
//! toolgate-guest = { version = "0.1", features = ["script"] }
//! ```
//!
//! - A call starts when it is first polled, and is cancelled on the host when it is dropped before its end.
//! - An error that the function returns is what the run fails with. One with a [`ToolError`](crate::tools::ToolError) among its
//!   causes, in a `Box<dyn Error>` or an `anyhow::Error` as well, keeps that error's data.
//! - A panic ends the run with its message. A script that awaits what nothing can wake ends as stuck.
//! - What it logs by [`log`](mod@crate::log) is in the run's log. It reaches nothing but tools and the clock.

#[doc(hidden)]
#[cfg(target_family = "wasm")]
pub mod bindings;
#[cfg(target_family = "wasm")]
mod component;
#[doc(hidden)]
pub mod expanded;
mod failure;
#[cfg(target_family = "wasm")]
mod waits;

use failure::named_after;
pub use failure::{ScriptFailure, ScriptFailureKind};
#[cfg(target_family = "wasm")]
pub(crate) use waits::Waiting;

/// A script. [`script`](macro@crate::script) implements it for a type of the function's name.
pub trait Script {
    /// Runs it once: input and result are JSON text.
    #[expect(async_fn_in_trait, reason = "a guest has one thread")]
    async fn run(input: &str) -> Result<String, ScriptFailure>;
}
