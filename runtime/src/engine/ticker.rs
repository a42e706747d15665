//! The thread that advances the epoch, which is what interrupts a guest that does not stop. It sleeps while nothing runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

/// How long a guest can compute before its task yields to the host's executor, about.
const TICK: Duration = Duration::from_millis(1);

/// After so many idle ticks the thread parks until it is woken.
const IDLE_TICKS: u32 = 200;

pub(super) struct Ticker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    running: AtomicUsize,
    parked: AtomicBool,
    stop: AtomicBool,
}

/// Something runs; dropping it says that it no longer does.
pub(crate) struct Active(Arc<Shared>);

impl Drop for Active {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Ticker {
    pub(super) fn start(engine: &wasmtime::Engine) -> Result<Self> {
        let shared = Arc::new(Shared {
            running: AtomicUsize::new(0),
            parked: AtomicBool::new(false),
            stop: AtomicBool::new(false),
        });
        // Weak: the thread must not keep an engine alive that nobody else holds.
        let engine = engine.weak();
        let state = Arc::clone(&shared);
        let tick = move || {
            let mut idle = 0;
            while !state.stop.load(Ordering::Relaxed) {
                thread::sleep(TICK);
                let Some(engine) = engine.upgrade() else { return };
                engine.increment_epoch();
                idle = if state.running.load(Ordering::Relaxed) == 0 { idle + 1 } else { 0 };
                if idle >= IDLE_TICKS {
                    state.parked.store(true, Ordering::SeqCst);
                    // A run that began before the flag was set has not seen it: look again before parking.
                    if state.running.load(Ordering::SeqCst) == 0 && !state.stop.load(Ordering::SeqCst) {
                        thread::park();
                    }
                    state.parked.store(false, Ordering::SeqCst);
                    idle = 0;
                }
            }
        };
        let thread = thread::Builder::new()
            .name("toolgate-epoch".to_owned())
            .spawn(tick)
            .context("starting the epoch's thread")?;
        Ok(Self { shared, thread: Some(thread) })
    }

    pub(super) fn active(&self) -> Active {
        self.shared.running.fetch_add(1, Ordering::SeqCst);
        if self.shared.parked.load(Ordering::SeqCst) {
            self.wake();
        }
        Active(Arc::clone(&self.shared))
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.wake();
        if let Some(thread) = self.thread.take() {
            // It ends within a tick; that it panicked would already have been printed.
            drop(thread.join());
        }
    }
}
