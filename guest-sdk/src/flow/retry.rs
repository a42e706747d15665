//! `retry`: again after a failure that may pass. Never looks at a success, and never starts two attempts at once.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::Failure;
use super::failure::{number, whole};
use super::work::TimeLimit;
use crate::random;
use crate::time::{Sleep, sleep};
use crate::tools::ToolError;

/// The most that [`Retry::times`] takes.
pub const MAX_TIMES: u32 = 100;

/// Runs a function, and again after a failure that may pass: one that is [`retryable`](ToolError::retryable), or whatever
/// [`when`](Retry::when) says. The function gets the attempt's number, from 1.
///
/// Before the next attempt it waits: anywhere between nothing and [`delay`](Retry::delay), which grows by
/// [`factor`](Retry::factor) with each attempt up to [`most`](Retry::most), so that those who failed together don't come back
/// together; but never less than the tool said by `retry_after_ms` in its error's data.
///
/// The gate repeats calls itself, where a repeat is safe and its policy says so; this is for what a policy doesn't know.
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// # use toolgate_guest::ToolFailure;
/// use std::time::Duration;
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn report(page: &str) -> Result<Value, ToolError> {
///     flow::retry(|_| tools::call("web.report", &json!({ "page": page }))).times(5).timeout(Duration::from_secs(20)).await
/// }
/// # let tools = Tools::new().tool("web.report", |_| Err(ToolFailure::failed("no such page")));
/// # assert!(block_on(tools.run(report("1"))).is_err());
/// # assert_eq!(tools.calls().len(), 1);
/// ```
///
/// # Errors
///
/// The last attempt's; [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its [`timeout`](Retry::timeout), in the middle
/// of an attempt or of a wait; [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where an option is none.
pub fn retry<F, Fut, T, E>(function: F) -> Retry<F, Fut>
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    Retry {
        function,
        times: 3,
        pause: Pause { delay: Duration::from_millis(100), factor: 2.0, most: Duration::from_secs(10) },
        when: Retryable(()),
        limit: TimeLimit::default(),
        attempt: 0,
        state: State::Waiting(None),
    }
}

/// A future, made by [`retry`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct Retry<F, Fut, W = Retryable> {
    function: F,
    times: u32,
    pause: Pause,
    when: W,
    limit: TimeLimit,
    /// From 1; 0 before the first.
    attempt: u32,
    state: State<Fut>,
}

enum State<Fut> {
    Running(Pin<Box<Fut>>),
    /// For the next attempt.
    Waiting(Option<Sleep>),
}

/// How long to wait between attempts.
struct Pause {
    delay: Duration,
    factor: f64,
    most: Duration,
}

/// Which failures may pass.
pub trait When<E> {
    #[doc(hidden)]
    fn again(&mut self, error: &E) -> bool;
}

/// Those that say so.
pub struct Retryable(());

/// Those of which a function says so.
pub struct If<W>(W);

impl<E: Failure> When<E> for Retryable {
    fn again(&mut self, error: &E) -> bool {
        error.tool_error().is_some_and(|error| error.retryable)
    }
}

impl<E, W: FnMut(&E) -> bool> When<E> for If<W> {
    fn again(&mut self, error: &E) -> bool {
        (self.0)(error)
    }
}

impl<F, Fut, W> Retry<F, Fut, W> {
    /// The most attempts, the first among them, from 1 to [`MAX_TIMES`]. Default: 3.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The longest wait after the first attempt. Default: 100 ms.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.pause.delay = delay;
        self
    }

    /// By what the longest wait grows with each attempt, no less than 1. Default: 2.
    pub fn factor(mut self, factor: f64) -> Self {
        self.pause.factor = factor;
        self
    }

    /// What the longest wait grows up to. Default: 10 s.
    pub fn most(mut self, most: Duration) -> Self {
        self.pause.most = most;
        self
    }

    /// The most that all attempts and waits may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limit.timeout = Some(timeout);
        self
    }
}

impl<F, Fut, T, E> Retry<F, Fut>
where
    Fut: Future<Output = Result<T, E>>,
{
    /// After which failures there is another attempt. Default: after those that are retryable.
    pub fn when<W: FnMut(&E) -> bool>(self, when: W) -> Retry<F, Fut, If<W>> {
        let Self { function, times, pause, limit, attempt, state, .. } = self;
        Retry { function, times, pause, when: If(when), limit, attempt, state }
    }
}

// An attempt is in the heap; the rest is never pinned.
impl<F, Fut, W> Unpin for Retry<F, Fut, W> {}

impl<F, Fut, T, E, W> Future for Retry<F, Fut, W>
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    W: When<E>,
{
    type Output = Result<T, E>;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T, E>> {
        let this = self.get_mut();
        this.limit.check("retry");
        let ended = ready!(this.poll_end(context));
        this.state = State::Waiting(None);
        this.limit.end();
        Poll::Ready(ended)
    }
}

impl<F, Fut, T, E, W> Retry<F, Fut, W>
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    W: When<E>,
{
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Result<T, E>> {
        if self.attempt == 0 {
            whole("retry", "times", self.times as usize, MAX_TIMES as usize)?;
            number("retry", "factor", self.pause.factor, 1)?;
        }
        loop {
            match &mut self.state {
                State::Waiting(wait) => {
                    if let Some(wait) = wait
                        && Pin::new(wait).poll(context).is_pending()
                    {
                        break;
                    }
                    self.attempt += 1;
                    self.state = State::Running(Box::pin((self.function)(self.attempt)));
                }
                State::Running(attempt) => match attempt.as_mut().poll(context) {
                    Poll::Pending => break,
                    Poll::Ready(Err(error)) if self.attempt < self.times && self.when.again(&error) => {
                        let wait = self.pause.after(self.attempt, error.tool_error());
                        self.state = State::Waiting(Some(sleep(wait)));
                    }
                    Poll::Ready(ended) => return Poll::Ready(ended),
                },
            }
        }
        self.limit.poll("retry", context).map(|late| Err(late.into()))
    }
}

impl Pause {
    fn after(&self, attempt: u32, error: Option<&ToolError>) -> Duration {
        let told = error.and_then(|error| error.data.as_ref()?.get("retry_after_ms")?.as_f64());
        let told = told.filter(|ms| *ms > 0.0).map_or(Duration::ZERO, |ms| seconds(ms / 1000.0, Duration::MAX));
        let longest = self.longest(attempt);
        seconds(longest.as_secs_f64() * random::unit(), longest).max(told)
    }

    fn longest(&self, attempt: u32) -> Duration {
        if self.delay.is_zero() {
            return Duration::ZERO;
        }
        let power = i32::try_from(attempt - 1).unwrap_or(i32::MAX);
        seconds(self.delay.as_secs_f64() * self.factor.powi(power), self.most)
    }
}

/// As a duration of no more than `most`.
fn seconds(seconds: f64, most: Duration) -> Duration {
    Duration::try_from_secs_f64(seconds).map_or(most, |duration| duration.min(most))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::tools::ToolErrorKind;

    fn pause(delay: Duration, factor: f64, most: Duration) -> Pause {
        Pause { delay, factor, most }
    }

    #[test]
    fn a_delay_grows_up_to_its_most() {
        let second = Duration::from_secs(1);
        let longest = |pause: &Pause| [1, 2, 3, 100].map(|attempt| pause.longest(attempt));
        let usual = pause(second / 10, 2.0, second * 10);
        assert_eq!(longest(&usual), [second / 10, second / 5, second * 2 / 5, second * 10]);
        assert_eq!(longest(&pause(second, 1.0, second * 10)), [second; 4]);
        assert_eq!(longest(&pause(second, 1e300, second * 10)), [second, second * 10, second * 10, second * 10]);
        assert_eq!(longest(&pause(Duration::ZERO, f64::INFINITY, second)), [Duration::ZERO; 4]);
        assert_eq!(longest(&pause(Duration::MAX, 2.0, Duration::MAX)), [Duration::MAX; 4]);
    }

    #[test]
    fn a_wait_is_anywhere_in_its_span_and_no_less_than_the_tool_said() {
        let pause = pause(Duration::from_millis(8), 1.0, Duration::from_secs(1));
        let waits: Vec<_> = (0..200).map(|_| pause.after(1, None)).collect();
        assert!(waits.iter().all(|wait| *wait < Duration::from_millis(8)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(4)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(4)), "{waits:?}");

        let after = |told: Value| {
            let error = ToolError::new("t.x", ToolErrorKind::Unavailable, String::new());
            pause.after(1, Some(&ToolError { data: Some(json!({ "retry_after_ms": told })), ..error }))
        };
        assert_eq!(after(json!(1500)), Duration::from_millis(1500));
        assert_eq!(after(json!(1e300)), Duration::MAX);
        for told in [json!(-5), json!("soon"), json!(null)] {
            assert!(after(told) < Duration::from_millis(8));
        }
    }
}
