//! A request and all that it takes to have its answer: redirects, each a request of its own; the body, decoded within bounds.

use toolgate_guest::http::{Deadline, Error, ErrorCode, Request, Response};
use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, ToolFailure};

use crate::answer::{Answer, Format};
use crate::decode::{self, Decoder};
use crate::redirect;
use crate::{failed, limit};

/// A request, and what bounds it.
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) deadline: Deadline,
    pub(crate) max_bytes: u32,
    pub(crate) max_redirects: u32,
    pub(crate) allow_downgrade: bool,
}

/// What may be sent more than what it decodes to, in bytes: a coding's own.
const OVERHEAD: u64 = 64 << 10;

impl Exchange {
    /// Sends the request, follows redirects, and reads the answer.
    pub(crate) async fn run(self, format: Format) -> Result<Answer, ToolFailure> {
        let max_bytes = self.max_bytes;
        let (response, redirects) = self.follow().await?;
        let mut url = response.url().clone();
        url.set_fragment(None);
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = read(response, url.as_str(), headers.get("content-encoding"), max_bytes).await?;
        Answer::new((status, url.into(), redirects), &headers, &bytes, format)
    }

    async fn follow(self) -> Result<(Response, u32), ToolFailure> {
        let mut request = self.request.deadline(self.deadline).max_bytes(u64::from(self.max_bytes) + OVERHEAD);
        if !request.headers_mut().contains("accept-encoding") {
            request = request.header("accept-encoding", "gzip, deflate");
        }
        let mut redirects = 0;
        let mut from = None;
        loop {
            let response = request.clone().send().await.map_err(|error| said(error, from.as_deref()))?;
            if self.max_redirects == 0 {
                return Ok((response, redirects));
            }
            let location = response.headers().get_all("location").next();
            let here = response.url();
            let Some(next) = redirect::of(response.status(), location, here, request.method(), self.allow_downgrade)?
            else {
                return Ok((response, redirects));
            };
            redirects += 1;
            if redirects > self.max_redirects {
                let most = self.max_redirects;
                let message = format!("there are more than {most} redirects, the last one to `{}`", next.url);
                return Err(ToolFailure::limit_exceeded(message).with_data(json!({
                    "code": "redirects", "limit": "max_redirects", "allowed": most, "url": here.as_str(),
                })));
            }
            next.strip(request.headers_mut(), here);
            from = Some(here.to_string());
            request = request.with_url(next.url.as_str());
            if next.becomes_get {
                request = request.with_method("GET").body(Vec::new());
            }
        }
    }
}

/// Reads a body, and ends where it passes its bound, on the wire or decoded.
async fn read(mut response: Response, url: &str, coding: Option<&str>, max_bytes: u32) -> Result<Vec<u8>, ToolFailure> {
    let mut decoder = Decoder::new(coding, max_bytes as usize).map_err(|coding| {
        let message = format!("the body is encoded as {coding:?}, which was not asked for and is not known here");
        failed("content-encoding", message, url)
    })?;
    let too_large = || {
        let message =
            format!("the body has more than the {max_bytes} bytes of `max_bytes`: ask for less, or allow more");
        limit(message, "max_bytes", max_bytes.into(), url)
    };
    let wrong = |error| match error {
        decode::Error::TooLarge => too_large(),
        decode::Error::Broken => {
            let message = format!("the body is not the {} that its header says", coding.unwrap_or_default());
            failed("content-encoding", message, url)
        }
    };
    let mut empty = true;
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => decoder = decoder.push(&chunk).map_err(wrong)?,
            Ok(None) => return decoder.finish(empty).map_err(wrong),
            Err(error) if error.code == ErrorCode::TooLarge => return Err(too_large()),
            Err(error) => return Err(error.into()),
        }
        empty = false;
    }
}

/// The failure of a request, which a redirect may have led to: then it is not the arguments that are wrong.
fn said(error: Error, from: Option<&str>) -> ToolFailure {
    let mut failure = ToolFailure::from(error);
    let Some(from) = from else { return failure };
    failure.message = format!("after a redirect from `{from}`: {}", failure.message);
    if failure.kind == FailureKind::InvalidArguments {
        failure.kind = FailureKind::Failed;
    }
    if let Some(Value::Object(data)) = &mut failure.data {
        data.insert("redirected_from".to_owned(), Value::from(from));
    }
    failure
}
