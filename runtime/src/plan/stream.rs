//! A plan that is still being written.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};

/// A plan that arrives in pieces: what a model streams, say. The pieces may be cut anywhere, within a character too.
///
/// [`Runtime::run_plan`](crate::Runtime::run_plan) starts each task of a plan of text the moment its line is there (its line break: nobody
/// knows before that whether the line goes on; where its parenthesis or a quote is missing, the next line may be a part of it) and its inputs
/// are; a plan of JSON is run when it is whole. After `join()` or `<END_OF_PLAN>` nothing more is read.
pub struct PlanStream {
    chunks: Pin<Box<dyn Stream<Item = Result<Vec<u8>, String>> + Send>>,
    name: Arc<str>,
}

impl PlanStream {
    /// A plan from pieces of text, or of bytes.
    pub fn new<S, C>(chunks: S) -> Self
    where
        S: Stream<Item = C> + Send + 'static,
        C: AsRef<[u8]>,
    {
        Self::of(chunks.map(|chunk| Ok(chunk.as_ref().to_vec())))
    }

    /// The same where reading may fail: that ends the run, with the error at the place that the plan had come to.
    pub fn fallible<S, C, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<C, E>> + Send + 'static,
        C: AsRef<[u8]>,
        E: fmt::Display,
    {
        Self::of(chunks.map(|chunk| chunk.map(|chunk| chunk.as_ref().to_vec()).map_err(|error| error.to_string())))
    }

    fn of(chunks: impl Stream<Item = Result<Vec<u8>, String>> + Send + 'static) -> Self {
        Self { chunks: Box::pin(chunks.fuse()), name: "plan".into() }
    }

    /// Names the plan, for messages and traces. The default is `plan`.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into().into();
        self
    }

    /// The name for messages and traces.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn next(&mut self) -> Option<Result<Vec<u8>, String>> {
        self.chunks.next().await
    }
}

impl fmt::Debug for PlanStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlanStream").field("name", &self.name).finish_non_exhaustive()
    }
}
