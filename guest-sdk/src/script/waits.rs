//! How many of a script's futures wait for the host, so that one that waits for nothing is told instead of left alone. Never
//! knows what is waited for.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::woken::Woken;

thread_local! {
    static WAITING: Cell<usize> = const { Cell::new(0) };
}

/// Something that the host will complete; from its start to its end or drop.
pub(crate) struct Waiting(());

impl Waiting {
    pub(crate) fn begin() -> Self {
        WAITING.set(WAITING.get() + 1);
        Self(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.set(WAITING.get() - 1);
    }
}

/// Runs a future to its end; `None` where it waits, and nothing is under way that could wake it.
pub(super) async fn watched<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| {
        // What woke itself goes on.
        let woken = Woken::around(context.waker());
        let waker = Waker::from(Arc::clone(&woken));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if WAITING.get() == 0 && !woken.take() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
