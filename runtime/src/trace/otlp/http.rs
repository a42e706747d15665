//! How requests reach the collector: one connection each, on the exporter's own runtime, whoever's thread asks. Bounded in time and
//! in what it reads; follows no redirect.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use wasmtime_wasi_http::io::TokioIo;

/// Bytes of an answer that are read.
const MAX_ANSWER: usize = 64 << 10;

#[derive(Clone)]
pub(super) struct Client {
    tokio: Handle,
    timeout: Duration,
    tls: TlsConnector,
    /// Where requests go, once there was one.
    address: Arc<OnceLock<String>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

/// Whether that can be an endpoint.
pub(super) fn check(endpoint: &str) -> Result<(), String> {
    let uri: http::Uri = endpoint.parse().map_err(|error| format!("{endpoint:?} is no address: {error}"))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(()),
        _ => Err(format!("{endpoint:?} is no address of a collector: write http://HOST:4318")),
    }
}

impl Client {
    pub(super) fn new(tokio: Handle, timeout: Duration) -> Result<Self, String> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tokio, timeout, tls: TlsConnector::from(Arc::new(config)), address: Arc::default() })
    }

    /// The same for requests to another address.
    pub(super) fn another(&self) -> Self {
        Self { address: Arc::default(), ..self.clone() }
    }

    /// Where requests go, such as `http://127.0.0.1:4318`; `None` before the first.
    pub(super) fn address(&self) -> Option<&str> {
        self.address.get().map(String::as_str)
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (tls, timeout) = (self.tls.clone(), self.timeout);
        self.address.get_or_init(|| {
            let uri = request.uri();
            let authority = uri.authority().map_or("", |authority| authority.as_str());
            // What stands before an `@` may be a secret.
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{}://{host}", uri.scheme_str().unwrap_or("http"))
        });
        let sent = self.tokio.spawn(async move { tokio::time::timeout(timeout, send(tls, request)).await });
        sent.await?.map_err(|_| format!("no answer within {timeout:?}"))?
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn send(tls: TlsConnector, mut request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let authority = request.uri().authority().cloned().ok_or("the collector's address has no host")?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let secure = request.uri().scheme_str() == Some("https");
    let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let stream = TcpStream::connect((host.as_str(), port)).await?;
    let stream: Box<dyn Stream> =
        if secure { Box::new(tls.connect(ServerName::try_from(host)?, stream).await?) } else { Box::new(stream) };

    request.headers_mut().insert(HOST, HeaderValue::from_str(authority.as_str())?);
    *request.uri_mut() = request.uri().path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request.map(Full::new)).await?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, MAX_ANSWER).collect().await?.to_bytes();
    connection.abort();
    Ok(Response::from_parts(head, body))
}
