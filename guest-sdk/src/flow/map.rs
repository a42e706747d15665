//! `map` and `batch`: one future for each item, a bounded number at once. Never looks at a result, only at whether it is one.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::Failure;
use super::errors::{Errors, Flat, Kept, Skipped, Stopped, Thrown};
use super::failure::{misuse, whole};
use super::work::Work;

/// How many items a [`map`] works on at once, where nothing else is said.
pub const DEFAULT_WIDTH: usize = 16;
/// The most that [`Map::width`] takes.
pub const MAX_WIDTH: usize = 10_000;

/// Runs a function for each item, at most [`DEFAULT_WIDTH`] at once, and gives the results in the items' order.
///
/// The items are taken as there is room for them, so they may be an iterator without an end. The first failure ends it: nothing
/// more is begun, what runs is dropped, which cancels its calls. [`keep_errors`](Map::keep_errors),
/// [`skip_errors`](Map::skip_errors) and [`partial`](Map::partial) do otherwise.
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn prices(articles: &[&str]) -> Result<Vec<f64>, ToolError> {
///     flow::map(articles, |id| tools::call("shop.price", &json!({ "article": id }))).width(4).await
/// }
/// # let shop = Tools::new().tool("shop.price", |arguments: Value| Ok(json!(arguments["article"].to_string().len())));
/// # assert_eq!(block_on(shop.run(prices(&["tea", "cake"]))), Ok(vec![5.0, 6.0]));
/// ```
///
/// # Errors
///
/// The first failure; [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its [`timeout`](Map::timeout), and
/// [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where an option is none.
pub fn map<I, F, Fut, T, E>(items: I, function: F) -> Map<I::IntoIter, F, Fut>
where
    I: IntoIterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    Map::new("map", items.into_iter(), function)
}

/// The same for a function that takes several items: it gets up to `size` of them at once, and its answers become one list.
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn prices(articles: Vec<u32>) -> Result<Vec<f64>, ToolError> {
///     flow::batch(articles, 100, |ids| tools::call::<Vec<f64>>("shop.prices", &json!({ "articles": ids }))).await
/// }
/// # let shop = Tools::new().tool("shop.prices", |arguments: Value| Ok(arguments["articles"].clone()));
/// # assert_eq!(block_on(shop.run(prices((0..250).collect()))).unwrap().len(), 250);
/// # assert_eq!(shop.calls().len(), 3);
/// ```
///
/// A chunk that fails counts as one item: [`keep_errors`](Map::keep_errors) leaves one error in its place, and
/// [`partial`](Map::partial) gives the answers by chunk.
///
/// # Errors
///
/// As [`map`], and where `size` is 0.
pub fn batch<I, F, Fut, C, E>(items: I, size: usize, function: F) -> Map<Chunks<I::IntoIter>, F, Fut, Flat<Thrown>>
where
    I: IntoIterator,
    F: FnMut(Vec<I::Item>) -> Fut,
    Fut: Future<Output = Result<C, E>>,
    C: IntoIterator,
    E: Failure,
{
    let chunks = Chunks { items: items.into_iter(), size };
    let mut batch = Map::new("batch", chunks, function);
    batch.has_size = size > 0;
    batch
}

/// A future, made by [`map`] or [`batch`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct Map<I, F, Fut: Future, M = Thrown> {
    /// Until there are no more.
    items: Option<I>,
    function: F,
    width: usize,
    has_size: bool,
    work: Work<Fut>,
    /// Of every item that was begun.
    results: Vec<Option<Fut::Output>>,
    errors: PhantomData<fn() -> M>,
}

/// Items by the vector; made by [`batch`].
pub struct Chunks<I> {
    items: I,
    size: usize,
}

impl<I: Iterator> Iterator for Chunks<I> {
    type Item = Vec<I::Item>;

    fn next(&mut self) -> Option<Vec<I::Item>> {
        let chunk: Vec<_> = self.items.by_ref().take(self.size).collect();
        (!chunk.is_empty()).then_some(chunk)
    }
}

impl<I, F, Fut: Future, M> Map<I, F, Fut, M> {
    fn new(name: &'static str, items: I, function: F) -> Self {
        let work = Work::new(name);
        let (items, results) = (Some(items), Vec::new());
        Self { items, function, width: DEFAULT_WIDTH, has_size: true, work, results, errors: PhantomData }
    }

    /// How many items it works on at once, from 1 to [`MAX_WIDTH`]. Default: [`DEFAULT_WIDTH`].
    pub fn width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    /// The most that all of it may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.work.set_timeout(timeout);
        self
    }

    fn with<N>(self) -> Map<I, F, Fut, N> {
        let Self { items, function, width, has_size, work, results, .. } = self;
        Map { items, function, width, has_size, work, results, errors: PhantomData }
    }
}

impl<I, F, Fut: Future> Map<I, F, Fut, Thrown> {
    /// Failures stay in their places: it gives `Result<Vec<Result<T, E>>, E>`, where the outer error is that the time was up.
    pub fn keep_errors(self) -> Map<I, F, Fut, Kept> {
        self.with()
    }

    /// Failures are left out: it gives the other results, in their order.
    pub fn skip_errors(self) -> Map<I, F, Fut, Skipped> {
        self.with()
    }

    /// The first failure, or the time, ends it, and it gives both: what is there so far, and the error.
    ///
    /// ```
    /// # use toolgate_guest::testing::{Tools, block_on};
    /// use toolgate_guest::flow::{self, Partial};
    /// use toolgate_guest::serde_json::json;
    /// use toolgate_guest::tools::{self, ToolError};
    ///
    /// # block_on(async {
    /// let prices = flow::map([1, 2], |id| tools::call::<f64>("shop.price", &json!({ "article": id })));
    /// let Partial { results, error, .. } = prices.partial().await;
    /// # assert_eq!((results.len(), error.is_some()), (2, true));
    /// # });
    /// ```
    pub fn partial(self) -> Map<I, F, Fut, Stopped> {
        self.with()
    }
}

impl<I, F, Fut: Future> Map<I, F, Fut, Flat<Thrown>> {
    /// A chunk that fails leaves one error in its place.
    pub fn keep_errors(self) -> Map<I, F, Fut, Flat<Kept>> {
        self.with()
    }

    /// Chunks that fail are left out.
    pub fn skip_errors(self) -> Map<I, F, Fut, Flat<Skipped>> {
        self.with()
    }

    /// The first failure, or the time, ends it, and it gives both: the answers so far, by chunk, and the error.
    pub fn partial(self) -> Map<I, F, Fut, Stopped> {
        self.with()
    }
}

// The futures are in the heap; the rest is never pinned.
impl<I, F, Fut: Future, M> Unpin for Map<I, F, Fut, M> {}

impl<I, F, Fut, T, E, M> Future for Map<I, F, Fut, M>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    M: Errors<T, E>,
{
    type Output = M::Output;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<M::Output> {
        let this = self.get_mut();
        this.work.check();
        let early = ready!(this.poll_end(context, M::FIRST_ENDS));
        this.work.end();
        Poll::Ready(M::end(std::mem::take(&mut this.results), early))
    }
}

impl<I, F, Fut, T, E, M> Map<I, F, Fut, M>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    /// Until all are there, or for what ends it before.
    fn poll_end(&mut self, context: &mut Context<'_>, first_ends: bool) -> Poll<Option<E>> {
        if !self.has_size {
            let message = "the option `size` of batch is a whole number of 1 or more".to_owned();
            return Poll::Ready(Some(misuse(self.work.name, message).into()));
        }
        if let Err(error) = whole(self.work.name, "width", self.width, MAX_WIDTH) {
            return Poll::Ready(Some(error.into()));
        }
        loop {
            self.begin();
            match self.work.poll_next(context) {
                Poll::Ready(Some((_, Err(error)))) if first_ends => return Poll::Ready(Some(error)),
                Poll::Ready(Some((number, result))) => self.results[number] = Some(result),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => break,
            }
        }
        self.work.poll_late(context).map(|late| Some(late.into()))
    }

    /// As many as there is room for.
    fn begin(&mut self) {
        while self.work.running() < self.width
            && let Some(items) = &mut self.items
        {
            let Some(item) = items.next() else {
                self.items = None;
                break;
            };
            self.work.start(self.results.len(), (self.function)(item));
            self.results.push(None);
        }
    }
}
