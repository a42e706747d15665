//! When a tool is given a rest.

use std::fmt;
use std::time::Duration;

use super::{Problem, count, time};

/// When a tool is given a rest, and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breaker {
    pub(crate) failure_rate: f64,
    pub(crate) window: u32,
    pub(crate) open: Duration,
    pub(crate) slow: Option<Duration>,
    pub(crate) slow_rate: f64,
    pub(crate) probes: u32,
}

impl Default for Breaker {
    fn default() -> Self {
        Self { failure_rate: 0.5, window: 20, open: Duration::from_secs(5), slow: None, slow_rate: 0.8, probes: 3 }
    }
}

impl Breaker {
    /// The most attempts that a window may have.
    pub(crate) const MAX_WINDOW: u32 = 1_024;

    /// Opens where this share of the window's attempts failed. Default 0.5.
    #[must_use]
    pub fn failure_rate(mut self, share: f64) -> Self {
        self.failure_rate = share;
        self
    }

    /// Judges the last so many attempts, and nothing before there are as many. Default 20.
    #[must_use]
    pub fn window(mut self, attempts: u32) -> Self {
        self.window = attempts;
        self
    }

    /// How long it stays open; doubled, up to eight times, each time that a probe fails. Default 5 s.
    #[must_use]
    pub fn open(mut self, time: Duration) -> Self {
        self.open = time;
        self
    }

    /// An attempt that takes longer is slow. Default: none is.
    #[must_use]
    pub fn slow(mut self, time: Duration) -> Self {
        self.slow = Some(time);
        self
    }

    /// Opens where this share of the window's attempts was slow. Default 0.8.
    #[must_use]
    pub fn slow_rate(mut self, share: f64) -> Self {
        self.slow_rate = share;
        self
    }

    /// Attempts that are let through when the time is over; it closes when all of them are answered. Default 3.
    #[must_use]
    pub fn probes(mut self, attempts: u32) -> Self {
        self.probes = attempts;
        self
    }

    pub(crate) fn check(self) -> Result<(), Problem> {
        share("a `failure_rate`", self.failure_rate)?;
        share("a `slow_rate`", self.slow_rate)?;
        count("a `window`", self.window)?;
        if self.window > Self::MAX_WINDOW {
            return Err(format!("has a `window` of {}: it can be at most {}", self.window, Self::MAX_WINDOW));
        }
        count("`probes`", self.probes)?;
        time(self.open)?;
        self.slow.map_or(Ok(()), time)
    }
}

impl fmt::Display for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = humantime::format_duration(self.open);
        write!(f, "{{ failure_rate = {}, window = {}, open = \"{open}\"", self.failure_rate, self.window)?;
        if let Some(slow) = self.slow {
            write!(f, ", slow = \"{}\", slow_rate = {}", humantime::format_duration(slow), self.slow_rate)?;
        }
        write!(f, ", probes = {} }}", self.probes)
    }
}

fn share(what: &str, value: f64) -> Result<(), Problem> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(format!("has {what} of {value}: it must be more than 0 and at most 1"))
}
