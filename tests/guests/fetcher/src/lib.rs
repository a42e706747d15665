//! A plugin that uses the SDK's HTTP in every way there is: several requests at once, the first of several, bodies left unread,
//! bodies of some size, each timeout. For the tests.

use std::time::Duration;

use futures_util::future::{join_all, select_ok};
use futures_util::stream::{FuturesUnordered, StreamExt};
use toolgate_guest::http::{self, Error, Request};
use toolgate_guest::{ToolFailure, plugin, tool};

/// Gets all of them at once; each text.
#[tool(read_only)]
async fn all(urls: Vec<String>) -> Result<Vec<String>, ToolFailure> {
    let texts = join_all(urls.iter().map(async |url| http::get(url).await?.text().await)).await;
    Ok(texts.into_iter().collect::<Result<_, Error>>()?)
}

/// Gets all of them at once; each text as it came, or the code of its error.
#[tool(read_only)]
async fn unordered(urls: Vec<String>) -> Vec<String> {
    let mut under_way: FuturesUnordered<_> = urls.iter().map(async |url| http::get(url).await?.text().await).collect();
    let mut ends = Vec::new();
    while let Some(end) = under_way.next().await {
        ends.push(end.unwrap_or_else(|error| error.code.name().to_owned()));
    }
    ends
}

/// The text of the first that answers; the others are dropped.
#[tool(read_only)]
async fn first(urls: Vec<String>) -> Result<String, ToolFailure> {
    let get = async |url: &str| http::get(url).await?.text().await;
    let (text, _others) = select_ok(urls.iter().map(|url| Box::pin(get(url)))).await?;
    Ok(text)
}

/// Leaves a body unread after its first piece, and then reads another one whole.
#[tool(read_only)]
async fn unread(url: String, then: String) -> Result<String, ToolFailure> {
    let mut response = http::get(&url).await?;
    response.chunk().await?;
    drop(response);
    Ok(http::get(&then).await?.success()?.text().await?)
}

/// Posts that many bytes; the text of the answer.
#[tool]
async fn upload(url: String, size: usize) -> Result<String, ToolFailure> {
    Ok(Request::post(&url).body(vec![b'x'; size]).send().await?.text().await?)
}

/// Gets it with one timeout each, in milliseconds.
#[tool(read_only)]
async fn timed(
    url: String,
    first_byte_ms: Option<u64>,
    between_bytes_ms: Option<u64>,
    all_ms: Option<u64>,
) -> Result<String, ToolFailure> {
    let mut request = Request::get(&url);
    if let Some(time) = first_byte_ms {
        request = request.first_byte_timeout(Duration::from_millis(time));
    }
    if let Some(time) = between_bytes_ms {
        request = request.between_bytes_timeout(Duration::from_millis(time));
    }
    if let Some(time) = all_ms {
        request = request.timeout(Duration::from_millis(time));
    }
    Ok(request.send().await?.text().await?)
}

plugin!(all, unordered, first, unread, upload, timed);
