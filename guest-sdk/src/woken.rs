//! A waker that remembers: whether a future that is pending has been woken since. Wakes whoever polls from outside as well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Wake, Waker};

/// What a future's waker is made of.
pub(crate) struct Woken {
    woken: AtomicBool,
    outer: Waker,
}

impl Woken {
    /// One that has not been woken yet.
    pub(crate) fn around(outer: &Waker) -> Arc<Self> {
        Arc::new(Self { woken: AtomicBool::new(false), outer: outer.clone() })
    }

    /// Whether it was woken since this was last asked.
    pub(crate) fn take(&self) -> bool {
        self.woken.swap(false, Ordering::Relaxed)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Relaxed);
        self.outer.wake_by_ref();
    }
}
