//! Why a request has no response, and what a tool says of it.

use serde_json::{Value, json};
use url::Url;

use crate::{FailureKind, ToolFailure};

/// A request that failed. `?` in a tool makes a [`ToolFailure`] of it; for that reason it does not implement `Display`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The case, for a program.
    pub code: ErrorCode,
    /// What was wrong, where, and what to do.
    pub message: String,
    /// Where the request went; empty where its URL makes no sense.
    pub url: String,
}

/// The cases that a program tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The URL, the method or a header makes no sense, or is the host's to set.
    InvalidRequest,
    /// The plugin is not granted that host, or that method of it.
    Denied,
    /// The host is granted, but it is at a private, loopback or link-local address, and that is not.
    ProhibitedAddress,
    /// The host's name has no address, or the name servers don't say which.
    Dns,
    /// There is no connection, or it broke.
    Connection,
    /// TLS failed: a certificate that nobody trusts, say.
    Tls,
    /// A deadline passed: of the connection, the first byte, the bytes between, or the whole.
    TimedOut,
    /// A limit on sizes, in bytes: the request's own, or the host's.
    TooLarge,
    /// Too many requests at once.
    Busy,
    /// What answered does not speak HTTP, or broke off.
    Protocol,
    /// The body is not what it should be: not UTF-8, not the JSON that was expected.
    Body,
    /// [`Response::success`](super::Response::success) met a status that says otherwise.
    Status(u16),
    /// Anything else that the host says.
    Other,
}

impl ErrorCode {
    /// Its name in `data.code`.
    pub fn name(self) -> &'static str {
        match self {
            ErrorCode::InvalidRequest => "invalid-request",
            ErrorCode::Denied => "denied",
            ErrorCode::ProhibitedAddress => "prohibited-address",
            ErrorCode::Dns => "dns",
            ErrorCode::Connection => "connection",
            ErrorCode::Tls => "tls",
            ErrorCode::TimedOut => "timed-out",
            ErrorCode::TooLarge => "too-large",
            ErrorCode::Busy => "busy",
            ErrorCode::Protocol => "protocol",
            ErrorCode::Body => "body",
            ErrorCode::Status(_) => "status",
            ErrorCode::Other => "other",
        }
    }

    fn kind(self) -> FailureKind {
        match self {
            ErrorCode::InvalidRequest => FailureKind::InvalidArguments,
            ErrorCode::Denied | ErrorCode::ProhibitedAddress => FailureKind::Denied,
            ErrorCode::Dns | ErrorCode::Connection | ErrorCode::Busy | ErrorCode::Status(429 | 502 | 503 | 504) => {
                FailureKind::Unavailable
            }
            ErrorCode::TimedOut => FailureKind::TimedOut,
            ErrorCode::TooLarge => FailureKind::LimitExceeded,
            ErrorCode::Tls | ErrorCode::Protocol | ErrorCode::Body | ErrorCode::Status(_) | ErrorCode::Other => {
                FailureKind::Failed
            }
        }
    }
}

impl Error {
    /// An error of a request that has a URL.
    pub(super) fn new(code: ErrorCode, message: impl Into<String>, url: &Url) -> Self {
        Self { code, message: message.into(), url: url.to_string() }
    }

    /// An error of a request that can't be made.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InvalidRequest, message: message.into(), url: String::new() }
    }

    /// The plugin is not granted that host, or that method of it.
    pub(super) fn denied(method: &str, url: &Url) -> Self {
        let place = place(url);
        let message = if matches!(method, "GET" | "HEAD") {
            format!(
                "`{place}` is not granted to this plugin: grant it with `hosts = [\"{place}\"]` in toolgate.toml, or \
                 with `--http PLUGIN={place}`"
            )
        } else {
            format!(
                "{method} to `{place}` is not granted to this plugin: grant it with `hosts = [{{ host = \"{place}\", \
                 methods = [\"{method}\"] }}]` in toolgate.toml, or every method with `--http-rw PLUGIN={place}`"
            )
        };
        Self::new(ErrorCode::Denied, message, url)
    }

    /// The host is granted, its address is not.
    #[cfg(target_family = "wasm")]
    pub(super) fn prohibited(url: &Url) -> Self {
        let place = place(url);
        let message = format!(
            "`{place}` is at a private, loopback or link-local address: grant that with `hosts = [{{ host = \
             \"{place}\", private = true }}]` in toolgate.toml"
        );
        Self::new(ErrorCode::ProhibitedAddress, message, url)
    }

    pub(super) fn timed_out(what: &str, url: &Url) -> Self {
        Self::new(ErrorCode::TimedOut, format!("`{}`: {what}", place(url)), url)
    }
}

/// The host of a URL as a grant names it.
pub(super) fn place(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}

impl From<Error> for ToolFailure {
    fn from(error: Error) -> Self {
        let mut data = json!({"code": error.code.name()});
        if !error.url.is_empty() {
            data["url"] = Value::from(error.url);
        }
        if let ErrorCode::Status(status) = error.code {
            data["status"] = Value::from(status);
        }
        let kind = error.code.kind();
        let retryable = matches!(kind, FailureKind::Unavailable | FailureKind::TimedOut);
        ToolFailure::new(kind, error.message).with_data(data).retryable(retryable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_says_what_to_grant() {
        let url = Url::parse("http://127.0.0.1:8080/a?b").expect("a URL");
        let failure = ToolFailure::from(Error::denied("POST", &url));
        assert_eq!((failure.kind, failure.retryable), (FailureKind::Denied, false));
        assert!(failure.message.contains("--http-rw PLUGIN=127.0.0.1:8080"), "{}", failure.message);
        assert_eq!(failure.data, Some(json!({"code": "denied", "url": "http://127.0.0.1:8080/a?b"})));
        assert!(Error::denied("GET", &url).message.contains("--http PLUGIN=127.0.0.1:8080"));
    }

    #[test]
    fn what_may_pass_is_retryable() {
        let url = Url::parse("https://example.com").expect("a URL");
        let failure = |code| ToolFailure::from(Error::new(code, "no", &url));
        assert!(failure(ErrorCode::Dns).retryable && failure(ErrorCode::TimedOut).retryable);
        assert!(failure(ErrorCode::Status(503)).retryable && !failure(ErrorCode::Status(404)).retryable);
        assert_eq!(failure(ErrorCode::Status(404)).data.expect("data")["status"], json!(404));
    }
}
