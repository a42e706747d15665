//! Requests to hosts that were granted, by WASI's `wasi:http`. Needs the feature `http`. The host decides who may be reached,
//! resolves the name, connects to the address that it checked, and does TLS; a plugin without a grant runs all the same, and
//! its requests fail as denied. Redirects are not followed, and no cookie or credential is added.
//!
//! ```no_run
//! use toolgate_guest::{ToolFailure, http, schema, tool};
//!
//! #[schema]
//! struct Price {
//!     cents: u64,
//! }
//!
//! /// Asks what something costs.
//! #[tool(read_only)]
//! async fn price(article: String) -> Result<Price, ToolFailure> {
//!     let request = http::Request::get("https://api.example.com/prices").query("article", &article);
//!     Ok(request.send().await?.success()?.json().await?)
//! }
//!
//! /// Says that something was sold.
//! #[tool]
//! async fn sold(article: String) -> Result<u16, ToolFailure> {
//!     let request = http::Request::post("https://api.example.com/sales").json(&article);
//!     Ok(request.send().await?.status())
//! }
//! ```
//!
//! # Several at once
//!
//! Futures of this module run side by side under any combinator: `futures_util::future::join_all`, `select`, streams. While none
//! of them can go on the plugin's instance sleeps until one can; so what a tool waits for elsewhere in the meantime, by the
//! component model's own asynchronous imports, waits for that as well. Dropping a future or a [`Response`] ends its request.
//!
//! # Limits
//!
//! | what | default | set by |
//! |---|---|---|
//! | a connection | 10 s | [`Request::connect_timeout`] |
//! | the first byte of an answer | 30 s | [`Request::first_byte_timeout`] |
//! | between two pieces of its body | 30 s | [`Request::between_bytes_timeout`] |
//! | all of it | 30 s | [`Request::timeout`], [`Request::deadline`] |
//! | an answer's body | 8 MiB | [`Request::max_bytes`] |
//! | the URL, and headers | [`MAX_URL`]; [`MAX_HEADERS`], [`MAX_HEADERS_SIZE`] | |
//! | requests at once | [`MAX_AT_ONCE`] | |
//!
//! # Tests
//!
//! Natively a request is a real one, so that a plugin's tests can run against a server on this machine: to hosts that
//! `testing::grant_host` names and no others, by `http` and not `https`, and one after the other.

mod deadline;
mod error;
mod headers;
#[cfg(not(target_family = "wasm"))]
mod native;
mod request;
mod response;
#[cfg(target_family = "wasm")]
mod wasi;

#[cfg(not(target_family = "wasm"))]
use native as system;
#[cfg(target_family = "wasm")]
use wasi as system;

pub use deadline::Deadline;
pub use error::{Error, ErrorCode};
pub use headers::Headers;
pub use request::Request;
pub use response::Response;
pub use url::Url;

#[cfg(not(target_family = "wasm"))]
pub(crate) use native::grant as native_grant;

/// The longest URL, in bytes.
pub const MAX_URL: usize = 16 << 10;

/// The most headers of a request.
pub const MAX_HEADERS: usize = 128;

/// How large the headers of a request may be, names and values together, in bytes.
pub const MAX_HEADERS_SIZE: usize = 64 << 10;

/// The most requests of one call at once, their bodies included.
pub const MAX_AT_ONCE: usize = 64;

/// Gets what is at a URL: [`Request::get`], sent.
///
/// # Errors
///
/// As [`Request::send`].
pub async fn get(url: impl AsRef<str>) -> Result<Response, Error> {
    Request::get(url).send().await
}
