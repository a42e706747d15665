//! `first` and `race`: of several futures the one that is done before the others. Never polls those again.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Failure;
use super::failure::{all_failed, misuse};
use super::work::Work;

/// The first success; the others are dropped, which cancels their calls.
///
/// The sources are futures of one type: calls, say. Different ones become one by `.boxed_local()` of
/// [`FutureExt`](crate::futures::FutureExt).
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::json;
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn weather(city: &str) -> Result<String, ToolError> {
///     let sources = ["north.weather", "south.weather"];
///     flow::first(sources.map(|tool| tools::call(tool, &json!({ "city": city })))).await
/// }
/// # let tools = Tools::new().tool("south.weather", |_| Ok(json!("rain")));
/// # assert_eq!(block_on(tools.run(weather("Riga"))).unwrap(), "rain");
/// ```
///
/// # Errors
///
/// Of one source its own. Of several that all fail [`Failed`](crate::tools::ToolErrorKind::Failed) with the data
/// `{"errors": [texts]}`; [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its [`timeout`](First::timeout),
/// [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where there is no source.
pub fn first<S, Fut, T, E>(sources: S) -> First<Fut>
where
    S: IntoIterator<Item = Fut>,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    First(Sources::new("first", sources))
}

/// Whatever ends first, success or failure; the others are dropped, which cancels their calls.
///
/// Of several that are done at the same time it is the one that was told first, and of those that need not wait at all the
/// earliest. With a [`timeout`](Race::timeout) it has a deadline.
///
/// # Errors
///
/// The failure that came first; [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its timeout,
/// [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where there is no source.
pub fn race<S, Fut, T, E>(sources: S) -> Race<Fut>
where
    S: IntoIterator<Item = Fut>,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    Race(Sources::new("race", sources))
}

/// A future, made by [`first`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct First<Fut: Future>(Sources<Fut>);

/// A future, made by [`race`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct Race<Fut: Future>(Sources<Fut>);

impl<Fut: Future> First<Fut> {
    /// The most that it may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.work.set_timeout(timeout);
        self
    }
}

impl<Fut: Future> Race<Fut> {
    /// The most that it may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.work.set_timeout(timeout);
        self
    }
}

impl<Fut, T, E> Future for First<Fut>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    type Output = Fut::Output;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Fut::Output> {
        let sources = &mut self.get_mut().0;
        sources.poll(context, Result::is_ok).map(|decided| match decided? {
            Some(number) => sources.take(number),
            None if sources.answers.len() == 1 => sources.take(0),
            None => Err(sources.all_failed().into()),
        })
    }
}

impl<Fut, T, E> Future for Race<Fut>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    type Output = Fut::Output;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Fut::Output> {
        let sources = &mut self.get_mut().0;
        sources.poll(context, |_| true).map(|decided| match decided? {
            Some(number) => sources.take(number),
            None => Err(sources.all_failed().into()),
        })
    }
}

// The futures are in the heap; the rest is never pinned.
impl<Fut: Future> Unpin for First<Fut> {}
impl<Fut: Future> Unpin for Race<Fut> {}

/// Several futures, of which one or some decide.
pub(super) struct Sources<Fut: Future> {
    pub(super) work: Work<Fut>,
    /// By source.
    pub(super) answers: Vec<Option<Fut::Output>>,
}

impl<Fut: Future> Sources<Fut> {
    pub(super) fn new(name: &'static str, sources: impl IntoIterator<Item = Fut>) -> Self {
        let (mut work, mut answers) = (Work::new(name), Vec::new());
        for source in sources {
            work.start(answers.len(), source);
            answers.push(None);
        }
        Self { work, answers }
    }
}

impl<Fut, T, E> Sources<Fut>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    /// Until an answer decides, or all are there: its number, or none. The time may be up before. Ends the work.
    fn poll(
        &mut self,
        context: &mut Context<'_>,
        mut decides: impl FnMut(&Result<T, E>) -> bool,
    ) -> Poll<Result<Option<usize>, E>> {
        self.poll_each(context, |_, answer| Ok(decides(answer)))
    }

    /// The same; looking at an answer may fail, which ends it as well.
    pub(super) fn poll_each(
        &mut self,
        context: &mut Context<'_>,
        mut decides: impl FnMut(usize, &Result<T, E>) -> Result<bool, E>,
    ) -> Poll<Result<Option<usize>, E>> {
        self.work.check();
        let decided = self.poll_decided(context, &mut decides);
        if decided.is_ready() {
            self.work.end();
        }
        decided
    }

    fn poll_decided(
        &mut self,
        context: &mut Context<'_>,
        decides: &mut impl FnMut(usize, &Result<T, E>) -> Result<bool, E>,
    ) -> Poll<Result<Option<usize>, E>> {
        let name = self.work.name;
        if self.answers.is_empty() {
            let message = format!("{name} was given nothing to choose from: pass at least one source");
            return Poll::Ready(Err(misuse(name, message).into()));
        }
        while let Poll::Ready(next) = self.work.poll_next(context) {
            let Some((number, answer)) = next else { return Poll::Ready(Ok(None)) };
            let decided = decides(number, &answer);
            self.answers[number] = Some(answer);
            if decided? {
                return Poll::Ready(Ok(Some(number)));
            }
        }
        self.work.poll_late(context).map(|late| Err(late.into()))
    }

    /// The answer of a source that has one.
    fn take(&mut self, number: usize) -> Result<T, E> {
        match self.answers.get_mut(number).and_then(Option::take) {
            Some(answer) => answer,
            None => Err(self.all_failed().into()),
        }
    }

    pub(super) fn all_failed(&self) -> crate::tools::ToolError {
        let errors = self.answers.iter().flatten().filter_map(|answer| answer.as_ref().err());
        all_failed(self.work.name, errors)
    }
}
