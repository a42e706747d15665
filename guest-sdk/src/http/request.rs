//! A request, as it is put together and checked. Sends nothing itself.

use std::fmt::Display;
use std::time::Duration;

use serde::Serialize;
use url::{Position, Url};

use super::{Deadline, Error, ErrorCode, Headers, MAX_HEADERS, MAX_HEADERS_SIZE, MAX_URL, Response, system};

/// A request. What is wrong with it is said when it is sent.
///
/// ```no_run
/// # async fn example() -> Result<(), toolgate_guest::http::Error> {
/// use std::time::Duration;
/// use toolgate_guest::http::Request;
///
/// let mut response = Request::post("https://api.example.com/search")
///     .header("authorization", "Bearer …")
///     .query("page", 2)
///     .form([("words", "grey cat")])
///     .timeout(Duration::from_secs(5))
///     .max_bytes(1 << 20)
///     .send()
///     .await?;
/// while let Some(chunk) = response.chunk().await? {
///     println!("{} bytes", chunk.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing before it is sent"]
pub struct Request {
    pub(super) method: String,
    pub(super) url: Result<Url, Error>,
    pub(super) headers: Headers,
    pub(super) body: Vec<u8>,
    pub(super) connect_timeout: Duration,
    pub(super) first_byte_timeout: Duration,
    pub(super) between_bytes_timeout: Duration,
    pub(super) max_bytes: u64,
    timeout: Duration,
    deadline: Option<Deadline>,
    /// The first thing that the builder was given and can't use.
    problem: Option<Error>,
}

/// The longest method, in bytes.
const MAX_METHOD: usize = 32;

impl Request {
    /// A request by any method: `PROPFIND`, say. `CONNECT` is refused.
    pub fn new(method: impl Into<String>, url: impl AsRef<str>) -> Self {
        Self {
            method: method.into(),
            url: parse(url.as_ref()),
            headers: Headers::new(),
            body: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(30),
            between_bytes_timeout: Duration::from_secs(30),
            max_bytes: 8 << 20,
            timeout: Duration::from_secs(30),
            deadline: None,
            problem: None,
        }
    }

    /// Asks for what is at a URL.
    pub fn get(url: impl AsRef<str>) -> Self {
        Self::new("GET", url)
    }

    /// Asks for its headers alone.
    pub fn head(url: impl AsRef<str>) -> Self {
        Self::new("HEAD", url)
    }

    /// Hands something over.
    pub fn post(url: impl AsRef<str>) -> Self {
        Self::new("POST", url)
    }

    /// Puts something there.
    pub fn put(url: impl AsRef<str>) -> Self {
        Self::new("PUT", url)
    }

    /// Changes what is there.
    pub fn patch(url: impl AsRef<str>) -> Self {
        Self::new("PATCH", url)
    }

    /// Removes what is there.
    pub fn delete(url: impl AsRef<str>) -> Self {
        Self::new("DELETE", url)
    }

    /// Adds a header. The host sets `host`, `connection`, `transfer-encoding` and their like, and refuses a plugin's own;
    /// `content-length` is the body's.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Takes these headers in place of all that were added so far.
    pub fn headers(mut self, headers: Headers) -> Self {
        self.headers = headers;
        self
    }

    /// Takes another method.
    pub fn with_method(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// Goes to another URL, with all that was added so far but a query.
    pub fn with_url(mut self, url: impl AsRef<str>) -> Self {
        self.url = parse(url.as_ref());
        self
    }

    /// Its method, as it was given.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Its headers, to look at or to change.
    pub fn headers_mut(&mut self) -> &mut Headers {
        &mut self.headers
    }

    /// How large its body is, in bytes.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// Adds a pair to the URL's query, encoded.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        if let Ok(url) = &mut self.url {
            url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Sends these bytes, as they are.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends a text, as `text/plain` unless a header says otherwise.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.typed("text/plain; charset=utf-8").body(text.into())
    }

    /// Sends a value as JSON.
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.typed("application/json").body(body),
            Err(error) => {
                self.problem.get_or_insert(Error::invalid(format!("the body can't be written as JSON: {error}")));
                self
            }
        }
    }

    /// Sends pairs as a form does, in `application/x-www-form-urlencoded`.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        self.typed("application/x-www-form-urlencoded").body(form.finish())
    }

    fn typed(mut self, kind: &str) -> Self {
        if !self.headers.contains("content-type") {
            self.headers.append("content-type", kind);
        }
        self
    }

    /// The most time for a connection, TLS included. Default 10 s.
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = time;
        self
    }

    /// The most time until an answer begins. Default 30 s.
    pub fn first_byte_timeout(mut self, time: Duration) -> Self {
        self.first_byte_timeout = time;
        self
    }

    /// The most time between two pieces of an answer's body. Default 30 s.
    pub fn between_bytes_timeout(mut self, time: Duration) -> Self {
        self.between_bytes_timeout = time;
        self
    }

    /// The most time for all of it, from [`send`](Request::send) until the body is read. Default 30 s.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self.deadline = None;
        self
    }

    /// Until when all of it has to be done, the body read: for several requests that share their time. Takes the place of
    /// [`timeout`](Request::timeout).
    pub fn deadline(mut self, deadline: Deadline) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The most bytes of the answer's body; one that has more fails while it is read. Default 8 MiB.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sends it, and waits for the head of the answer. Whatever its status is, that is an answer and no error.
    ///
    /// # Errors
    ///
    /// What makes no sense in the request, what the host refuses, and whatever keeps an answer from coming.
    pub async fn send(mut self) -> Result<Response, Error> {
        let url = self.url.clone()?;
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        self.check(&url)?;
        self.headers.remove("content-length");
        if !self.body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            self.headers.append("content-length", self.body.len().to_string());
        }
        let deadline = self.deadline.unwrap_or_else(|| Deadline::after(self.timeout));
        if deadline.has_passed() {
            return Err(Error::timed_out("no time was left for it", &url));
        }
        let max_bytes = self.max_bytes;
        let (head, body) = system::send(self, &url, deadline).await?;
        Ok(Response::new(head, body, url, max_bytes))
    }

    fn check(&self, url: &Url) -> Result<(), Error> {
        let invalid = |message: String| Error::new(ErrorCode::InvalidRequest, message, url);
        if self.method.is_empty() || self.method.len() > MAX_METHOD || !self.method.bytes().all(is_token) {
            let start: String = self.method.chars().take(MAX_METHOD).collect();
            return Err(invalid(format!("{start:?} is not a method: `GET` is, say")));
        }
        if self.method.eq_ignore_ascii_case("CONNECT") {
            return Err(invalid("CONNECT makes a tunnel and no request: it is refused".to_owned()));
        }
        if url.as_str().len() > MAX_URL {
            let length = url.as_str().len();
            return Err(Error::invalid(format!("the URL has {length} bytes with its query, more than {MAX_URL}")));
        }
        if self.headers.len() > MAX_HEADERS || self.headers.size() > MAX_HEADERS_SIZE {
            let (count, size) = (self.headers.len(), self.headers.size());
            return Err(invalid(format!(
                "{count} headers of {size} bytes are more than {MAX_HEADERS} of {MAX_HEADERS_SIZE}"
            )));
        }
        for (name, value) in self.headers.iter() {
            if name.is_empty() || !name.bytes().all(is_token) {
                return Err(invalid(format!("{name:?} is not the name of a header")));
            }
            if value.iter().any(|&byte| matches!(byte, 0..=8 | 10..=31 | 127)) {
                return Err(invalid(format!("the value of the header `{name}` holds a control character")));
            }
        }
        Ok(())
    }
}

/// Reads a URL as browsers do, and refuses what is no address of a host alone.
fn parse(text: &str) -> Result<Url, Error> {
    if text.len() > MAX_URL {
        return Err(Error::invalid(format!("the URL has {} bytes, more than {MAX_URL}", text.len())));
    }
    let url = Url::parse(text).map_err(|error| Error::invalid(format!("{text:?} is not a URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::invalid(format!("{text:?} is neither `http:` nor `https:`")));
    }
    // `http://granted@other/` is a request to `other`: nobody should have to know that.
    if url[Position::BeforeUsername..Position::BeforeHost].contains('@') {
        return Err(Error::invalid(format!(
            "the URL of `{}` has a user name or a password: send a header `authorization` instead",
            super::error::place(&url)
        )));
    }
    Ok(url)
}

/// What a method or the name of a header is made of (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(request: &Request) -> String {
        match &request.url {
            Ok(url) => request.check(url).expect_err("an error").message,
            Err(error) => error.message.clone(),
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(refused(&Request::get("example.com")).contains("is not a URL"));
        assert!(refused(&Request::get("file:///etc/passwd")).contains("neither `http:`"));
        assert!(refused(&Request::get("http://granted@evil.example/")).contains("`evil.example` has a user name"));
        assert!(refused(&Request::get("http://:x@evil.example/")).contains("a password"));
        assert!(refused(&Request::new("G T", "http://a/")).contains("is not a method"));
        assert!(refused(&Request::new("connect", "http://a/")).contains("tunnel"));
        assert!(refused(&Request::get("http://a/").header("a b", "c")).contains("name of a header"));
        assert!(refused(&Request::get("http://a/").header("a", "b\r\nc: d")).contains("control character"));
        assert!(refused(&Request::get(format!("http://a/{}", "a".repeat(MAX_URL)))).contains("more than 16384"));
        assert!(refused(&Request::get("http://a/").query("a", "b".repeat(MAX_URL))).contains("more than 16384"));
        assert!(refused(&Request::get("http://a/").header("a", vec![b'a'; MAX_HEADERS_SIZE])).contains("headers of"));
    }

    #[test]
    fn odd_spellings_of_a_host_are_read_as_browsers_read_them() {
        let host = |text: &str| Request::get(text).url.expect("a URL").host_str().map(str::to_owned).expect("a host");
        assert_eq!(host("http://0x7f.1/"), "127.0.0.1");
        assert_eq!(host("http://2130706433/"), "127.0.0.1");
        assert_eq!(host("http://017700000001/"), "127.0.0.1");
        assert_eq!(host("http://[::ffff:127.0.0.1]/"), "[::ffff:7f00:1]");
        assert_eq!(host("http://EXAMPLE.com/"), "example.com");
        assert_eq!(host("http://bücher.example/"), "xn--bcher-kva.example");
        assert_eq!(host("http://granted\\@evil.example/"), "granted");
    }

    #[test]
    fn bodies_bring_their_type() {
        let request = Request::post("http://a/?x=1").query("q", "a&b").form([("k", "v w")]);
        assert_eq!(request.url.expect("a URL").as_str(), "http://a/?x=1&q=a%26b");
        assert_eq!(request.body, b"k=v+w");
        assert_eq!(request.headers.get("content-type"), Some("application/x-www-form-urlencoded"));
        let request = Request::post("http://a/").header("Content-Type", "application/vnd.a+json").json(&[1]);
        assert_eq!(request.headers.get("content-type"), Some("application/vnd.a+json"));
    }
}
