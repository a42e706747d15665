//! When a further attempt is made: beside a slow one, and after one that failed.

use std::fmt;
use std::time::Duration;

use super::{Problem, time};

/// When a second attempt is made beside a slow one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hedge {
    /// After the 95th percentile of the tool's last 128 successful attempts; not before it has had 20.
    P95,
    /// After a fixed time.
    After(Duration),
}

impl Hedge {
    pub(crate) fn check(self) -> Result<(), Problem> {
        match self {
            Self::P95 => Ok(()),
            Self::After(delay) => time(delay),
        }
    }
}

impl fmt::Display for Hedge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::P95 => f.write_str("true"),
            Self::After(delay) => write!(f, "\"{}\"", humantime::format_duration(*delay)),
        }
    }
}

/// How long to wait before a repeat: a random time up to `start`, doubled with each repeat, up to `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Before the first repeat, at most. Default 100 ms.
    pub start: Duration,
    /// Before any, at most. Default 5 s.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { start: Duration::from_millis(100), max: Duration::from_secs(5) }
    }
}

impl Backoff {
    pub(crate) fn check(self) -> Result<(), Problem> {
        time(self.start)?;
        time(self.max)?;
        if self.start > self.max {
            return Err("has a `start` beyond its `max`".to_owned());
        }
        Ok(())
    }
}

impl fmt::Display for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |duration| humantime::format_duration(duration);
        write!(f, "{{ start = \"{}\", max = \"{}\" }}", text(self.start), text(self.max))
    }
}
