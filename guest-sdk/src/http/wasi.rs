//! Requests by WASI 0.2. Translates, and decides nothing.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use url::{Position, Url};
use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{
    ErrorCode as Code, Fields, FutureIncomingResponse, HeaderError, IncomingBody, IncomingResponse, IoError, Method,
    OutgoingBody, OutgoingRequest, RequestOptions, Scheme, http_error_code,
};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

use super::deadline::nanoseconds;
use super::error::place;
use super::response::Head;
use super::{Deadline, Error, ErrorCode, Headers, MAX_AT_ONCE, Request};
use crate::reactor;

/// The most of a body that is read at once, in bytes; a host may give less.
const LARGEST_READ: u64 = 64 << 10;

/// How much longer than this side a host waits for the next bytes of a body.
const MARGIN: Duration = Duration::from_secs(5);

/// The most of a host's own words that a message takes, in characters.
const MOST_WORDS: usize = 200;

/// A body as it comes. Its fields are dropped in their order, and what belongs to another goes first.
pub(super) struct Body {
    stream: Option<InputStream>,
    _body: IncomingBody,
    _response: IncomingResponse,
    /// What of the request is not sent yet: a host may answer before it has read all of it.
    upload: Option<Upload>,
    deadline: Deadline,
    between_bytes: Duration,
    _slot: Slot,
}

impl fmt::Debug for Body {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Body").finish_non_exhaustive()
    }
}

pub(super) async fn send(request: Request, url: &Url, deadline: Deadline) -> Result<(Head, Body), Error> {
    let slot = Slot::take(url)?;
    let between_bytes = request.between_bytes_timeout;
    let options = options(&request);
    let (outgoing, mut upload) = outgoing(request, url)?;
    let method = name(&outgoing.method());
    let future = handle(outgoing, Some(options)).map_err(|code| error(code, &method, url))?;
    let response = loop {
        if let Some(answer) = answer(&future) {
            break answer.map_err(|code| error(code, &method, url))?;
        }
        upload = upload.and_then(Upload::advance);
        if deadline.has_passed() {
            return Err(Error::timed_out("it did not answer in time", url));
        }
        wait(future.subscribe(), upload.as_ref(), deadline).await;
    };
    let head = Head { status: response.status(), headers: Headers::from(response.headers().entries()) };
    let broken = || Error::new(ErrorCode::Other, "the host gave no body", url);
    let body = response.consume().map_err(|()| broken())?;
    let stream = body.stream().map_err(|()| broken())?;
    let (stream, _body, _response, _slot) = (Some(stream), body, response, slot);
    Ok((head, Body { stream, _body, _response, upload, deadline, between_bytes, _slot }))
}

/// What became of it, once something has. That it was asked for before never happens.
fn answer(future: &FutureIncomingResponse) -> Option<Result<IncomingResponse, Code>> {
    future.get().map(|answer| answer.unwrap_or(Err(Code::InternalError(None))))
}

fn options(request: &Request) -> RequestOptions {
    let options = RequestOptions::new();
    // A host that has no such timeout refuses it; the deadline holds all the same.
    let _ = options.set_connect_timeout(Some(nanoseconds(request.connect_timeout)));
    let _ = options.set_first_byte_timeout(Some(nanoseconds(request.first_byte_timeout)));
    // Hosts lose the reason of a body's end, so the time between bytes is measured here; theirs only must not come first.
    let between_bytes = request.between_bytes_timeout.saturating_add(MARGIN);
    let _ = options.set_between_bytes_timeout(Some(nanoseconds(between_bytes)));
    options
}

fn outgoing(request: Request, url: &Url) -> Result<(OutgoingRequest, Option<Upload>), Error> {
    let invalid = |message: String| Error::new(ErrorCode::InvalidRequest, message, url);
    let fields = Fields::new();
    for (name, value) in request.headers.iter() {
        fields.append(name, &value.to_vec()).map_err(|error| match error {
            HeaderError::Forbidden => invalid(format!("the header `{name}` is the host's to set: leave it out")),
            _ => invalid(format!("the host refuses the header `{name}`")),
        })?;
    }
    let outgoing = OutgoingRequest::new(fields);
    let scheme = if url.scheme() == "https" { Scheme::Https } else { Scheme::Http };
    let authority = place(url);
    let path = &url[Position::BeforePath..Position::AfterQuery];
    outgoing
        .set_method(&method(&request.method))
        .and_then(|()| outgoing.set_scheme(Some(&scheme)))
        .and_then(|()| outgoing.set_authority(Some(authority)))
        .and_then(|()| outgoing.set_path_with_query(Some(path)))
        .map_err(|()| invalid("the host refuses the method or the URL".to_owned()))?;
    if request.body.is_empty() {
        return Ok((outgoing, None));
    }
    let broken = |()| Error::new(ErrorCode::Other, "the host takes no body", url);
    let body = outgoing.body().map_err(broken)?;
    let stream = body.write().map_err(broken)?;
    Ok((outgoing, Some(Upload { stream, body, bytes: request.body, sent: 0 })))
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "OPTIONS" => Method::Options,
        "TRACE" => Method::Trace,
        "PATCH" => Method::Patch,
        other => Method::Other(other.to_owned()),
    }
}

fn name(method: &Method) -> String {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(other) => other,
    }
    .to_owned()
}

async fn wait(what: wasip2::io::poll::Pollable, upload: Option<&Upload>, deadline: Deadline) {
    let mut pollables = vec![what, deadline.pollable()];
    pollables.extend(upload.map(|upload| upload.stream.subscribe()));
    reactor::any(pollables).await;
}

impl Body {
    pub(super) async fn chunk(&mut self, url: &Url) -> Result<Option<Vec<u8>>, Error> {
        let patience = Deadline::after(self.between_bytes);
        let until = patience.min(self.deadline);
        loop {
            let Some(stream) = &self.stream else { return Ok(None) };
            if self.deadline.has_passed() {
                return Err(Error::timed_out("the rest of its answer did not come in time", url));
            }
            match stream.read(LARGEST_READ) {
                Ok(bytes) if bytes.is_empty() => {}
                Ok(bytes) => return Ok(Some(bytes)),
                Err(StreamError::Closed) => {
                    self.stream = None;
                    continue;
                }
                Err(StreamError::LastOperationFailed(reason)) => {
                    let failed = broken_off(&reason, url);
                    drop(reason);
                    self.stream = None;
                    return Err(failed);
                }
            }
            if patience.has_passed() {
                return Err(Error::timed_out("its answer stalled", url));
            }
            self.upload = self.upload.take().and_then(Upload::advance);
            wait(stream.subscribe(), self.upload.as_ref(), until).await;
        }
    }
}

/// Why a body ends early: by its code where the host has one, else by its own words.
fn broken_off(reason: &IoError, url: &Url) -> Error {
    if let Some(code) = http_error_code(reason) {
        return error(code, "GET", url);
    }
    let words: String = reason.to_debug_string().chars().take(MOST_WORDS).collect();
    let message = format!("`{}` broke off in the middle of its answer: {words}", place(url));
    Error::new(ErrorCode::Connection, message, url)
}

/// A body on its way out.
struct Upload {
    stream: OutputStream,
    body: OutgoingBody,
    bytes: Vec<u8>,
    sent: usize,
}

impl Upload {
    /// Writes what the host takes now; `None` once all is sent, or the host wants no more. Why it doesn't is in the answer.
    fn advance(mut self) -> Option<Self> {
        while self.sent < self.bytes.len() {
            let room = usize::try_from(self.stream.check_write().ok()?).unwrap_or(usize::MAX);
            if room == 0 {
                return Some(self);
            }
            let end = self.bytes.len().min(self.sent.saturating_add(room));
            self.stream.write(&self.bytes[self.sent..end]).ok()?;
            self.sent = end;
        }
        let Self { stream, body, .. } = self;
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
        None
    }
}

thread_local! {
    static AT_ONCE: Cell<usize> = const { Cell::new(0) };
}

/// One of the requests that may be under way.
struct Slot;

impl Slot {
    fn take(url: &Url) -> Result<Self, Error> {
        let taken = AT_ONCE.get();
        if taken >= MAX_AT_ONCE {
            let message = format!("{taken} requests are under way already, and more are not possible at once");
            return Err(Error::new(ErrorCode::Busy, message, url));
        }
        AT_ONCE.set(taken + 1);
        Ok(Self)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        AT_ONCE.set(AT_ONCE.get().saturating_sub(1));
    }
}

fn error(code: Code, method: &str, url: &Url) -> Error {
    let place = place(url);
    let new = |code, message: String| Error::new(code, message, url);
    match code {
        Code::HttpRequestDenied => Error::denied(method, url),
        Code::DestinationIpProhibited | Code::DestinationIpUnroutable => Error::prohibited(url),
        Code::DnsError(reason) => {
            let reason = reason.rcode.map(|rcode| format!(" ({rcode})")).unwrap_or_default();
            new(ErrorCode::Dns, format!("`{place}` has no address that is known here{reason}"))
        }
        Code::DestinationNotFound => new(ErrorCode::Dns, format!("`{place}` has no address that is known here")),
        Code::DnsTimeout => Error::timed_out("the name servers did not answer in time", url),
        Code::ConnectionTimeout => Error::timed_out("there was no connection in time", url),
        Code::ConnectionReadTimeout | Code::ConnectionWriteTimeout => Error::timed_out("the connection stalled", url),
        Code::HttpResponseTimeout => Error::timed_out("it did not answer in time", url),
        Code::ConnectionRefused => new(ErrorCode::Connection, format!("`{place}` refuses the connection")),
        Code::ConnectionTerminated => new(ErrorCode::Connection, format!("`{place}` broke the connection off")),
        Code::DestinationUnavailable => new(ErrorCode::Connection, format!("`{place}` can't be reached")),
        Code::ConnectionLimitReached => {
            new(ErrorCode::Busy, "the plugin has as many connections as it may have".to_owned())
        }
        Code::TlsCertificateError => {
            new(ErrorCode::Tls, format!("the certificate of `{place}` is not one that is trusted here"))
        }
        Code::TlsProtocolError => new(ErrorCode::Tls, format!("`{place}` does not speak TLS as it should")),
        Code::TlsAlertReceived(alert) => {
            let alert = alert.alert_message.unwrap_or_else(|| "of no name".to_owned());
            new(ErrorCode::Tls, format!("`{place}` refuses the TLS connection: alert {alert}"))
        }
        Code::HttpRequestLengthRequired
        | Code::HttpRequestMethodInvalid
        | Code::HttpRequestUriInvalid
        | Code::HttpRequestUriTooLong
        | Code::HttpRequestHeaderSectionSize(_)
        | Code::HttpRequestHeaderSize(_)
        | Code::HttpRequestTrailerSectionSize(_)
        | Code::HttpRequestTrailerSize(_) => {
            new(ErrorCode::InvalidRequest, format!("the host does not send such a request: {code:?}"))
        }
        Code::HttpRequestBodySize(_) => {
            new(ErrorCode::TooLarge, "the body of the request is larger than the host sends".to_owned())
        }
        Code::HttpResponseBodySize(_)
        | Code::HttpResponseHeaderSectionSize(_)
        | Code::HttpResponseHeaderSize(_)
        | Code::HttpResponseTrailerSectionSize(_)
        | Code::HttpResponseTrailerSize(_) => {
            new(ErrorCode::TooLarge, format!("the answer of `{place}` is larger than the host takes"))
        }
        Code::HttpResponseIncomplete => {
            new(ErrorCode::Connection, format!("`{place}` broke off in the middle of its answer"))
        }
        Code::HttpResponseTransferCoding(_) | Code::HttpResponseContentCoding(_) | Code::HttpProtocolError => {
            new(ErrorCode::Protocol, format!("`{place}` does not speak HTTP as it should"))
        }
        Code::HttpUpgradeFailed | Code::LoopDetected | Code::ConfigurationError => {
            new(ErrorCode::Other, format!("the host can't make the request: {code:?}"))
        }
        Code::InternalError(reason) => {
            let reason = reason.unwrap_or_else(|| "for no reason that it gives".to_owned());
            new(ErrorCode::Other, format!("the host can't make the request: {reason}"))
        }
    }
}
