//! How many calls are in flight, and how often: bulkheads from the narrowest to the widest, so that nobody holds what many share
//! while waiting for what few do. The line is fair, and as long as the policy's `queue`; then `unavailable`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use tokio::time::Instant;

use super::adaptive::Adaptive;
use super::call::{Next, ToolCall, refused, service};
use super::policy;
use super::rate::Rate;
use super::slots::{Slot, Slots};
use crate::provider::{CallError, CallErrorKind, CallFuture, CallResult};
use crate::trace::{AttemptReason, CallTrace, WaitReason};

#[derive(Clone)]
pub(super) struct Width(Arc<Inner>);

struct Inner {
    /// The tool's place in the catalog: the key of its schedules.
    tool: usize,
    own: Own,
    rate: Option<Rate>,
    provider: Option<Arc<Slots>>,
    runtime: Option<Arc<Slots>>,
    line: Arc<Line>,
    next: Next,
}

/// The tool's own width.
enum Own {
    Unbounded,
    Constant(Slots),
    Adaptive(Slots, Adaptive),
    /// Slots of each run.
    Schedule {
        start: u32,
        end: u32,
        over: u32,
    },
}

/// The calls of one tool that wait, and those that are in flight.
#[derive(Debug)]
pub(crate) struct Line {
    waiting: AtomicUsize,
    in_flight: AtomicUsize,
    longest: usize,
}

impl Line {
    pub(super) fn new(longest: u32) -> Self {
        Self { waiting: AtomicUsize::new(0), in_flight: AtomicUsize::new(0), longest: longest as usize }
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }
}

/// One more, until it is dropped.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn one(counter: &'a AtomicUsize) -> (Self, usize) {
        let before = counter.fetch_add(1, Ordering::Relaxed);
        (Self(counter), before)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One run's slots of a tool whose width follows a schedule.
pub(crate) struct Scheduled {
    slots: Slots,
    calls: AtomicU32,
}

impl Scheduled {
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.slots.taken()
    }
}

impl Width {
    /// Slots that are taken of all that runs share.
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        let own = match &self.0.own {
            Own::Constant(slots) | Own::Adaptive(slots, _) => slots.taken(),
            Own::Unbounded | Own::Schedule { .. } => 0,
        };
        let wider = [&self.0.provider, &self.0.runtime].into_iter().flatten().map(|slots| slots.taken());
        own + wider.sum::<usize>()
    }

    pub(super) fn new(
        tool: usize,
        resolved: &policy::Resolved,
        provider: Option<Arc<Slots>>,
        runtime: Option<Arc<Slots>>,
        line: Arc<Line>,
        next: Next,
    ) -> Self {
        let own = match resolved.width {
            None => Own::Unbounded,
            Some(policy::Width::Constant(width)) => Own::Constant(Slots::new(width as usize)),
            Some(policy::Width::Adaptive { start, min, max }) => {
                Own::Adaptive(Slots::new(start as usize), Adaptive::new(start, min, max))
            }
            Some(policy::Width::Schedule { start, end, over }) => Own::Schedule { start, end, over },
        };
        let rate = resolved.rate.map(Rate::new);
        Self(Arc::new(Inner { tool, own, rate, provider, runtime, line, next }))
    }

    /// How many calls may be in flight now, where the tool has a width for all runs together.
    pub(super) fn present(&self) -> Option<usize> {
        match &self.0.own {
            Own::Constant(slots) | Own::Adaptive(slots, _) => Some(slots.number()),
            Own::Unbounded | Own::Schedule { .. } => None,
        }
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            let (gate, trace) = (Arc::clone(&call.gate), call.trace.clone());
            let scheduled = this.scheduled(&call);
            let own = match &this.own {
                Own::Unbounded => None,
                Own::Constant(slots) | Own::Adaptive(slots, _) => Some(slots),
                Own::Schedule { .. } => scheduled.as_deref().map(|scheduled| &scheduled.slots),
            };
            let entry = Entry { line: &this.line, trace: &trace, may_wait: !call.is_hedge(), tool: call.tool() };
            let _own = entry.take(own, WaitReason::Tool).await?;
            if let Some(scheduled) = &scheduled
                && call.reason == AttemptReason::First
            {
                this.step(scheduled);
            }
            if let Some(rate) = &this.rate {
                entry.pass(rate).await?;
            }
            let _provider = entry.take(this.provider.as_deref(), WaitReason::Provider).await?;
            let _run = entry.take(Some(gate.in_flight()), WaitReason::Run).await?;
            let _runtime = entry.take(this.runtime.as_deref(), WaitReason::Runtime).await?;
            let (_counted, _) = Counted::one(&this.line.in_flight);
            match &this.own {
                Own::Adaptive(slots, adaptive) => {
                    let watch =
                        Watch { slots, adaptive, deadline: call.fair_deadline(), started: Some(Instant::now()) };
                    watch.end(this.next.go(call).await)
                }
                _ => this.next.go(call).await,
            }
        })
    }
}

service!(Width);

impl Inner {
    /// The run's own slots.
    fn scheduled(&self, call: &ToolCall) -> Option<Arc<Scheduled>> {
        let Own::Schedule { start, .. } = self.own else { return None };
        let mut all = call.gate.scheduled();
        let scheduled = all
            .entry(self.tool)
            .or_insert_with(|| Arc::new(Scheduled { slots: Slots::new(start as usize), calls: AtomicU32::new(0) }));
        Some(Arc::clone(scheduled))
    }

    /// One call more has started, and the schedule goes on: by calls that start, since a fan-out makes all of them at once.
    fn step(&self, scheduled: &Scheduled) {
        let Own::Schedule { start, end, over } = self.own else { return };
        let number = scheduled.calls.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        scheduled.slots.resize(width_at(start, end, over, number));
    }
}

/// The width for a run's call of that number, from 0.
fn width_at(start: u32, end: u32, over: u32, number: u32) -> usize {
    let share = f64::from(number.min(over)) / f64::from(over.max(1));
    let width = f64::from(start) + (f64::from(end) - f64::from(start)) * share;
    // Between `start` and `end`, which are `u32`.
    width.round() as usize
}

/// A call that is about to enter.
struct Entry<'a> {
    line: &'a Line,
    trace: &'a CallTrace,
    may_wait: bool,
    tool: &'a str,
}

impl<'a> Entry<'a> {
    async fn take<'s>(&self, slots: Option<&'s Slots>, reason: WaitReason) -> Result<Option<Slot<'s>>, CallError> {
        let Some(slots) = slots else { return Ok(None) };
        // Tried first: a call that need not wait is done with its first poll.
        if let Some(slot) = slots.try_take() {
            return Ok(Some(slot));
        }
        let _waiting = self.wait()?;
        let _noted = self.trace.wait(reason);
        Ok(Some(slots.take().await))
    }

    async fn pass(&self, rate: &Rate) -> Result<(), CallError> {
        if rate.try_pass() {
            return Ok(());
        }
        let _waiting = self.wait()?;
        let _noted = self.trace.wait(WaitReason::Rate);
        rate.pass().await;
        Ok(())
    }

    /// A place in the line, where there is one.
    fn wait(&self) -> Result<Counted<'a>, CallError> {
        let (waiting, before) = Counted::one(&self.line.waiting);
        if self.may_wait && before < self.line.longest {
            return Ok(waiting);
        }
        let message = format!(
            "{} is busy, and {before} calls of it wait already: make fewer at once, or raise `queue` in its policy",
            self.tool
        );
        Err(refused("queue", message, None))
    }
}

/// Tells the controller how an attempt went, however that was.
struct Watch<'a> {
    slots: &'a Slots,
    adaptive: &'a Adaptive,
    deadline: Option<Instant>,
    started: Option<Instant>,
}

impl Watch<'_> {
    fn end(mut self, result: CallResult) -> CallResult {
        let overloaded = match &result {
            Ok(_) => false,
            Err(error) => {
                matches!(error.kind, CallErrorKind::Unavailable | CallErrorKind::TimedOut)
                    || (error.kind == CallErrorKind::Failed && error.retryable)
            }
        };
        self.observe(overloaded);
        result
    }

    fn observe(&mut self, overloaded: bool) {
        if let Some(started) = self.started.take() {
            self.adaptive.observe(self.slots, started, started.elapsed(), overloaded);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // Dropped by its deadline, it was too slow; dropped by the script, it says nothing.
        if self.deadline.is_some_and(|at| Instant::now() >= at) {
            self.observe(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::width_at;

    #[test]
    fn a_schedule_is_even_and_ends() {
        let widths: Vec<usize> = (0..=10).map(|number| width_at(16, 2, 7, number)).collect();
        assert_eq!(widths, [16, 14, 12, 10, 8, 6, 4, 2, 2, 2, 2]);
        assert_eq!((0..4).map(|number| width_at(1, 4, 3, number)).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(width_at(5, 5, 0, 9), 5);
    }
}
