//! Calls that did not complete inside of the guest's poll. wasmtime does not run one guest inside of another's poll, so whatever
//! drives a guest itself (a plugin's call, a nested run) goes on here, and so does everything that waits.
//!
//! A lone call that only had to get outside is polled once more by the run's own task: waking another thread costs as much as a
//! quick plugin. Everything else, and whatever that poll does not finish, becomes a task, because futures inside of the sandbox stand still
//! while the guest computes.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::provider::{CallFuture, CallResult};
use crate::trace::CallTrace;

thread_local! {
    /// Whether this thread is polling a call from within a guest.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Whether the call that is being polled there waits for nothing but to be outside.
    static HELD: Cell<bool> = const { Cell::new(false) };
}

/// Resolves once the caller is not polled from within a guest.
pub(crate) async fn outside() {
    poll_fn(|cx| {
        if INSIDE.get() {
            HELD.set(true);
            // For whoever stands in between and polls only what was woken.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
}

/// A call of which nothing is left but its result. Its panics stay with it: they are an error that the caller words. What it starts
/// while it is polled knows that it is this call's.
pub(super) struct Call {
    call: CallFuture,
    trace: CallTrace,
}

/// A layer of the gate, or the tool, panicked.
pub(super) struct Panicked;

impl Call {
    pub(super) fn new(call: CallFuture, trace: CallTrace) -> Self {
        Self { call, trace }
    }
}

impl Future for Call {
    type Output = Result<CallResult, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { call, trace } = &mut *self;
        match catch_unwind(AssertUnwindSafe(|| trace.sync_scope(|| call.as_mut().poll(cx)))) {
            Ok(Poll::Ready(result)) => {
                // Here, and not when the guest looks: it may be computing.
                trace.end(&result);
                Poll::Ready(Ok(result))
            }
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    }
}

/// Polls a call once from within a guest. The flag says whether all that it waits for is to be outside.
pub(super) fn poll_inside(call: &mut Call, cx: &mut Context<'_>) -> (Poll<Result<CallResult, Panicked>>, bool) {
    INSIDE.set(true);
    HELD.set(false);
    let polled = Pin::new(call).poll(cx);
    INSIDE.set(false);
    (polled, HELD.get())
}

/// A call on its way: shared by the guest's future, which waits for it, and the run, which drives it.
#[derive(Clone)]
pub(super) struct Slot(Arc<Mutex<State>>);

enum State {
    /// Not outside yet.
    Held(Call, oneshot::Sender<Result<CallResult, Panicked>>),
    Task(AbortHandle),
    /// Completed, cancelled, or being polled.
    Gone,
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It has completed, or was cancelled.
    pub(super) fn is_gone(&self) -> bool {
        match &*self.state() {
            State::Gone => true,
            State::Task(task) => task.is_finished(),
            State::Held(..) => false,
        }
    }

    /// Ends the call; its receiver learns that there will be no result.
    pub(super) fn cancel(&self) {
        let state = std::mem::replace(&mut *self.state(), State::Gone);
        if let State::Task(task) = state {
            task.abort();
        }
    }

    fn spawn(&self, call: Call, done: oneshot::Sender<Result<CallResult, Panicked>>) {
        let task = tokio::spawn(async move {
            // Nobody waits any more where the run is over.
            drop(done.send(call.await));
        });
        *self.state() = State::Task(task.abort_handle());
    }
}

/// The run's calls that wait to be outside, in the order in which they were made.
#[derive(Default)]
pub(super) struct Outside(Mutex<VecDeque<Slot>>);

impl Outside {
    fn held(&self) -> MutexGuard<'_, VecDeque<Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a call over. `held`: all that it waits for is to be outside.
    pub(super) fn take(&self, call: Call, held: bool) -> (Slot, oneshot::Receiver<Result<CallResult, Panicked>>) {
        let (done, result) = oneshot::channel();
        let slot = Slot(Arc::new(Mutex::new(State::Gone)));
        if held {
            *slot.state() = State::Held(call, done);
            self.held().push_back(slot.clone());
        } else {
            slot.spawn(call, done);
        }
        (slot, result)
    }

    /// Goes on with the calls that are held, outside of any guest. Returns whether one of them has completed.
    pub(super) fn drive(&self, cx: &mut Context<'_>) -> bool {
        let held = std::mem::take(&mut *self.held());
        let alone = held.len() == 1;
        let mut completed = false;
        for slot in held {
            // Taken out of the lock: a call may do anything while it is polled.
            let State::Held(mut call, done) = std::mem::replace(&mut *slot.state(), State::Gone) else { continue };
            if alone && let Poll::Ready(result) = Pin::new(&mut call).poll(cx) {
                drop(done.send(result));
                completed = true;
            } else {
                slot.spawn(call, done);
            }
        }
        completed
    }
}
