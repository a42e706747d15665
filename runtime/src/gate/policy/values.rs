//! The values that a policy's keys take, and what is wrong with them. Never enforces one.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::json::Json;

/// The longest time that a policy may name; clocks add it to the present without overflowing.
pub(crate) const MAX_DURATION: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The most calls in flight, waiting calls, cached entries and the like that a policy may name.
pub(crate) const MAX_COUNT: u32 = 1_000_000;
/// The most attempts that one call may make beside its first.
pub(crate) const MAX_RETRIES: u32 = 100;

/// Why a value can't be used: the end of a sentence that begins with its key.
pub(crate) type Problem = String;

pub(crate) fn duration(value: Duration) -> Result<(), Problem> {
    if value.is_zero() {
        return Err("must be longer than nothing".to_owned());
    }
    if value > MAX_DURATION {
        return Err(format!("can be at most \"{}\"", humantime::format_duration(MAX_DURATION)));
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

fn share(what: &str, value: f64) -> Result<(), Problem> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(format!("has {what} of {value}: it must be more than 0 and at most 1"))
}

/// How many calls of one tool may be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Width {
    /// Always as many, over all runs together.
    Constant(u32),
    /// From `start` to `end` over the first `over` calls that a run makes of the tool, evenly, and `end` from then on. Each run has a
    /// schedule of its own.
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
        duration(self.per)?;
        if self.spacing().is_zero() {
            return Err(format!("has a rate of {self}, more than clocks can tell apart"));
        }
        if self.spacing().saturating_mul(self.burst) > MAX_DURATION {
            return Err(format!(
                "has a rate of {self}, whose burst takes longer than {} to fill",
                humantime::format_duration(MAX_DURATION)
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
        let calls = calls.trim().parse().map_err(|_| wrong())?;
        let per = match per.trim() {
            "s" => Duration::from_secs(1),
            "m" | "min" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            per => humantime::parse_duration(per).map_err(|_| wrong())?,
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
        duration(self.ttl)?;
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
            Self::After(delay) => duration(delay),
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
        duration(self.open)?;
        self.slow.map_or(Ok(()), duration)
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
        duration(self.start)?;
        duration(self.max)?;
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

/// What calls have side effects on, where they must not overtake each other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resource {
    /// The tool as a whole.
    Tool,
    /// What the arguments hold at a JSON Pointer. Tools that have this from the same section of the policy share the resource.
    Pointer(String),
}

impl Resource {
    pub(crate) fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Tool => Ok(()),
            Self::Pointer(pointer) => check_pointer(pointer),
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tool => f.write_str("true"),
            Self::Pointer(pointer) => write!(f, "{pointer:?}"),
        }
    }
}

/// The longest JSON Pointer, in bytes.
const MAX_POINTER: usize = 256;

pub(crate) fn check_pointer(pointer: &str) -> Result<(), Problem> {
    if pointer.len() > MAX_POINTER {
        return Err(format!("has a JSON Pointer of more than {MAX_POINTER} bytes"));
    }
    if pointer.split('~').skip(1).any(|part| !part.starts_with(['0', '1'])) {
        return Err(format!(
            "has the JSON Pointer {pointer:?}, where `~` must be written `~0`, and `/` in a name `~1`"
        ));
    }
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(());
    }
    Err(format!("must be a JSON Pointer, such as \"/{pointer}\", but is {pointer:?}"))
}

/// How calls of a tool become one call of another: each gives an element of an array, and gets an element of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub(crate) tool: String,
    pub(crate) item: String,
    pub(crate) arguments: String,
    pub(crate) results: String,
    pub(crate) key: Option<String>,
    pub(crate) max: u32,
}

impl Batch {
    /// By the tool of that name, of the same provider, which takes an array in `arguments` (a JSON Pointer such as `/ids`; all else
    /// that a call's arguments hold stands beside it, and only calls that agree in it go together).
    pub fn new(tool: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self {
            tool: tool.into(),
            item: String::new(),
            arguments: arguments.into(),
            results: String::new(),
            key: None,
            max: 100,
        }
    }

    /// Where in a call's arguments its element is. Default: all of the arguments are.
    #[must_use]
    pub fn item(mut self, pointer: impl Into<String>) -> Self {
        self.item = pointer.into();
        self
    }

    /// Where in the result the elements are: an array, or an object by element. Default: the result is it.
    #[must_use]
    pub fn results(mut self, pointer: impl Into<String>) -> Self {
        self.results = pointer.into();
        self
    }

    /// Where in a result's element stands what it belongs to. Default: elements come back in the order of their calls.
    #[must_use]
    pub fn key(mut self, pointer: impl Into<String>) -> Self {
        self.key = Some(pointer.into());
        self
    }

    /// Calls that go out as one, at most. Default 100.
    #[must_use]
    pub fn max(mut self, calls: u32) -> Self {
        self.max = calls;
        self
    }

    pub(crate) fn check(&self) -> Result<(), Problem> {
        for pointer in [Some(&self.item), Some(&self.arguments), Some(&self.results), self.key.as_ref()] {
            pointer.map_or(Ok(()), |pointer| check_pointer(pointer))?;
        }
        if self.arguments.is_empty() || self.arguments[1..].contains('/') {
            let at = &self.arguments;
            return Err(format!(
                "has `arguments` = {at:?}: it must name one argument of the batch tool, such as \"/ids\""
            ));
        }
        if self.item.matches('/').count() > 1 {
            return Err(format!("has `item` = {:?}: it must name one argument, such as \"/id\"", self.item));
        }
        if self.max == 1 {
            return Err("has a `max` of 1, which batches nothing: use `false` for none".to_owned());
        }
        count("a `max`", self.max)
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{ tool = {:?}, item = {:?}, arguments = {:?}", self.tool, self.item, self.arguments)?;
        write!(f, ", results = {:?}", self.results)?;
        if let Some(key) = &self.key {
            write!(f, ", key = {key:?}")?;
        }
        write!(f, ", max = {} }}", self.max)
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

/// What a call's arguments hold at a pointer, as text; what is not there is `null`.
pub(crate) fn at_pointer(arguments: &Json, pointer: &str) -> String {
    arguments.to_value().pointer(pointer).map_or_else(|| "null".to_owned(), ToString::to_string)
}
