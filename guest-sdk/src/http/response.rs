//! An answer: its head, and its body as it is read. Decodes nothing but text and JSON.

use serde::de::DeserializeOwned;
use url::Url;

use super::{Error, ErrorCode, Headers, system};

/// What a host answered. Dropping it ends the request, whatever of the body is not read yet.
#[derive(Debug)]
pub struct Response {
    head: Head,
    body: system::Body,
    url: Url,
    max_bytes: u64,
    read: u64,
}

/// The head of an answer.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Headers,
}

impl Response {
    pub(super) fn new(head: Head, body: system::Body, url: Url, max_bytes: u64) -> Self {
        Self { head, body, url, max_bytes, read: 0 }
    }

    /// Its status: 200, say.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// Its headers.
    pub fn headers(&self) -> &Headers {
        &self.head.headers
    }

    /// Where it comes from: the URL that was asked, its query included.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Itself, where the status is below 400.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::Status`] otherwise.
    pub fn success(self) -> Result<Self, Error> {
        if self.head.status < 400 {
            return Ok(self);
        }
        let message = format!("`{}` answered with status {}", super::error::place(&self.url), self.head.status);
        Err(Error::new(ErrorCode::Status(self.head.status), message, &self.url))
    }

    /// The next piece of the body as it comes, never empty; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::TooLarge`] past the limit of the request, and whatever keeps the body from coming.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let chunk = self.body.chunk(&self.url).await?;
        self.read += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        if self.read > self.max_bytes {
            let message = format!(
                "the body that `{}` sends has more than the {} bytes that are wanted at most",
                super::error::place(&self.url),
                self.max_bytes
            );
            return Err(Error::new(ErrorCode::TooLarge, message, &self.url));
        }
        Ok(chunk)
    }

    /// The rest of the body.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Response::chunk).
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        self.rest().await
    }

    /// The rest of the body as text, which has to be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Response::chunk); [`ErrorCode::Body`] where it is something else.
    pub async fn text(mut self) -> Result<String, Error> {
        let bytes = self.rest().await?;
        String::from_utf8(bytes).map_err(|error| {
            let message = format!("the body is not UTF-8, from byte {} on", error.utf8_error().valid_up_to());
            Error::new(ErrorCode::Body, message, &self.url)
        })
    }

    /// The rest of the body as JSON.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Response::chunk); [`ErrorCode::Body`] where it is no such JSON.
    pub async fn json<T: DeserializeOwned>(mut self) -> Result<T, Error> {
        let bytes = self.rest().await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let message = format!("the body (status {}) is not the JSON that was expected: {error}", self.head.status);
            Error::new(ErrorCode::Body, message, &self.url)
        })
    }

    async fn rest(&mut self) -> Result<Vec<u8>, Error> {
        let Some(mut bytes) = self.chunk().await? else { return Ok(Vec::new()) };
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
