//! Which results are kept.

use std::fmt;
use std::time::Duration;

use super::{Problem, Setting, count, time};

/// How long a result answers further calls with the same arguments, and how many of them are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cache {
    pub(crate) ttl: Duration,
    pub(crate) entries: u32,
    pub(crate) bytes: u64,
}

impl Cache {
    /// Each result for `ttl`; at most 1,000 of them and 16 MiB, the oldest go first.
    #[must_use]
    pub fn new(ttl: Duration) -> Self {
        Self { ttl, entries: 1_000, bytes: 16 << 20 }
    }

    /// Results that are kept. Default 1,000.
    #[must_use]
    pub fn entries(mut self, entries: u32) -> Self {
        self.entries = entries;
        self
    }

    /// Bytes of results and arguments that are kept. Default 16 MiB.
    #[must_use]
    pub fn bytes(mut self, bytes: u64) -> Self {
        self.bytes = bytes;
        self
    }

    pub(crate) fn check(self) -> Result<(), Problem> {
        time(self.ttl)?;
        if self.bytes == 0 {
            return Err("keeps 0 bytes, which is nothing: use `false` for no cache".to_owned());
        }
        count("`entries`", self.entries)
    }
}

impl From<Duration> for Cache {
    fn from(ttl: Duration) -> Self {
        Self::new(ttl)
    }
}

impl From<Duration> for Setting<Cache> {
    fn from(ttl: Duration) -> Self {
        Self(Some(Cache::new(ttl)))
    }
}

impl fmt::Display for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ttl, bytes) = (humantime::format_duration(self.ttl), bytesize::ByteSize(self.bytes));
        write!(f, "{{ ttl = \"{ttl}\", entries = {}, bytes = \"{bytes}\" }}", self.entries)
    }
}
