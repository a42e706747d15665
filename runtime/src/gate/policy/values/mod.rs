//! The values that a policy's keys take, and what is wrong with them. Never enforces one.

mod batch;
mod breaker;
mod cache;
mod rate;
mod repeat;
mod width;

pub use batch::{Batch, Resource};
pub use breaker::Breaker;
pub use cache::Cache;
pub use rate::Rate;
pub use repeat::{Backoff, Hedge};
pub use width::Width;

pub(crate) use batch::at_pointer;

use std::time::Duration;

use crate::duration;

/// The most calls in flight, waiting calls, cached entries and the like that a policy may name.
pub(crate) const MAX_COUNT: u32 = 1_000_000;
/// The most attempts that one call may make beside its first.
pub(crate) const MAX_RETRIES: u32 = 100;

/// Why a value can't be used: the end of a sentence that begins with its key.
pub(crate) type Problem = String;

pub(crate) fn time(value: Duration) -> Result<(), Problem> {
    if value.is_zero() {
        return Err("must be longer than nothing".to_owned());
    }
    if value > duration::MAX {
        return Err(format!("can be at most \"{}\"", humantime::format_duration(duration::MAX)));
    }
    Ok(())
}

pub(crate) fn count(what: &str, value: u32) -> Result<(), Problem> {
    match value {
        0 => Err(format!("has {what} of 0: it must be 1 or more")),
        1..=MAX_COUNT => Ok(()),
        _ => Err(format!("has {what} of {value}: it can be at most {MAX_COUNT}")),
    }
}

/// A key's value, or `None`, which switches off what a less specific section asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<T>(pub(crate) Option<T>);

impl<T> From<Option<T>> for Setting<T> {
    fn from(value: Option<T>) -> Self {
        Self(value)
    }
}

impl<T> From<T> for Setting<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}
