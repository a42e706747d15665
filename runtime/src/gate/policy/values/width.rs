//! How many calls may be in flight.

use std::fmt;

use super::{Problem, Setting, count};

/// How many calls of one tool may be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Width {
    /// Always as many, over all runs together.
    Constant(u32),
    /// From `start` to `end` over the first `over` calls of the tool that start in a run, evenly, and `end` from then on. Each run has
    /// a schedule of its own; repeats don't count.
    Schedule {
        /// At the run's first call.
        start: u32,
        /// After `over` calls.
        end: u32,
        /// In how many calls.
        over: u32,
    },
    /// As many as the tool bears, over all runs together: one more for each round of successes, nine tenths after a failure or a
    /// slow-down.
    Adaptive {
        /// To begin with.
        start: u32,
        /// Never fewer.
        min: u32,
        /// Never more.
        max: u32,
    },
}

impl Width {
    /// In how many calls a schedule ends, where nobody says it.
    pub const DEFAULT_OVER: u32 = 100;

    /// Adaptive: from 8, between 1 and 256.
    #[must_use]
    pub fn adaptive() -> Self {
        Self::Adaptive { start: 8, min: 1, max: 256 }
    }

    pub(crate) fn check(self) -> Result<(), Problem> {
        match self {
            Self::Constant(width) => count("a width", width),
            Self::Schedule { start, end, over } => {
                count("a `start`", start)?;
                count("an `end`", end)?;
                count("an `over`", over)
            }
            Self::Adaptive { start, min, max } => {
                count("a `start`", start)?;
                count("a `min`", min)?;
                count("a `max`", max)?;
                if min > max {
                    return Err(format!("has a `min` of {min}, more than its `max` of {max}"));
                }
                if (min..=max).contains(&start) {
                    return Ok(());
                }
                Err(format!("starts at {start}, which is not between `min` = {min} and `max` = {max}"))
            }
        }
    }
}

impl From<u32> for Width {
    fn from(width: u32) -> Self {
        Self::Constant(width)
    }
}

impl From<u32> for Setting<Width> {
    fn from(width: u32) -> Self {
        Self(Some(Width::Constant(width)))
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(width) => write!(f, "{width}"),
            Self::Schedule { start, end, over } => {
                let schedule = match start.cmp(end) {
                    std::cmp::Ordering::Less => "ascending",
                    std::cmp::Ordering::Equal => "constant",
                    std::cmp::Ordering::Greater => "descending",
                };
                write!(f, "{{ start = {start}, end = {end}, schedule = \"{schedule}\", over = {over} }}")
            }
            Self::Adaptive { start, min, max } => {
                write!(f, "{{ schedule = \"adaptive\", start = {start}, min = {min}, max = {max} }}")
            }
        }
    }
}
