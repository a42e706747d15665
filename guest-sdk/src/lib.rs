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
//! # From here to a loaded plugin
//!
//! 1. A library crate with this in its manifest, and the program above as its `src/lib.rs`:
//!    ```toml
//!    [lib]
//!    crate-type = ["cdylib"]
//!
//!    [dependencies]
//!    toolgate-guest = "0.1"
//!    ```
//! 2. `cargo build --release --target wasm32-wasip2` makes a component, `target/wasm32-wasip2/release/NAME.wasm`. For the
//!    smallest one build for `wasm32-unknown-unknown` instead and pass the module through `wasm-tools component new`: such
//!    a plugin imports nothing but what it uses.
//! 3. `toolgate tools call NAME.hello '{"name": "world"}' --plugin NAME=NAME.wasm` calls it, and a script calls it as
//!    `tools.NAME.hello({ name: "world" })`.
//!
//! # Arguments and results
//!
//! Arguments become the properties of an input schema and the return type becomes the output schema, so a model knows what to
//! write and what it gets, and the host refuses everything else before the plugin runs. [`schema`](macro@schema) lets a type of
//! yours take part. What a failed call says is a [`ToolFailure`], or any error that implements `Display`:
//!
//! ```
//! use toolgate_guest::{ToolFailure, plugin, schema, tool};
//!
//! /// How much of something.
//! #[schema]
//! enum Unit {
//!     Gram,
//!     Kilogram,
//! }
//!
//! /// A weight, in one unit.
//! #[schema]
//! struct Weight {
//!     /// Never negative.
//!     grams: f64,
//! }
//!
//! /// Converts a weight to grams.
//! #[tool(title = "Weigh", read_only, idempotent)]
//! fn weigh(amount: f64, #[tool(default = Unit::Gram)] unit: Unit) -> Result<Weight, ToolFailure> {
//!     if amount < 0.0 {
//!         return Err(ToolFailure::failed(format!("{amount} is below zero")));
//!     }
//!     Ok(Weight { grams: match unit { Unit::Gram => amount, Unit::Kilogram => amount * 1000.0 } })
//! }
//!
//! /// Parses a number. The error of the parser is the failure's message.
//! #[tool]
//! async fn parse(text: String) -> Result<i64, std::num::ParseIntError> {
//!     text.parse()
//! }
//!
//! plugin!(weigh, parse);
//! # fn main() {}
//! ```
//!
//! A function whose arguments are the fields of one struct marks it:
//!
//! ```
//! use toolgate_guest::{schema, tool};
//!
//! #[schema]
//! struct Query {
//!     /// What to look for.
//!     text: String,
//!     #[serde(default)]
//!     limit: Option<u32>,
//! }
//!
//! /// Looks for something.
//! #[tool(read_only)]
//! async fn find(#[tool(flatten)] query: Query) -> Vec<String> {
//!     vec![query.text]
//! }
//! # fn main() {}
//! ```
//!
//! # Tests
//!
//! The function stays a function, so a test calls it. [`testing`] calls a tool as a host does, JSON in and JSON out.
//!
//! # What a plugin may do
//!
//! Nothing but to compute and to [`log`](mod@log), unless its host grants more: files by the feature `fs`, whatever else by
//! the WASI interfaces that it imports. Each call runs in an instance of its own, so nothing in a `static` outlives it; a
//! panic ends that call and nothing else, and its message is in the log.

mod definition;
mod failure;
mod settings;
mod tool;

#[cfg(feature = "fs")]
pub mod fs;
pub mod log;
#[cfg(not(target_family = "wasm"))]
pub mod testing;

#[doc(hidden)]
pub mod __private;
#[doc(hidden)]
#[cfg(target_family = "wasm")]
pub mod bindings;
#[cfg(target_family = "wasm")]
mod component;

pub use definition::{Annotations, ToolDefinition};
pub use failure::{FailureKind, ToolFailure};
pub use settings::settings;
pub use tool::{Provider, Tool};
pub use toolgate_guest_macros::{schema, tool};

pub use schemars;
pub use serde;
pub use serde_json;
