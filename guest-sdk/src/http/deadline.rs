//! A moment that work has to be done by. Waits for nothing.

use std::time::Duration;

#[cfg(target_family = "wasm")]
use wasip2::clocks::monotonic_clock;

/// A moment to be done by; several requests may share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(
    #[cfg(target_family = "wasm")] monotonic_clock::Instant,
    #[cfg(not(target_family = "wasm"))] std::time::Instant,
);

/// The longest time that a deadline is away; a longer one is as good as none.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[cfg(target_family = "wasm")]
impl Deadline {
    /// That long from now; at most a year.
    pub fn after(time: Duration) -> Self {
        Self(monotonic_clock::now().saturating_add(nanoseconds(time.min(LONGEST))))
    }

    /// How long it is away; zero where it has passed.
    pub fn remaining(self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(monotonic_clock::now()))
    }

    pub(super) fn pollable(self) -> wasip2::io::poll::Pollable {
        monotonic_clock::subscribe_instant(self.0)
    }
}

/// As WASI counts.
#[cfg(target_family = "wasm")]
pub(super) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(not(target_family = "wasm"))]
impl Deadline {
    /// That long from now; at most a year.
    pub fn after(time: Duration) -> Self {
        Self(std::time::Instant::now() + time.min(LONGEST))
    }

    /// How long it is away; zero where it has passed.
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(std::time::Instant::now())
    }
}

impl Deadline {
    /// Whether it is over.
    pub fn has_passed(self) -> bool {
        self.remaining().is_zero()
    }
}
