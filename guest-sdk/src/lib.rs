//! Write a tool for Toolgate in Rust.
//!
//! A *plugin* is a WebAssembly component that exports tools. A tool is a function with an attribute:
//!
//! ```
//! use toolgate_guest::{plugin, tool};
//!
//! /// Greets someone.
//! #[tool(read_only)]
//! async fn hello(
//!     /// Whom.
//!     name: String,
//! ) -> String {
//!     format!("hello, {name}")
//! }
//!
//! plugin!(hello);
//! # fn main() {}
//! ```
//!
//! `toolgate new tool NAME` writes a crate around one: with its tests, and with the commands that build and call it.
//!
//! # The book
//!
//! | chapter | |
//! |---|---|
//! | [hello](book::hello) | a plugin, and its crate |
//! | [arguments](book::arguments) | types, defaults, descriptions, and the schemas that become of them |
//! | [results](book::results) | what a tool gives, and how it fails |
//! | [annotations](book::annotations) | what a tool says of its own behaviour, and how long it should take |
//! | [settings](book::settings) | what an operator decides |
//! | [files](book::files), [http](book::http) | what a plugin may reach, where it was granted |
//! | [logging](book::logging) | lines for the run's log |
//! | [tests](book::tests) | natively, without WebAssembly |
//! | [ship](book::ship) | build it, keep it small, load it, grant, publish |
//!
//! Scripts that orchestrate tools are written with the feature `script`: see the modules `script` and `tools`.
//!
//! # What a plugin may do
//!
//! Nothing but to compute and to [`log`](mod@log), unless its host grants more: files by the feature `fs`, HTTP
//! by the feature `http`, whatever else by the WASI interfaces that it imports. Each call runs in an instance of its own, so
//! nothing in a `static` outlives it; a panic ends that call and nothing else, and its message is in the log.

mod definition;
mod failure;
mod plain;
mod settings;
mod tool;

#[cfg(any(doc, doctest))]
pub mod book;
#[cfg(feature = "fs")]
pub mod fs;
#[cfg(feature = "http")]
pub mod http;
pub mod log;
#[cfg(feature = "script")]
pub mod script;
#[cfg(not(target_family = "wasm"))]
pub mod testing;
#[cfg(feature = "script")]
pub mod time;
#[cfg(feature = "script")]
pub mod tools;

#[doc(hidden)]
pub mod __private;
#[doc(hidden)]
#[cfg(target_family = "wasm")]
pub mod bindings;
#[cfg(target_family = "wasm")]
mod component;
#[cfg(all(target_family = "wasm", feature = "http"))]
mod reactor;
#[cfg(all(target_family = "wasm", any(feature = "http", feature = "script")))]
mod woken;

pub use definition::{Annotations, ToolDefinition};
pub use failure::{FailureKind, ToolFailure};
pub use settings::settings;
pub use tool::{Provider, Tool};
#[cfg(feature = "script")]
pub use toolgate_guest_macros::script;
pub use toolgate_guest_macros::{schema, tool};

#[cfg(feature = "script")]
pub use futures_util as futures;

pub use schemars;
pub use serde;
pub use serde_json;
