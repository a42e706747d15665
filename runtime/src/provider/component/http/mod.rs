//! HTTP for plugins, by `wasi:http`: which requests may leave, and sending them. What a plugin was not granted is refused
//! before a name is resolved; what a name resolves to is checked, and the connection goes to the very address that was.

mod address;
mod grant;
mod send;
mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::Request;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpHooks};

pub use grant::HttpGrant;
pub(super) use tls::Tls;

use crate::trace::{LogLevel, LogSink};

/// Requests that one call of a plugin may have under way at once; a further one fails as `connection-limit-reached`.
const MAX_REQUESTS: usize = 64;

/// What every call of one plugin shares.
#[derive(Debug)]
pub(super) struct HttpPolicy {
    grants: Vec<HttpGrant>,
    tls: Tls,
}

impl HttpPolicy {
    pub(super) fn new(grants: Vec<HttpGrant>, tls: Tls) -> Arc<Self> {
        Arc::new(Self { grants, tls })
    }
}

/// One call's side of `wasi:http`.
pub(super) struct Http {
    pub(super) ctx: WasiHttpCtx,
    pub(super) hooks: Hooks,
}

impl Http {
    pub(super) fn new(policy: &Arc<HttpPolicy>, log: LogSink, source: String) -> Self {
        let under_way = Arc::new(AtomicUsize::new(0));
        Self { ctx: WasiHttpCtx::new(), hooks: Hooks { policy: Arc::clone(policy), log, source, under_way } }
    }
}

/// What `wasi:http` asks of us.
pub(super) struct Hooks {
    policy: Arc<HttpPolicy>,
    log: LogSink,
    /// The call that a line of the log is about.
    source: String,
    under_way: Arc<AtomicUsize>,
}

/// A request under way; it counts until its response has been read or dropped.
#[derive(Debug)]
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn begin(count: &Arc<AtomicUsize>) -> Result<Self, Error> {
        let counted = Self(Arc::clone(count));
        match count.fetch_add(1, Ordering::Relaxed) < MAX_REQUESTS {
            true => Ok(counted),
            false => Err(Error::ConnectionLimitReached),
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(hyper::Response<WasiBody>, Io), Error>;

impl WasiHttpHooks for Hooks {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _processed: Io,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let policy = Arc::clone(&self.policy);
        let (log, source) = (self.log.clone(), self.source.clone());
        let begun = UnderWay::begin(&self.under_way);
        Box::new(async move {
            let described = format!("{} {}", request.method(), request.uri());
            send::send(&policy, request, options.unwrap_or_default(), begun?).await.map_err(|refusal| {
                // `wasi:http` has no words for a reason; the log has.
                if let Some(reason) = refusal.reason {
                    log.log(LogLevel::Warn, &source, &format!("{described} was refused: {reason}"));
                }
                refusal.error
            })
        })
    }
}
