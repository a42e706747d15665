//! The clock, for scripts: by WASI 0.3's clocks in the sandbox, by a thread of its own natively.
//!
//! ```
//! use std::time::Duration;
//! use toolgate_guest::time::{sleep, timeout};
//! # toolgate_guest::testing::block_on(async {
//! let quick = timeout(Duration::from_secs(5), async { 1 }).await;
//! assert_eq!(quick, Ok(1));
//! let slow = timeout(Duration::from_millis(1), sleep(Duration::from_secs(5))).await;
//! assert_eq!(slow.unwrap_err().to_string(), "it took longer than 1ms");
//! # });
//! ```

#[cfg(target_family = "wasm")]
mod host;
#[cfg(not(target_family = "wasm"))]
mod native;

use std::fmt::{self, Display};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{Either, FusedFuture, select};

#[cfg(target_family = "wasm")]
use host as system;
#[cfg(not(target_family = "wasm"))]
use native as system;

/// Waits that long, from when it is first polled.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep(State::Made(duration))
}

/// Runs a future for that long at most; past it the future is dropped, which cancels the calls in it.
///
/// # Errors
///
/// [`Elapsed`], where the time was up first.
pub async fn timeout<F: Future>(duration: Duration, future: F) -> Result<F::Output, Elapsed> {
    match select(pin!(future), sleep(duration)).await {
        Either::Left((output, _)) => Ok(output),
        Either::Right(((), _)) => Err(Elapsed(duration)),
    }
}

/// A moment of a clock that never goes back; `std`'s panics on `wasm32-unknown-unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        Self(system::now())
    }

    /// How long ago that was.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        system::now().saturating_sub(self.0)
    }
}

/// The time since 1970-01-01T00:00:00Z.
#[must_use]
pub fn since_epoch() -> Duration {
    system::since_epoch()
}

/// A wait: a future, made by [`sleep`].
#[must_use = "a wait begins when it is first polled: await it"]
pub struct Sleep(State);

enum State {
    Made(Duration),
    Running(Pin<Box<dyn Future<Output = ()>>>),
    Done,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let State::Made(duration) = self.0 {
            self.0 = State::Running(system::wait(duration));
        }
        if let State::Running(wait) = &mut self.0 {
            std::task::ready!(wait.as_mut().poll(context));
            self.0 = State::Done;
        }
        Poll::Ready(())
    }
}

impl FusedFuture for Sleep {
    fn is_terminated(&self) -> bool {
        matches!(self.0, State::Done)
    }
}

/// The time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed(Duration);

impl Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it took longer than {:?}", self.0)
    }
}

impl std::error::Error for Elapsed {}
