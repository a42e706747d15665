//! Requests without a host around, for a plugin's own tests: real ones, to what the test granted, by plain HTTP and one after
//! the other.

use std::cell::RefCell;
use std::fmt;
use std::io::Read;

use ureq::{Agent, Error as Reason, Timeout};
use url::Url;

use super::error::place;
use super::response::Head;
use super::{Deadline, Error, ErrorCode, Headers, Request};

thread_local! {
    static GRANTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The most of a body that is read at once, in bytes.
const LARGEST_READ: usize = 64 << 10;

/// Grants a host, `NAME` or `NAME:PORT`, to this thread.
pub(crate) fn grant(host: String) {
    GRANTED.with_borrow_mut(|granted| granted.push(host));
}

/// A body as it comes.
pub(super) struct Body(ureq::BodyReader<'static>);

impl fmt::Debug for Body {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Body").finish_non_exhaustive()
    }
}

/// Asynchronous because WASI's is.
#[expect(clippy::unused_async, reason = "the same interface as over WASI")]
pub(super) async fn send(request: Request, url: &Url, deadline: Deadline) -> Result<(Head, Body), Error> {
    let host = place(url);
    if !GRANTED.with_borrow(|granted| granted.iter().any(|granted| granted == host)) {
        return Err(Error::denied(&request.method, url));
    }
    if url.scheme() != "http" {
        let message = "https is not there natively: test it against the component".to_owned();
        return Err(Error::new(ErrorCode::Tls, message, url));
    }
    let mut native = ureq::http::Request::builder().method(request.method.as_str()).uri(url.as_str());
    for (name, value) in request.headers.iter() {
        native = native.header(name, value);
    }
    let agent = agent(&request, deadline);
    let answer = if request.body.is_empty() {
        native.body(()).map_err(Reason::from).and_then(|native| agent.run(native))
    } else {
        native.body(request.body).map_err(Reason::from).and_then(|native| agent.run(native))
    };
    let (head, body) = answer.map_err(|reason| error(&reason, url))?.into_parts();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
    let head = Head { status: head.status.as_u16(), headers: Headers::from(headers.collect::<Vec<_>>()) };
    Ok((head, Body(body.into_with_config().limit(u64::MAX).reader())))
}

/// One that adds nothing of its own: no redirects, no proxy, no headers.
fn agent(request: &Request, deadline: Deadline) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .proxy(None)
        .user_agent("")
        .accept("")
        .accept_encoding("")
        .timeout_connect(Some(request.connect_timeout))
        .timeout_recv_response(Some(request.first_byte_timeout))
        .timeout_per_read(Some(request.between_bytes_timeout))
        .timeout_global(Some(deadline.remaining()))
        .build()
        .into()
}

impl Body {
    #[expect(clippy::unused_async, reason = "the same interface as over WASI")]
    pub(super) async fn chunk(&mut self, url: &Url) -> Result<Option<Vec<u8>>, Error> {
        let mut bytes = vec![0; LARGEST_READ];
        let length = self.0.read(&mut bytes).map_err(|reason| error(&Reason::from(reason), url))?;
        bytes.truncate(length);
        Ok(if bytes.is_empty() { None } else { Some(bytes) })
    }
}

fn error(reason: &Reason, url: &Url) -> Error {
    let place = place(url);
    let code = match reason {
        Reason::Timeout(Timeout::Connect | Timeout::Resolve) => {
            return Error::timed_out("there was no connection in time", url);
        }
        Reason::Timeout(_) => return Error::timed_out("it did not answer in time", url),
        Reason::HostNotFound => ErrorCode::Dns,
        Reason::Io(_) | Reason::ConnectionFailed => ErrorCode::Connection,
        Reason::BadUri(_) | Reason::Http(_) => ErrorCode::InvalidRequest,
        Reason::Protocol(_) | Reason::LargeResponseHeader(..) => ErrorCode::Protocol,
        _ => ErrorCode::Other,
    };
    Error::new(code, format!("`{place}`: {reason}"), url)
}
