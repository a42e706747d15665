//! One request: check, resolve, check again, connect to the address that was checked, send. A redirect is an answer like any
//! other; whoever follows it sends a request of its own, which comes this way again.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{Method, Request, Uri, client::conn::http1};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, timeout};
use tokio_rustls::rustls::pki_types::ServerName;
use wasmtime_wasi_http::io::TokioIo;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

use super::grant::{Allowed, Target, allowed};
use super::{HttpPolicy, Io, UnderWay};

/// Waits of which a plugin says nothing; its call's own deadline ends them all.
const CONNECT: Duration = Duration::from_secs(10);
const FIRST_BYTE: Duration = Duration::from_secs(60);
const BETWEEN_BYTES: Duration = Duration::from_secs(60);

/// Addresses of one name that are tried.
const MAX_ADDRESSES: usize = 8;

/// Bytes of an answer's head.
const MAX_HEAD: usize = 256 << 10;

/// Why a request did not leave, or has no answer.
pub(super) struct Refusal {
    pub(super) error: Error,
    /// More than the error says.
    pub(super) reason: Option<String>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, reason: None }
    }
}

fn refused(error: Error, reason: impl Into<String>) -> Refusal {
    Refusal { error, reason: Some(reason.into()) }
}

pub(super) async fn send(
    policy: &HttpPolicy,
    mut request: Request<WasiBody>,
    options: RequestOptions,
    under_way: UnderWay,
) -> Result<(hyper::Response<WasiBody>, Io), Refusal> {
    let connect = options.connect_timeout.unwrap_or(CONNECT);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let stream = timeout(connect, reach(policy, &method, &uri)).await.map_err(|_| Error::ConnectionTimeout)??;
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(MAX_HEAD).handshake(TokioIo::new(stream)).await.map_err(Error::from)?;
    *request.uri_mut() = origin_form(request.uri());

    let answer = timeout(options.first_byte_timeout.unwrap_or(FIRST_BYTE), sender.send_request(request));
    let (answer, connection) = beside(answer, connection).await;
    let response = answer.map_err(|_| Error::ConnectionReadTimeout)?.map_err(Error::from)?;
    let patience = options.between_bytes_timeout.unwrap_or(BETWEEN_BYTES);
    let response = response.map(|incoming| {
        ResponseBody { incoming, patience, waiting: Box::pin(sleep(patience)), _under_way: under_way }.boxed_unsync()
    });
    let io = async move {
        match connection {
            Some(connection) => connection.await.map_err(Error::from),
            None => Ok(()),
        }
    };
    Ok((response, Box::new(io)))
}

/// A connection to where the request goes, TLS included.
async fn reach(policy: &HttpPolicy, method: &Method, uri: &Uri) -> Result<Box<dyn Stream>, Refusal> {
    let authority = uri.authority().ok_or(Error::HttpRequestUriInvalid)?;
    let scheme = uri.scheme().ok_or(Error::HttpRequestUriInvalid)?;
    if authority.as_str().contains('@') {
        return Err(refused(
            Error::HttpRequestUriInvalid,
            "a user's name in an address hides where it leads: remove it",
        ));
    }
    let tls = *scheme == Scheme::HTTPS;
    let port = port(authority, tls)?;
    let target = Target::of(authority.host())
        .ok_or_else(|| refused(Error::HttpRequestUriInvalid, "its host is neither a name nor an address"))?;
    let allowed = allowed(&policy.grants, method, scheme, &target, port)
        .map_err(|reason| refused(Error::HttpRequestDenied, reason))?;

    let addresses = addresses(&target, port, &allowed).await?;
    let stream = connect(&addresses).await?;
    if !tls {
        return Ok(Box::new(stream));
    }
    let name = match target {
        Target::Address(address) => ServerName::from(address),
        Target::Name(name) => ServerName::try_from(name).map_err(|_| Error::HttpRequestUriInvalid)?,
    };
    let connected = policy.tls.connector().connect(name, stream).await;
    let stream = connected.map_err(|error| {
        let reason = format!("TLS failed: {error}");
        refused(tls_error(&error), reason)
    })?;
    Ok(Box::new(stream))
}

fn tls_error(error: &io::Error) -> Error {
    use tokio_rustls::rustls::Error as Rustls;

    match error.get_ref().and_then(|inner| inner.downcast_ref::<Rustls>()) {
        Some(Rustls::InvalidCertificate(_) | Rustls::NoCertificatesPresented) => Error::TlsCertificateError,
        Some(_) => Error::TlsProtocolError,
        None => Error::ConnectionTerminated,
    }
}

fn port(authority: &Authority, tls: bool) -> Result<u16, Error> {
    // `host:` and `host:70000` have no port that `http` can name, and are no address.
    match (authority.port_u16(), authority.as_str().rsplit_once(':')) {
        (Some(port), _) => Ok(port),
        (None, Some((_, rest))) if !rest.ends_with(']') => Err(Error::HttpRequestUriInvalid),
        _ if tls => Ok(443),
        _ => Ok(80),
    }
}

/// What the target resolves to, less what is not allowed.
async fn addresses(target: &Target, port: u16, allowed: &Allowed<'_>) -> Result<Vec<SocketAddr>, Refusal> {
    let found: Vec<IpAddr> = match target {
        Target::Address(address) => vec![*address],
        Target::Name(name) => {
            let resolved = tokio::net::lookup_host((name.as_str(), port)).await.map_err(|error| {
                let unknown = Error::DnsError { rcode: None, info_code: None };
                refused(unknown, format!("the name {name} can't be resolved: {error}"))
            })?;
            resolved.map(|address| address.ip()).collect()
        }
    };
    let fit: Vec<SocketAddr> = found
        .iter()
        .filter(|address| allowed.address(**address))
        .take(MAX_ADDRESSES)
        .map(|address| SocketAddr::new(*address, port))
        .collect();
    match (fit.is_empty(), found.first()) {
        (false, _) => Ok(fit),
        (true, None) => Err(Error::DnsError { rcode: None, info_code: None }.into()),
        (true, Some(address)) => Err(refused(
            Error::DestinationIpProhibited,
            format!(
                "it leads to {address}, which is not public: grant that address by name, or the host with `private`"
            ),
        )),
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Error> {
    let mut failed = Error::DestinationUnavailable;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // A request is written whole; waiting for more only delays it.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => failed = Error::Connect(error),
        }
    }
    Err(failed)
}

/// The path alone: what a server is asked for, whose name is in the header `host`.
fn origin_form(uri: &Uri) -> Uri {
    let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    Uri::from(path)
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Polls the connection until the answer is there; a connection that has ended by itself is not given back.
async fn beside<A, C>(answer: A, connection: C) -> (A::Output, Option<Pin<Box<C>>>)
where
    A: Future,
    C: Future,
{
    let mut answer = std::pin::pin!(answer);
    let mut connection = Some(Box::pin(connection));
    let output = poll_fn(|cx| {
        if let Some(polled) = &mut connection
            && polled.as_mut().poll(cx).is_ready()
        {
            connection = None;
        }
        answer.as_mut().poll(cx)
    })
    .await;
    (output, connection)
}

/// An answer's body, of which each part has to come in time.
struct ResponseBody {
    incoming: Incoming,
    patience: Duration,
    waiting: Pin<Box<Sleep>>,
    _under_way: UnderWay,
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.incoming).poll_frame(cx) {
            Poll::Ready(frame) => {
                this.waiting.as_mut().reset(Instant::now() + this.patience);
                Poll::Ready(frame.map(|frame| frame.map_err(Error::from)))
            }
            Poll::Pending => {
                ready!(this.waiting.as_mut().poll(cx));
                Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
