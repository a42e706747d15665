//! The turn of a script's event loop, which ends when the script waits for something: not where the host's clock interrupts it.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Where one run's guest stands.
#[derive(Default)]
pub(crate) struct Turn {
    /// Since it was last polled.
    interrupted: AtomicBool,
    /// It was interrupted when it was last polled, and goes on with the next poll.
    unfinished: AtomicBool,
    finished: Notify,
}

impl Turn {
    /// The guest gives way to the executor in the middle of its turn.
    pub(crate) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
    }

    /// The guest was polled, and gave way. Whether its turn is over.
    pub(crate) fn polled(&self) -> bool {
        let interrupted = self.interrupted.load(Ordering::Relaxed);
        if interrupted {
            self.interrupted.store(false, Ordering::Relaxed);
            self.unfinished.store(true, Ordering::Release);
        } else if self.unfinished.load(Ordering::Relaxed) {
            self.unfinished.store(false, Ordering::Release);
            self.finished.notify_waiters();
        }
        !interrupted
    }

    /// Resolves once the guest has no turn under way. For who is outside of the guest's poll.
    pub(super) async fn finished(&self) {
        loop {
            // Before the look: what is notified after it is not missed.
            let finished = self.finished.notified();
            if !self.unfinished.load(Ordering::Acquire) {
                return;
            }
            finished.await;
        }
    }
}
