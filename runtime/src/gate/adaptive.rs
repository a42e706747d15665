//! A width that finds out what the tool bears: additive increase, multiplicative decrease (Chiu and Jain, "Analysis of the increase
//! and decrease algorithms for congestion avoidance in computer networks", 1989), with the signals of Netflix's
//! concurrency-limits: failures that mean overload, and latency that leaves its floor (as in TCP Vegas). Never holds a call up.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::slots::Slots;

/// What is left of the width after an overload.
const DECREASE: f64 = 0.9;
/// A smoothed latency over so many times its floor is a slow-down.
const SLOW_DOWN: f64 = 2.0;
/// How much of a new latency goes into the smoothed one, and of a higher one into the floor: tools change.
const SMOOTHING: f64 = 1.0 / 8.0;
const DRIFT: f64 = 1.0 / 256.0;

pub(super) struct Adaptive {
    min: f64,
    max: f64,
    state: Mutex<State>,
}

struct State {
    width: f64,
    /// Latency of answers, in seconds: the floor and the smoothed present.
    latency: Option<(f64, f64)>,
    decreased: Option<Instant>,
}

impl Adaptive {
    pub(super) fn new(start: u32, min: u32, max: u32) -> Self {
        let state = State { width: f64::from(start), latency: None, decreased: None };
        Self { min: f64::from(min), max: f64::from(max), state: Mutex::new(state) }
    }

    /// An attempt that began at `started` took `took`. `overloaded`: it failed in a way that fewer calls would cure.
    pub(super) fn observe(&self, slots: &Slots, started: Instant, took: Duration, overloaded: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let slow = !overloaded && state.slow_down(took.as_secs_f64());
        if overloaded || slow {
            // Once for all attempts that were under way together: they tell of the same overload.
            if state.decreased.is_some_and(|at| started < at) {
                return;
            }
            state.decreased = Some(Instant::now());
            state.width = (state.width * DECREASE).max(self.min);
        } else if slots.taken() * 2 >= slots.number() {
            // One more for each round of answers; where the width isn't used, nothing is learned.
            state.width = (state.width + 1.0 / state.width).min(self.max);
        }
        // Between `min` and `max`, which are `u32`.
        let width = state.width as usize;
        if width != slots.number() {
            slots.resize(width);
        }
    }
}

impl State {
    fn slow_down(&mut self, took: f64) -> bool {
        let Some((floor, smoothed)) = &mut self.latency else {
            self.latency = Some((took, took));
            return false;
        };
        *smoothed += (took - *smoothed) * SMOOTHING;
        *floor = if took < *floor { took } else { *floor + (took - *floor) * DRIFT };
        // Below a tenth of a millisecond it is the machine that is measured.
        *smoothed > floor.max(1e-4) * SLOW_DOWN
    }
}
