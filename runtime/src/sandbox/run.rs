//! One run, from a prepared script to its output: admission, a fresh store, the guest, and which end it was.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use super::outside::{Call, Outside, Panicked, Slot, poll_inside};
use super::{Limits, RunErrorKind};
use crate::catalog::Catalog;
use crate::gate::{Gate, Stacks, panicked};
use crate::provider::{CallError, CallErrorKind, CallResult};
use crate::trace::{CallTrace, Keep, LogSink, Recorder};

/// What a run shares with the calls that it started.
pub(crate) struct RunContext {
    gate: Arc<Gate>,
    log: LogSink,
    recorder: Arc<Recorder>,
    /// Calls that can be cancelled, by the script's own number.
    pending: Mutex<HashMap<u64, InFlight>>,
    /// Calls that go on outside of the guest.
    outside: Outside,
    doomed: Mutex<Doomed>,
    max_calls: u64,
    /// Waits on the clock that are under way.
    waits: AtomicUsize,
    /// Whether calls come from within a guest, or from the embedder.
    in_guest: bool,
    /// The most linear memory that the guest had, in bytes; known once its store is gone.
    peak_memory: AtomicU64,
}

/// Waits on the clock that one run may have at once. Our engines need one: they keep their own heaps of timers.
const MAX_WAITS: usize = 10_000;

/// A wait on the clock; dropping it ends it.
pub(super) struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Why a host function ended the run; found again as the root of what wasmtime returns.
#[derive(Debug, thiserror::Error)]
#[error("the run made more calls than it may")]
pub(crate) struct TooManyCalls;

impl RunContext {
    pub(crate) fn new(stacks: Arc<Stacks>, limits: &Limits, log: LogSink, keep: Keep) -> Self {
        Self { in_guest: true, ..Self::outside(stacks, limits, log, keep) }
    }

    /// For calls that no guest makes.
    pub(crate) fn outside(stacks: Arc<Stacks>, limits: &Limits, log: LogSink, keep: Keep) -> Self {
        Self {
            gate: Arc::new(Gate::new(stacks, limits, log.clone())),
            log,
            recorder: Recorder::new(keep),
            pending: Mutex::default(),
            outside: Outside::default(),
            doomed: Mutex::default(),
            max_calls: limits.calls,
            waits: AtomicUsize::new(0),
            in_guest: false,
            peak_memory: AtomicU64::new(0),
        }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        self.gate.catalog()
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    pub(crate) fn log(&self) -> &LogSink {
        &self.log
    }

    pub(super) fn elapsed_nanos(&self) -> u64 {
        u64::try_from(self.recorder.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    pub(super) fn begin_wait(&self) -> wasmtime::Result<Waiting<'_>> {
        let waiting = Waiting(&self.waits);
        if self.waits.fetch_add(1, Ordering::Relaxed) >= MAX_WAITS {
            return Err(wasmtime::Error::msg(format!(
                "the guest waits on the clock more than {MAX_WAITS} times at once"
            )));
        }
        Ok(waiting)
    }

    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    pub(crate) fn set_peak_memory(&self, bytes: u64) {
        self.peak_memory.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn peak_memory(&self) -> u64 {
        self.peak_memory.load(Ordering::Relaxed)
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<u64, InFlight>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cancels a call that is in flight; nothing happens where there is none of that number.
    pub(crate) fn cancel(&self, id: u64) {
        let cancelled = self.pending().remove(&id);
        if let Some(InFlight { trace, slot }) = cancelled {
            // Now, since a script that returns at once never sees the call end.
            self.recorder.cancelled(&trace);
            self.give_up(&trace, slot);
        }
    }

    /// Ends a call that nobody waits for. One that has begun goes on until the guest's turn is over: its place would go to one that
    /// the script is about to give up in the same turn.
    fn give_up(&self, trace: &CallTrace, slot: Slot) {
        if trace.attempts() == 0 {
            slot.cancel();
        } else {
            self.doomed.lock().unwrap_or_else(PoisonError::into_inner).add(slot);
        }
    }

    /// The guest was polled: ends what it gave up, where its turn is over, or goes on for long.
    pub(crate) fn polled(&self) {
        let turn_is_over = self.gate.turn().polled();
        let mut doomed = self.doomed.lock().unwrap_or_else(PoisonError::into_inner);
        if turn_is_over || doomed.since.is_some_and(|since| since.elapsed() > MAX_DOOMED) {
            doomed.end();
        }
    }

    /// The run is over, whoever ended it.
    pub(crate) fn over(&self) {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner).end();
    }

    /// One call, from the guest's bytes to a result that it may see. The outer error ends the run.
    pub(crate) async fn call(
        &self,
        tool: String,
        arguments: String,
        id: u64,
        timeout_ms: Option<u64>,
        site: Option<u32>,
    ) -> wasmtime::Result<CallResult> {
        let trace = self.recorder.begin(&tool, site, &arguments, self.max_calls).ok_or(TooManyCalls)?;
        let waiting = Waits { run: self, trace: Some(&trace) };
        let result = self.dispatch(&tool, arguments, id, &trace, timeout_ms.map(Duration::from_millis)).await;
        self.recorder.end(&trace, &result);
        waiting.are_over();
        Ok(result)
    }

    async fn dispatch(
        &self,
        tool: &str,
        arguments: String,
        id: u64,
        trace: &CallTrace,
        timeout: Option<Duration>,
    ) -> CallResult {
        let admitted = self.gate.admit(tool, arguments)?;
        let own = trace.clone().read_only(admitted.is_read_only());
        let mut call = Call::new(self.gate.start(admitted, own.clone(), timeout), own);
        if !self.in_guest {
            return call.await.unwrap_or_else(|Panicked| Err(panicked(tool)));
        }
        // Once, here and now: a call starts when it is made, and most that are quick are done with this.
        let (first, held) = poll_fn(|cx| Poll::Ready(poll_inside(&mut call, cx))).await;
        if let Poll::Ready(result) = first {
            return result.unwrap_or_else(|Panicked| Err(panicked(tool)));
        }
        let (slot, result) = self.outside.take(call, held);
        self.pending().insert(id, InFlight { trace: trace.clone(), slot: slot.clone() });
        let _forget = Forget { run: self, trace, id, slot };
        match result.await {
            Ok(result) => result.unwrap_or_else(|Panicked| Err(panicked(tool))),
            Err(_) => {
                Err(CallError::new(CallErrorKind::Cancelled, format!("the call of {tool} was cancelled by the script")))
            }
        }
    }

    /// Goes on with the calls that could not go on inside of the guest. Returns whether one of them has completed.
    pub(crate) fn drive_calls(&self, cx: &mut Context<'_>) -> bool {
        self.outside.drive(cx)
    }
}

/// A call that can be cancelled: its record, and its way.
struct InFlight {
    trace: CallTrace,
    slot: Slot,
}

/// Somebody waits for a call. A guest whose language can cancel a subtask cancels a call by dropping this.
struct Waits<'a> {
    run: &'a RunContext,
    trace: Option<&'a CallTrace>,
}

impl Waits<'_> {
    /// The call has its end already.
    fn are_over(mut self) {
        self.trace = None;
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        if let Some(trace) = self.trace {
            self.run.recorder.dropped(trace);
        }
    }
}

/// Takes a call from the pending ones, however it ended; one that is still on its way ends with whoever waits for it.
struct Forget<'a> {
    run: &'a RunContext,
    trace: &'a CallTrace,
    id: u64,
    slot: Slot,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        if self.run.pending().remove(&self.id).is_some() && !self.slot.is_gone() {
            self.run.give_up(self.trace, self.slot.clone());
        }
    }
}

/// Calls that the script gave up after they had begun.
#[derive(Default)]
struct Doomed {
    slots: Vec<Slot>,
    /// When the first of them was.
    since: Option<Instant>,
}

/// How long a call may go on that was given up, where the script computes without an end.
const MAX_DOOMED: Duration = Duration::from_millis(500);

impl Doomed {
    fn add(&mut self, slot: Slot) {
        self.since.get_or_insert_with(Instant::now);
        self.slots.push(slot);
    }

    fn end(&mut self) {
        self.since = None;
        self.slots.drain(..).for_each(|slot| slot.cancel());
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        self.end();
    }
}

/// Races a guest against its wall time and the embedder's wish to cancel. Losing drops the guest and all it started.
pub(crate) async fn bounded<T>(
    guest: impl Future<Output = Result<T, RunErrorKind>>,
    limit: Duration,
    cancelled: impl Future<Output = ()>,
    run: &RunContext,
) -> Result<T, RunErrorKind> {
    let mut guest = pin!(guest);
    let mut cancelled = pin!(cancelled);
    let mut deadline = pin!(tokio::time::sleep(limit));
    poll_fn(|cx| {
        if cancelled.as_mut().poll(cx).is_ready() {
            run.recorder.script_returned();
            return Poll::Ready(Err(RunErrorKind::Cancelled));
        }
        // The deadline before the guest: one that yields but never ends must not win by being ready again.
        if deadline.as_mut().poll(cx).is_ready() {
            run.recorder.script_returned();
            return Poll::Ready(Err(RunErrorKind::WallTime { limit }));
        }
        // A call that has completed may have been all that the guest waited for: look at once, without a round by the executor.
        for _ in 0..MAX_ROUNDS {
            let polled = guest.as_mut().poll(cx);
            run.polled();
            if polled.is_ready() || !run.drive_calls(cx) {
                return polled;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

/// Rounds of a guest and its calls before the executor, and with it the deadline, has its turn.
const MAX_ROUNDS: usize = 32;
