//! Timers: a heap in the guest, and at most one wait on the host, for the earliest of them.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use rquickjs::{Ctx, Exception, Function, Object, Persistent};

use crate::bindings::wasi::clocks::monotonic_clock;
use crate::state;

/// The most timers that may be pending at once.
const MAX_TIMERS: usize = 100_000;

/// The longest delay, as browsers and Node.js have it: 2^31 - 1 ms.
const MAX_DELAY_MS: f64 = 2_147_483_647.0;

type Wait = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
struct Timers {
    last_id: u32,
    /// Due time and id; an id without callback was cleared.
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    callbacks: HashMap<u32, Persistent<Function<'static>>>,
    /// The wait in flight and what it waits for.
    wait: Option<(u64, Wait)>,
}

thread_local! {
    static TIMERS: RefCell<Timers> = RefCell::new(Timers::default());
}

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("setTimer", Function::new(ctx.clone(), set_timer)?)?;
    native.set("clearTimer", Function::new(ctx.clone(), clear_timer)?)?;
    native.set("now", Function::new(ctx.clone(), || monotonic_clock::now() as f64 / 1e6)?)
}

fn set_timer<'js>(ctx: Ctx<'js>, callback: Function<'js>, delay_ms: f64) -> rquickjs::Result<u32> {
    let delay_ms = if delay_ms > 0.0 { delay_ms.min(MAX_DELAY_MS) } else { 0.0 };
    let due = monotonic_clock::now().saturating_add((delay_ms * 1e6) as u64);
    TIMERS.with_borrow_mut(|timers| {
        if timers.callbacks.len() >= MAX_TIMERS {
            return Err(Exception::throw_range(
                &ctx,
                "more than 100000 timers are pending: wait for some of them first",
            ));
        }
        timers.last_id += 1;
        let id = timers.last_id;
        timers.callbacks.insert(id, Persistent::save(&ctx, callback));
        timers.heap.push(Reverse((due, id)));
        Ok(id)
    })
}

fn clear_timer(id: u32) {
    TIMERS.with_borrow_mut(|timers| {
        timers.callbacks.remove(&id);
        if timers.callbacks.is_empty() {
            timers.heap.clear();
        }
    });
}

/// Fires one timer that is due: `Ready(true)`. `Ready(false)`: there are no timers.
pub(crate) fn poll(cx: &mut Context<'_>) -> Poll<bool> {
    let callback = TIMERS.with_borrow_mut(|timers| {
        loop {
            let Some(&Reverse((due, id))) = timers.heap.peek() else {
                timers.wait = None;
                return Poll::Ready(None);
            };
            if !timers.callbacks.contains_key(&id) {
                timers.heap.pop();
                continue;
            }
            let now = monotonic_clock::now();
            if due <= now {
                timers.heap.pop();
                return Poll::Ready(timers.callbacks.remove(&id));
            }
            if !matches!(&timers.wait, Some((until, _)) if *until == due) {
                timers.wait = Some((due, Box::pin(monotonic_clock::wait_for(due - now))));
            }
            if let Some((_, wait)) = &mut timers.wait {
                match wait.as_mut().poll(cx) {
                    Poll::Ready(()) => timers.wait = None,
                    Poll::Pending => return Poll::Pending,
                }
            }
        }
    });
    let Poll::Ready(callback) = callback else { return Poll::Pending };
    let Some(callback) = callback else { return Poll::Ready(false) };
    // The prelude's callback catches what the script's own throws.
    drop(state::with(|js| js.enter(|ctx| callback.restore(ctx)?.call::<_, ()>(()))));
    Poll::Ready(true)
}
