//! Waits for WASI 0.2's pollables in a plugin's call, so that futures over them run side by side under any combinator. Blocks
//! the instance only when none of the call's futures can go on; knows nothing of what is waited for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wasip2::io::poll::{Pollable, poll};

use crate::woken::Woken;

thread_local! {
    static WAITS: RefCell<Waits> = const { RefCell::new(Waits { entries: BTreeMap::new(), next: 0 }) };
}

/// What the instance's futures wait for.
struct Waits {
    entries: BTreeMap<u64, Entry>,
    next: u64,
}

struct Entry {
    /// Any of them will do.
    pollables: Vec<Pollable>,
    /// Whom to wake; `None` until the wait is polled, and once it is over.
    waker: Option<Waker>,
    over: bool,
}

/// Ends when one of several pollables is ready. It drops them when it is dropped, so what they belong to has to outlive it.
pub(crate) struct Any(u64);

/// Waits until one of the pollables is ready.
pub(crate) fn any(pollables: Vec<Pollable>) -> Any {
    WAITS.with_borrow_mut(|waits| {
        let key = waits.next;
        waits.next += 1;
        waits.entries.insert(key, Entry { pollables, waker: None, over: false });
        Any(key)
    })
}

impl Future for Any {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        WAITS.with_borrow_mut(|waits| match waits.entries.get_mut(&self.0) {
            Some(entry) if !entry.over => {
                entry.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
    }
}

impl Drop for Any {
    fn drop(&mut self) {
        // A waker may run anything when it is dropped: not under the borrow.
        let entry = WAITS.with_borrow_mut(|waits| waits.entries.remove(&self.0));
        drop(entry);
    }
}

/// Runs a call's future. While nothing of it can go on but some of it waits for pollables, the instance blocks on all of them
/// at once; without any, the future is as pending as it says, and the component model's own executor wakes it.
pub(crate) async fn drive<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        // To block after it was woken would be to lose that.
        let woken = Woken::around(context.waker());
        let waker = Waker::from(Arc::clone(&woken));
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(output);
            }
            if !woken.take() && !block() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Blocks until something that is waited for is ready, and wakes who waits for it; `false` where nobody waits.
fn block() -> bool {
    let wakers: Vec<Waker> = WAITS.with_borrow_mut(|waits| {
        let waiting = waits.entries.iter().filter(|(_, entry)| entry.waker.is_some());
        let (keys, pollables): (Vec<u64>, Vec<&Pollable>) =
            waiting.flat_map(|(&key, entry)| entry.pollables.iter().map(move |pollable| (key, pollable))).unzip();
        if pollables.is_empty() {
            return Vec::new();
        }
        let ready = poll(&pollables);
        let keys = ready.into_iter().filter_map(|index| keys.get(index as usize));
        keys.filter_map(|key| {
            let entry = waits.entries.get_mut(key)?;
            entry.over = true;
            entry.waker.take()
        })
        .collect()
    });
    let somebody = !wakers.is_empty();
    wakers.into_iter().for_each(Waker::wake);
    somebody
}
