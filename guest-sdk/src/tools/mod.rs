//! Tools, as a script calls them. What a call passes on the way, and what is behind it, is the host's.
//!
//! ```
//! use toolgate_guest::serde_json::json;
//! use toolgate_guest::tools::{self, ToolError, ToolErrorKind};
//!
//! async fn total(customer: u32) -> Result<f64, ToolError> {
//!     let totals: Result<Vec<f64>, _> = tools::call("shop.totals", &json!({ "customer": customer })).await;
//!     match totals {
//!         Ok(totals) => Ok(totals.iter().sum()),
//!         Err(error) if error.kind == ToolErrorKind::Denied => Ok(0.0),
//!         Err(error) => Err(error),
//!     }
//! }
//! ```

mod call;
mod error;
#[cfg(target_family = "wasm")]
mod host;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod native;

#[cfg(not(target_family = "wasm"))]
pub(crate) use call::{Answering, Request};
pub use call::{Call, call};
pub use error::{ToolError, ToolErrorKind};

#[cfg(target_family = "wasm")]
use host as system;
#[cfg(not(target_family = "wasm"))]
use native as system;

use crate::ToolDefinition;

/// The tools that fit a few words, best first, at most `limit` of them. Their names are `PROVIDER.NAME`. The host gives at
/// most 100.
#[must_use]
pub fn search(query: &str, limit: u32) -> Vec<ToolDefinition> {
    system::search(query, limit)
}

/// One tool by its full name.
///
/// # Errors
///
/// Of kind [`UnknownTool`](ToolErrorKind::UnknownTool) where there is none.
pub fn describe(tool: &str) -> Result<ToolDefinition, ToolError> {
    system::describe(tool)
}
