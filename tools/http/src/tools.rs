//! The tools: what a call says, put together as an exchange. Sends nothing itself.

use std::collections::BTreeMap;
use std::time::Duration;

use toolgate_guest::http::{Deadline, Headers, Request};
use toolgate_guest::serde_json::Value;
use toolgate_guest::{ToolFailure, schema, tool};

use crate::answer::{Answer, Format};
use crate::body::{self, Parts};
use crate::exchange::Exchange;
use crate::{DEFAULT_BYTES, DEFAULT_REDIRECTS, DEFAULT_TIMEOUT, MAX_BYTES, MAX_REDIRECTS, MAX_TIMEOUT};

/// One value of a query or a form, or several under one name.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
pub(crate) enum Field {
    Text(String),
    Bool(bool),
    Number(f64),
    Several(Vec<String>),
}

/// Names and values.
pub(crate) type Fields = BTreeMap<String, Field>;

/// Sends an HTTP request and gives back the answer, whatever its status: 400 and above are no failure of the call, so look at
/// `status`. `body` is a JSON value, text or base64, by the answer's content type; `format` asks for one of them, or for
/// Markdown out of HTML. Redirects are followed.
#[tool(title = "Send an HTTP request", open_world)]
pub(crate) async fn request(
    /// Such as `https://api.example.com/items`; `http` or `https`.
    url: String,
    /// Such as `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    #[tool(default = "GET".to_owned())]
    method: String,
    /// By name: `{"authorization": "Bearer …"}`.
    headers: Option<BTreeMap<String, String>>,
    /// What is added to the URL's query, encoded; a list is added item by item under its name.
    query: Option<Fields>,
    /// A body: this value as JSON.
    json: Option<Value>,
    /// A body: these fields as a form (`application/x-www-form-urlencoded`).
    form: Option<Fields>,
    /// A body: this text.
    text: Option<String>,
    /// A body: these bytes, in base64.
    base64: Option<String>,
    /// What `body` of the answer should be.
    #[tool(default = Format::Auto)]
    format: Format,
    /// The most bytes of the answer's body, decompressed; more is a failure.
    #[tool(default = DEFAULT_BYTES)]
    #[schemars(range(min = 1, max = 8_388_608))]
    max_bytes: u32,
    /// The most milliseconds for all of it.
    #[tool(default = DEFAULT_TIMEOUT)]
    #[schemars(range(min = 1, max = 300_000))]
    timeout_ms: u32,
    /// The most redirects that are followed; 0 gives back the redirect itself.
    #[tool(default = DEFAULT_REDIRECTS)]
    #[schemars(range(max = 20))]
    max_redirects: u32,
    /// Whether a redirect may lead from `https` to `http`.
    #[tool(default = false)]
    allow_downgrade: bool,
) -> Result<Answer, ToolFailure> {
    let deadline = deadline(timeout_ms);
    let request = Request::new(method.to_ascii_uppercase(), &url);
    let request = body::fill(with(request, headers, query), Parts { json, form, text, base64 })?;
    Exchange {
        request,
        deadline,
        max_bytes: max_bytes.min(MAX_BYTES),
        max_redirects: max_redirects.min(MAX_REDIRECTS),
        allow_downgrade,
    }
    .run(format)
    .await
}

/// Gets what is at a URL, following redirects. A status of 400 and above is no failure of the call: look at `status`. `body` is
/// a JSON value, text or base64, by the answer's content type; `format` asks for one of them, or for Markdown out of HTML.
#[tool(title = "Get a URL", read_only, idempotent, open_world)]
pub(crate) async fn get(
    /// Such as `https://example.com/page`; `http` or `https`.
    url: String,
    /// By name: `{"accept": "text/html"}`.
    headers: Option<BTreeMap<String, String>>,
    /// What is added to the URL's query, encoded; a list is added item by item under its name.
    query: Option<Fields>,
    /// What `body` should be.
    #[tool(default = Format::Auto)]
    format: Format,
    /// The most bytes of the body, decompressed; more is a failure.
    #[tool(default = DEFAULT_BYTES)]
    #[schemars(range(min = 1, max = 8_388_608))]
    max_bytes: u32,
    /// The most milliseconds for all of it.
    #[tool(default = DEFAULT_TIMEOUT)]
    #[schemars(range(min = 1, max = 300_000))]
    timeout_ms: u32,
) -> Result<Answer, ToolFailure> {
    Exchange {
        request: with(Request::get(&url), headers, query),
        deadline: deadline(timeout_ms),
        max_bytes: max_bytes.min(MAX_BYTES),
        max_redirects: DEFAULT_REDIRECTS,
        allow_downgrade: false,
    }
    .run(format)
    .await
}

fn deadline(timeout_ms: u32) -> Deadline {
    Deadline::after(Duration::from_millis(timeout_ms.min(MAX_TIMEOUT).into()))
}

fn with(mut request: Request, headers: Option<BTreeMap<String, String>>, query: Option<Fields>) -> Request {
    let mut all = Headers::new();
    for (name, value) in headers.unwrap_or_default() {
        all.append(name, value);
    }
    request = request.headers(all);
    for (name, value) in pairs(query.unwrap_or_default()) {
        request = request.query(&name, value);
    }
    request
}

/// Names and values one by one.
pub(crate) fn pairs(fields: Fields) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in fields {
        match value {
            Field::Text(text) => pairs.push((name, text)),
            Field::Bool(value) => pairs.push((name, value.to_string())),
            Field::Number(value) => pairs.push((name, value.to_string())),
            Field::Several(values) => pairs.extend(values.into_iter().map(|value| (name.clone(), value))),
        }
    }
    pairs
}
