//! A clock for native tests, under any executor: one thread of its own, which sleeps until the next wait is over.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The waits under way: by their end, and by a number of their own.
static WAITS: Mutex<Waits> = Mutex::new(Waits { wakers: BTreeMap::new(), last: 0 });
static CHANGED: Condvar = Condvar::new();

struct Waits {
    wakers: BTreeMap<(Instant, u64), Waker>,
    last: u64,
}

/// One wait; dropping it takes it out.
struct Wait(Instant, u64);

impl Drop for Wait {
    fn drop(&mut self) {
        let waker = waits().wakers.remove(&(self.0, self.1));
        drop(waker);
    }
}

fn waits() -> MutexGuard<'static, Waits> {
    WAITS.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn wait(duration: Duration) -> Pin<Box<dyn Future<Output = ()>>> {
    // A wait without an end, where the machine's clock can't say its end.
    let Some(end) = Instant::now().checked_add(duration) else { return Box::pin(std::future::pending()) };
    let mut wait = None;
    Box::pin(poll_fn(move |context| {
        if Instant::now() >= end {
            wait = None;
            return Poll::Ready(());
        }
        let mut waits = waits();
        let number = match &wait {
            Some(Wait(_, number)) => *number,
            None => {
                waits.last += 1;
                wait = Some(Wait(end, waits.last));
                waits.last
            }
        };
        let before = waits.wakers.insert((end, number), context.waker().clone());
        // A waker may run anything when it is dropped: not under the lock.
        drop(waits);
        drop(before);
        CHANGED.notify_one();
        start();
        Poll::Pending
    }))
}

fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        std::thread::spawn(keep_time);
    });
}

fn keep_time() {
    let mut waits = waits();
    loop {
        let now = Instant::now();
        let later = waits.wakers.split_off(&(now, u64::MAX));
        let over = std::mem::replace(&mut waits.wakers, later);
        if !over.is_empty() {
            // A waker may run anything: not under the lock.
            drop(waits);
            over.into_values().for_each(Waker::wake);
            waits = self::waits();
            continue;
        }
        waits = match waits.wakers.first_key_value() {
            Some(((end, _), _)) => {
                let until = end.saturating_duration_since(now);
                CHANGED.wait_timeout(waits, until).map_or_else(|error| error.into_inner().0, |(waits, _)| waits)
            }
            None => CHANGED.wait(waits).unwrap_or_else(PoisonError::into_inner),
        };
    }
}

pub(super) fn now() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

pub(super) fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
