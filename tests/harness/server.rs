//! An HTTP server on loopback that behaves as its paths say, badly where that is asked for, with TLS if wanted. It ends with the
//! runtime that it was started on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Where a server is.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    scheme: &'static str,
}

/// A request as it came.
struct Request {
    first: String,
    headers: Vec<String>,
    body: Vec<u8>,
    path: String,
    /// What is behind `?`, as it was written.
    query: String,
}

/// How many requests `/together` waits for before it answers any.
pub(crate) const TOGETHER: usize = 8;

/// The most headers, and bytes of a body, that a test sends.
const MAX_HEADERS: usize = 200;
const MAX_BODY: usize = 32 << 20;

/// An authority of its own for each test, and what it vouches for.
pub(crate) struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Server {
    /// Starts one without TLS.
    pub(crate) async fn start() -> Self {
        Self::listen(None).await
    }

    /// Starts one that speaks TLS, with a certificate for `name` by `authority`.
    pub(crate) async fn start_tls(authority: &Authority, name: &str) -> Self {
        Self::listen(Some(authority.acceptor(name))).await
    }

    async fn listen(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server =
            Self { address: listener.local_addr().unwrap(), scheme: if tls.is_some() { "https" } else { "http" } };
        let together = Arc::new(Barrier::new(TOGETHER));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, together) = (tls.clone(), Arc::clone(&together));
                // A client that goes away ends its own connection and nothing else.
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &together).await,
                        Some(tls) => serve(tls.accept(stream).await?, &together).await,
                    }
                });
            }
        });
        server
    }

    /// The URL of a path, by an address or a name of loopback.
    pub(crate) fn at(&self, host: &str, path: &str) -> String {
        format!("{}://{host}:{}{path}", self.scheme, self.address.port())
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        self.at("127.0.0.1", path)
    }

    /// What to grant: by another name of it.
    pub(crate) fn granted(&self, host: &str) -> String {
        format!("{host}:{}", self.address.port())
    }
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { params, key: KeyPair::generate().unwrap() }
    }

    /// Its own certificate: what a client trusts.
    pub(crate) fn pem(&self) -> String {
        self.params.self_signed(&self.key).unwrap().pem()
    }

    /// A certificate for a name or an address, and its key, as PEM.
    pub(crate) fn vouch(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let issuer = Issuer::from_params(&self.params, &self.key);
        (params.signed_by(&key, &issuer).unwrap(), key)
    }

    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let (certificate, key) = self.vouch(name);
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// One request, one answer.
async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, together: &Barrier) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let Ok(mut request) = Request::head(&mut stream).await else {
        return answer(&mut stream, "400 Bad Request", "", b"").await;
    };
    match request.path.as_str() {
        // Answers while the request is still on its way.
        "/early" => return answer(&mut stream, "413 Content Too Large", "", b"enough").await,
        _ => request.read_body(&mut stream).await?,
    }
    let text = "content-type: text/plain\r\n";
    match request.path.as_str() {
        "/echo" => {
            let body = request.json().to_string();
            answer(&mut stream, "200 OK", "content-type: application/json\r\n", body.as_bytes()).await
        }
        "/html" => answer(&mut stream, "200 OK", "content-type: text/html\r\n", b"<h1>One</h1><p>two").await,
        "/missing" => answer(&mut stream, "404 Not Found", text, b"nothing here").await,
        "/redirect" => {
            let location = format!("location: {}\r\n", request.query);
            answer(&mut stream, "302 Found", &location, b"").await
        }
        "/keep" => {
            let location = format!("location: {}\r\n", request.query);
            answer(&mut stream, "307 Temporary Redirect", &location, b"").await
        }
        "/round" => answer(&mut stream, "302 Found", "location: /round\r\n", b"").await,
        "/together" => {
            together.wait().await;
            answer(&mut stream, "200 OK", text, request.query.as_bytes()).await
        }
        "/large" => answer(&mut stream, "200 OK", text, &vec![b'x'; 3 << 20]).await,
        "/bomb" => {
            let (first, again) = bomb();
            endless(&mut stream, "content-encoding: gzip\r\n", &first, &again.repeat(100)).await
        }
        "/endless" => endless(&mut stream, text, b"", &[b'x'; 4096]).await,
        "/silent" => std::future::pending().await,
        "/stalls" => {
            head(&mut stream, text, b"some").await?;
            std::future::pending().await
        }
        "/drips" => {
            head(&mut stream, text, b"").await?;
            loop {
                chunk(&mut stream, b".").await?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        "/cut" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await?;
            stream.shutdown().await
        }
        "/nonsense" => {
            stream.write_all(b"SSH-2.0-not-http\r\n\r\n").await?;
            stream.shutdown().await
        }
        _ => answer(&mut stream, "200 OK", text, b"").await,
    }
}

impl Request {
    async fn head(stream: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<Self> {
        let mut lines = Vec::new();
        while lines.len() < MAX_HEADERS {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        let target = first.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (path, query) = (path.to_owned(), query.to_owned());
        let headers = lines.iter().map(|line| line.to_ascii_lowercase()).collect();
        Ok(Self { first, headers, body: Vec::new(), path, query })
    }

    async fn read_body(&mut self, stream: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<()> {
        let length = self.headers.iter().find_map(|header| header.strip_prefix("content-length: ")?.parse().ok());
        self.body = vec![0; length.unwrap_or(0).min(MAX_BODY)];
        stream.read_exact(&mut self.body).await.map(drop)
    }

    fn json(&self) -> serde_json::Value {
        let length = self.body.len();
        let start = String::from_utf8_lossy(&self.body[..length.min(100)]);
        json!({"first": self.first, "headers": self.headers, "body": start, "length": length})
    }
}

async fn answer(
    stream: &mut (impl AsyncWrite + Unpin),
    status: &str,
    headers: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}

/// The head of an answer whose length nobody knows, and its first piece.
async fn head(stream: &mut (impl AsyncWrite + Unpin), headers: &str, first: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await?;
    if first.is_empty() { stream.flush().await } else { chunk(stream, first).await }
}

async fn chunk(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
    stream.write_all(bytes).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}

/// Sends the same piece until the client has enough.
async fn endless(
    stream: &mut (impl AsyncWrite + Unpin),
    headers: &str,
    first: &[u8],
    piece: &[u8],
) -> std::io::Result<()> {
    head(stream, headers, first).await?;
    loop {
        chunk(stream, piece).await?;
    }
}

/// Zeros without end as gzip: the first bytes, and those that repeat. After the member's head (RFC 1952, 2.3) comes one block of
/// fixed codes (RFC 1951, 3.2.6) that begins with a literal 0; from there every 13 bits are 258 zeros more.
fn bomb() -> (Vec<u8>, Vec<u8>) {
    const MEMBER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    const BLOCK: &str = "110";
    const LITERAL: &str = "00110000";
    const AGAIN: &str = "1100010100000";
    let first = [&MEMBER[..], &packed(&[BLOCK, LITERAL, AGAIN].concat())].concat();
    (first, packed(&AGAIN.repeat(8)))
}

/// Bits in bytes, the lowest first.
fn packed(bits: &str) -> Vec<u8> {
    bits.as_bytes().chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| (byte << 1) | (bit - b'0'))).collect()
}
