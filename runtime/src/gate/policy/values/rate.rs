//! How often a tool may be called.

use std::fmt;
use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;
use std::time::Duration;

use super::{MAX_COUNT, Problem, count, time};
use crate::duration::{self, parse_duration};

/// How often one tool may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub(crate) calls: u32,
    pub(crate) per: Duration,
    pub(crate) burst: u32,
}

impl Rate {
    /// `calls` in each `per`, evenly; as many at once after a pause as [`burst`](Self::burst) says, `calls` where it says nothing.
    #[must_use]
    pub fn new(calls: u32, per: Duration) -> Self {
        Self { calls, per, burst: calls }
    }

    /// So many may go at once after a pause; 1 spaces all of them evenly.
    #[must_use]
    pub fn burst(mut self, calls: u32) -> Self {
        self.burst = calls;
        self
    }

    /// The time between two calls.
    pub(crate) fn spacing(self) -> Duration {
        self.per / self.calls.max(1)
    }

    pub(crate) fn check(self) -> Result<(), Problem> {
        count("a rate", self.calls)?;
        count("a `burst`", self.burst)?;
        time(self.per)?;
        if self.spacing().is_zero() {
            return Err(format!("has a rate of {self}, more than clocks can tell apart"));
        }
        if self.spacing().saturating_mul(self.burst) > duration::MAX {
            return Err(format!(
                "has a rate of {self}, whose burst takes longer than {} to fill",
                humantime::format_duration(duration::MAX)
            ));
        }
        Ok(())
    }
}

impl FromStr for Rate {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || format!("must be a rate, such as \"50/s\", \"100/m\" or \"1/10s\", but is {text:?}");
        let (calls, per) = text.split_once('/').ok_or_else(wrong)?;
        let calls = calls.trim().parse().map_err(|error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow => format!("has a rate of {text:?}: it can be at most {MAX_COUNT} calls"),
            _ => wrong(),
        })?;
        let per = match per.trim() {
            "s" => Duration::from_secs(1),
            "m" | "min" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            per => parse_duration(per).map_err(|_| wrong())?,
        };
        Ok(Self::new(calls, per))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per.as_secs() {
            1 => "s".to_owned(),
            60 => "m".to_owned(),
            3600 => "h".to_owned(),
            _ => humantime::format_duration(self.per).to_string(),
        };
        write!(f, "{{ calls = \"{}/{per}\", burst = {} }}", self.calls, self.burst)
    }
}
