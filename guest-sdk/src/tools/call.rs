//! One call: from typed arguments to JSON, and from JSON to a typed result. Never knows how it gets to the host.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::future::FusedFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ToolError, ToolErrorKind, system};

/// Calls a tool by its full name, `PROVIDER.NAME`. The arguments are an object: a struct, a map, or `json!({ .. })`.
///
/// The call starts when it is first polled, so several run at the same time where they are polled together: by `join_all`,
/// `try_join!`, `buffer_unordered` and their like, out of [`futures`](crate::futures). Dropping it before its end cancels it on
/// the host.
///
/// ```
/// use toolgate_guest::futures::future::try_join_all;
/// use toolgate_guest::serde_json::json;
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn all_orders(customers: &[u32]) -> Result<Vec<Vec<String>>, ToolError> {
///     try_join_all(customers.iter().map(|id| tools::call("shop.orders", &json!({ "customer": id })))).await
/// }
/// ```
///
/// # Errors
///
/// Whatever the host or the tool says; [`InvalidArguments`](ToolErrorKind::InvalidArguments) where the arguments can't be
/// written as JSON, and [`InvalidResult`](ToolErrorKind::InvalidResult) where the result is no `T`.
pub fn call<T: DeserializeOwned>(tool: impl Into<String>, arguments: &(impl Serialize + ?Sized)) -> Call<T> {
    let tool = tool.into();
    let state = match serde_json::to_string(arguments) {
        Ok(arguments) => State::Made(Request { tool, arguments, timeout: None }),
        Err(error) => {
            let message = format!("the arguments can't be written as JSON: {error}");
            State::Refused(ToolError::new(tool, ToolErrorKind::InvalidArguments, message))
        }
    };
    Call { state, result: PhantomData }
}

/// A call of a tool: a future, made by [`call`].
#[must_use = "a call starts when it is first polled: await it, or give it to a combinator"]
pub struct Call<T> {
    state: State,
    result: PhantomData<fn() -> T>,
}

enum State {
    Made(Request),
    Refused(ToolError),
    Running(String, Answering),
    Done,
}

/// What goes to the host.
pub(crate) struct Request {
    pub(crate) tool: String,
    /// JSON.
    pub(crate) arguments: String,
    pub(crate) timeout: Option<Duration>,
}

/// The host's answer, as JSON.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<String, ToolError>>>>;

impl<T> Call<T> {
    /// The most that the call may take; past it the host ends it, and it fails with
    /// [`TimedOut`](ToolErrorKind::TimedOut). Rounded up to milliseconds. Default: what the host allows, which it does in any case.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let State::Made(request) = &mut self.state {
            request.timeout = Some(timeout);
        }
        self
    }
}

impl<T: DeserializeOwned> Future for Call<T> {
    type Output = Result<T, ToolError>;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let State::Made(_) = self.state
            && let State::Made(request) = std::mem::replace(&mut self.state, State::Done)
        {
            self.state = State::Running(request.tool.clone(), system::answer(request));
        }
        if let State::Running(_, answering) = &mut self.state {
            let answer = ready!(answering.as_mut().poll(context));
            let State::Running(tool, _) = std::mem::replace(&mut self.state, State::Done) else { unreachable!() };
            return Poll::Ready(answer.and_then(|text| read(tool, &text)));
        }
        match std::mem::replace(&mut self.state, State::Done) {
            State::Refused(error) => Poll::Ready(Err(error)),
            _ => panic!("a call was polled after its end"),
        }
    }
}

impl<T: DeserializeOwned> FusedFuture for Call<T> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

/// How much of a result that does not fit is shown, in bytes.
const SHOWN: usize = 200;

fn read<T: DeserializeOwned>(tool: String, text: &str) -> Result<T, ToolError> {
    serde_json::from_str(text).map_err(|error| {
        let shown = &text[..text.floor_char_boundary(SHOWN)];
        let more = if shown.len() < text.len() { "…" } else { "" };
        let message = format!("the result is not what the script expects: {error}: it is {shown}{more}");
        ToolError::new(tool, ToolErrorKind::InvalidResult, message)
    })
}
