//! HTTP requests to granted hosts: a plugin with the tools `request` and `get`. Which hosts there are is its host's to say, for
//! every redirect again; it keeps nothing from one call to the next, and every answer has a bound.

mod answer;
mod body;
mod decode;
mod exchange;
mod redirect;
#[cfg(test)]
mod tests;
mod text;
mod tools;

use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, plugin};

plugin!(tools::request, tools::get);

/// The most of an answer's body, decoded, that is given back, in bytes.
const MAX_BYTES: u32 = 8 << 20;

/// How much of it is where a call says nothing, in bytes.
const DEFAULT_BYTES: u32 = 4 << 20;

/// The most that is sent as a request's body, in bytes.
const MAX_BODY: usize = 8 << 20;

/// The longest that a call may take, redirects included, in milliseconds.
const MAX_TIMEOUT: u32 = 300_000;

/// How long it may take where it says nothing: a little less than what a host gives a plugin, so that it can say why it ended.
const DEFAULT_TIMEOUT: u32 = 9_000;

/// The most redirects that are followed.
const MAX_REDIRECTS: u32 = 20;

/// How many are where a call says nothing.
const DEFAULT_REDIRECTS: u32 = 5;

/// A limit that was passed: its name, what it allows.
fn limit(message: String, name: &str, allowed: u64, url: &str) -> ToolFailure {
    ToolFailure::limit_exceeded(message).with_data(json!({
        "code": "too-large", "limit": name, "allowed": allowed, "url": url,
    }))
}

/// A failure by its code.
fn failed(code: &str, message: String, url: &str) -> ToolFailure {
    ToolFailure::failed(message).with_data(json!({"code": code, "url": url}))
}
