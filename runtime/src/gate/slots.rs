//! Calls that may be in flight at the same time: a fair line for a number of slots that can change while they are taken.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError};

/// A number of slots. Who came first is served first; a slot goes back when it is dropped, and so does a place in the line.
#[derive(Debug)]
pub(crate) struct Slots {
    free: Semaphore,
    size: Mutex<Size>,
}

#[derive(Debug)]
struct Size {
    /// As many as there are to be.
    wanted: usize,
    /// Slots that are taken and go when they come back.
    surplus: usize,
}

/// One slot, until it is dropped.
pub(crate) struct Slot<'a> {
    slots: &'a Slots,
    permit: Option<SemaphorePermit<'a>>,
}

impl Slots {
    pub(crate) fn new(number: usize) -> Self {
        let number = number.clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Semaphore::new(number), size: Mutex::new(Size { wanted: number, surplus: 0 }) }
    }

    fn size(&self) -> MutexGuard<'_, Size> {
        self.size.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A slot, where one is free and nobody waits for it.
    pub(crate) fn try_take(&self) -> Option<Slot<'_>> {
        match self.free.try_acquire() {
            Ok(permit) => Some(Slot { slots: self, permit: Some(permit) }),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => None,
        }
    }

    /// A slot, in its turn. The place in the line is taken when this is first polled, whatever tokio's budget says: the order in which
    /// calls are made is the order in which they start.
    pub(crate) async fn take(&self) -> Slot<'_> {
        // Never closed; without a permit there is nothing to give back.
        let permit = tokio::task::unconstrained(self.free.acquire()).await.ok();
        Slot { slots: self, permit }
    }

    /// Changes the number of slots. Those that are taken stay taken.
    pub(crate) fn resize(&self, number: usize) {
        let number = number.clamp(1, Semaphore::MAX_PERMITS);
        let mut size = self.size();
        if number > size.wanted {
            let more = number - size.wanted;
            let kept = more.min(size.surplus);
            size.surplus -= kept;
            self.free.add_permits(more - kept);
        } else {
            let fewer = size.wanted - number;
            size.surplus += fewer - self.free.forget_permits(fewer);
        }
        size.wanted = number;
    }

    /// How many there are to be.
    pub(crate) fn number(&self) -> usize {
        self.size().wanted
    }

    /// How many are taken.
    pub(crate) fn taken(&self) -> usize {
        let size = self.size();
        (size.wanted + size.surplus).saturating_sub(self.free.available_permits())
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else { return };
        let mut size = self.slots.size();
        if size.surplus > 0 {
            size.surplus -= 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn slots_that_are_taken_stay_taken() {
        let slots = Slots::new(3);
        let taken: Vec<_> = (0..3).map_while(|_| slots.try_take()).collect();
        assert_eq!((taken.len(), slots.taken()), (3, 3));
        slots.resize(1);
        assert_eq!((slots.number(), slots.taken()), (1, 3));
        drop(taken);
        assert_eq!(slots.taken(), 0);
        let one = slots.try_take();
        assert!(one.is_some() && slots.try_take().is_none());
        slots.resize(2);
        assert!(slots.try_take().is_some());
    }

    #[test]
    fn growing_pays_what_shrinking_owed() {
        let slots = Slots::new(4);
        let taken: Vec<_> = (0..4).map_while(|_| slots.try_take()).collect();
        for number in [1, 3, 2, 4, 1, 2] {
            slots.resize(number);
        }
        drop(taken);
        assert_eq!((slots.number(), slots.taken(), slots.free.available_permits()), (2, 0, 2));
    }

    #[test]
    fn the_line_is_fair_and_leaves_nothing() {
        let slots = Slots::new(1);
        let first = slots.try_take();
        let mut second = Box::pin(slots.take());
        let mut third = Box::pin(slots.take());
        assert!(second.as_mut().now_or_never().is_none() && third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(slots.try_take().is_none(), "the second is next");
        drop(second);
        assert!(third.now_or_never().is_some());
        assert_eq!(slots.taken(), 0);
    }
}
