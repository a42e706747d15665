//! How often a tool may be called: the generic cell rate algorithm of ATM (ITU-T I.371). Who came first goes first: only the head
//! of the line watches the clock. Own, since `governor` brings a timer thread, or features that rebuild the sandbox, for as many lines.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::policy;

/// One tool's rate.
pub(super) struct Rate {
    /// Between two calls.
    spacing: Duration,
    /// How much earlier than evenly spaced a call may come: what a burst is made of.
    tolerance: Duration,
    /// When the next call is due, evenly spaced.
    due: Mutex<Instant>,
    head: Semaphore,
}

impl Rate {
    pub(super) fn new(rate: policy::Rate) -> Self {
        let spacing = rate.spacing();
        let tolerance = spacing.saturating_mul(rate.burst.saturating_sub(1));
        Self { spacing, tolerance, due: Mutex::new(Instant::now()), head: Semaphore::new(1) }
    }

    /// Whether one more may go now, ahead of nobody.
    pub(super) fn try_pass(&self) -> bool {
        match self.head.try_acquire() {
            Ok(_head) => self.check().is_ok(),
            Err(_) => false,
        }
    }

    /// Waits for the call's turn. Dropped while it waits, it has used nothing.
    pub(super) async fn pass(&self) {
        let _head = tokio::task::unconstrained(self.head.acquire()).await;
        while let Err(at) = self.check() {
            tokio::time::sleep_until(at).await;
        }
    }

    /// # Errors
    /// When to come back.
    fn check(&self) -> Result<(), Instant> {
        let now = Instant::now();
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        // Bounded when the policy was checked: no clock overflows.
        let earliest = due.checked_sub(self.tolerance).unwrap_or(now);
        if now < earliest {
            return Err(earliest);
        }
        *due = now.max(*due) + self.spacing;
        Ok(())
    }
}
