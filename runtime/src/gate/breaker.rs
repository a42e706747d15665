//! A tool that fails too often, or is too slow, is given a rest: calls fail at once and say when to come back; then a few probes
//! decide. Own, since kept breaker crates know neither tokio's clock nor a call that is dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::call::{Next, ToolCall, is_refused, refuse, refused, service};
use super::policy;
use crate::provider::{CallErrorKind, CallFuture, CallResult};
use crate::trace::CallTrace;

/// Whether a tool's calls go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BreakerState {
    /// They do.
    Closed,
    /// They fail at once.
    Open,
    /// A few do, and decide what becomes of the others.
    HalfOpen,
}

impl BreakerState {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Closed, Self::Open, Self::HalfOpen];

    /// `closed`, `open`, `half-open`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        }
    }
}

#[derive(Clone)]
pub(super) struct Breaker(Arc<Inner>);

struct Inner {
    policy: policy::Breaker,
    state: Mutex<State>,
    next: Next,
}

struct State {
    phase: Phase,
    window: Window,
    /// How often in a row it opened again because a probe failed.
    relapses: u32,
    /// Which opening this is: an attempt that began in another says nothing of this one.
    era: u64,
}

enum Phase {
    Closed,
    Open { until: Instant },
    HalfOpen { under_way: u32, answered: u32 },
}

/// The open time is doubled at most so often.
const MAX_RELAPSES: u32 = 3;

impl Breaker {
    pub(super) fn new(policy: policy::Breaker, next: Next) -> Self {
        let window = Window::new(policy.window as usize);
        let state = State { phase: Phase::Closed, window, relapses: 0, era: 0 };
        Self(Arc::new(Inner { policy, state: Mutex::new(state), next }))
    }

    pub(super) fn present(&self) -> BreakerState {
        match self.0.state().phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { until } if Instant::now() < until => BreakerState::Open,
            Phase::Open { .. } | Phase::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let this = Arc::clone(&self.0);
        let pass = match this.enter(&call) {
            Ok(pass) => pass,
            Err(after) => {
                let wait = humantime::format_duration(Duration::from_millis(after.as_millis() as u64 + 1));
                let message =
                    format!("{} fails or is slow too often and is given a rest: try again in {wait}", call.tool());
                return refuse(refused("breaker", message, Some(after)));
            }
        };
        Box::pin(async move {
            let next = this.next.go(call);
            pass.end(next.await)
        })
    }
}

service!(Breaker);

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a call through, or says when to come back.
    fn enter(self: &Arc<Self>, call: &ToolCall) -> Result<Pass, Duration> {
        let mut state = self.state();
        if let Phase::Open { until } = state.phase {
            let left = until.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                return Err(left);
            }
            state.phase = Phase::HalfOpen { under_way: 0, answered: 0 };
        }
        let is_probe = match &mut state.phase {
            Phase::HalfOpen { under_way, answered } if *under_way + *answered < self.policy.probes => {
                *under_way += 1;
                true
            }
            // The probes under way decide soon; a part of the open time is a guess as good as any.
            Phase::HalfOpen { .. } => return Err(self.policy.open / 4),
            _ => false,
        };
        let seen = call.trace.attempts();
        let (deadline, era) = (call.fair_deadline(), state.era);
        Ok(Pass { breaker: Arc::clone(self), call: call.trace.clone(), seen, deadline, era, is_probe, open: true })
    }

    fn open(&self, state: &mut State, relapses: u32) {
        state.relapses = relapses.min(MAX_RELAPSES);
        // 30 days eight times over: no clock overflows.
        let until = Instant::now() + self.policy.open * (1 << state.relapses);
        state.phase = Phase::Open { until };
        state.window.clear();
        state.era += 1;
    }

    fn saw(&self, era: u64, is_probe: bool, verdict: Verdict) {
        let mut state = self.state();
        if era != state.era {
            return;
        }
        if is_probe {
            self.probed(&mut state, verdict);
            return;
        }
        if !matches!(state.phase, Phase::Closed) || verdict == Verdict::Nothing {
            return;
        }
        state.window.add(verdict);
        if state.window.is_full() {
            let share = |count: u32| f64::from(count) / f64::from(self.policy.window);
            let failing = share(state.window.failures) >= self.policy.failure_rate;
            let slow = self.policy.slow.is_some() && share(state.window.slow) >= self.policy.slow_rate;
            if failing || slow {
                self.open(&mut state, 0);
            }
        }
    }

    fn probed(&self, state: &mut State, verdict: Verdict) {
        let relapses = state.relapses + 1;
        let Phase::HalfOpen { under_way, answered } = &mut state.phase else { return };
        *under_way = under_way.saturating_sub(1);
        match verdict {
            // Another may probe in its place.
            Verdict::Nothing => {}
            Verdict::Failure | Verdict::Slow => self.open(state, relapses),
            Verdict::Answer => {
                *answered += 1;
                if *answered >= self.policy.probes {
                    state.phase = Phase::Closed;
                    state.relapses = 0;
                    state.window.clear();
                    state.era += 1;
                }
            }
        }
    }
}

/// What an attempt says of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Answer,
    Slow,
    Failure,
    /// It never reached the tool, or was cancelled on its way.
    Nothing,
}

/// An attempt that was let through; however it ends, the breaker hears of it once.
struct Pass {
    breaker: Arc<Inner>,
    call: CallTrace,
    /// Attempts of the call before this one.
    seen: usize,
    deadline: Option<Instant>,
    era: u64,
    is_probe: bool,
    open: bool,
}

impl Pass {
    fn end(mut self, result: CallResult) -> CallResult {
        let verdict = match &result {
            Ok(_) => self.answered(),
            Err(error) if is_refused(error) => Verdict::Nothing,
            Err(error) => match error.kind {
                CallErrorKind::TimedOut | CallErrorKind::Unavailable | CallErrorKind::InvalidResult => Verdict::Failure,
                // A tool that fails for a reason of its own, which a repeat would not cure, has answered.
                CallErrorKind::Failed if error.retryable || self.call.has_panicked(self.seen) => Verdict::Failure,
                CallErrorKind::Cancelled => Verdict::Nothing,
                _ => self.answered(),
            },
        };
        self.close(verdict);
        result
    }

    /// The time with the provider counts, not the time in line.
    fn answered(&self) -> Verdict {
        let Some(slow) = self.breaker.policy.slow else { return Verdict::Answer };
        match self.call.attempt_took(self.seen) {
            Some(took) if took > slow => Verdict::Slow,
            _ => Verdict::Answer,
        }
    }

    fn close(&mut self, verdict: Verdict) {
        if std::mem::take(&mut self.open) {
            self.breaker.saw(self.era, self.is_probe, verdict);
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        // Dropped by a deadline after it had reached the tool, the tool was too slow for it. Dropped by the script, it says nothing.
        let late = self.deadline.is_some_and(|at| Instant::now() >= at) && self.call.attempts() > self.seen;
        self.close(if late { Verdict::Failure } else { Verdict::Nothing });
    }
}

/// The last attempts, as a ring of two bits each.
struct Window {
    verdicts: Vec<Verdict>,
    size: usize,
    at: usize,
    failures: u32,
    slow: u32,
}

impl Window {
    fn new(size: usize) -> Self {
        Self { verdicts: Vec::with_capacity(size), size, at: 0, failures: 0, slow: 0 }
    }

    fn is_full(&self) -> bool {
        self.verdicts.len() == self.size
    }

    fn clear(&mut self) {
        self.verdicts.clear();
        (self.at, self.failures, self.slow) = (0, 0, 0);
    }

    fn add(&mut self, verdict: Verdict) {
        if self.is_full() {
            let old = std::mem::replace(&mut self.verdicts[self.at], verdict);
            self.failures -= u32::from(old == Verdict::Failure);
            self.slow -= u32::from(old == Verdict::Slow);
            self.at = (self.at + 1) % self.size;
        } else {
            self.verdicts.push(verdict);
        }
        self.failures += u32::from(verdict == Verdict::Failure);
        self.slow += u32::from(verdict == Verdict::Slow);
    }
}
