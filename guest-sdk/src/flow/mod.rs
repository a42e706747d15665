//! The standard library of a script: several calls as one. Whatever ends early drops what it started, which cancels those calls
//! on the host. Never makes a call itself.
//!
//! | | |
//! |---|---|
//! | [`map(items, \|item\| ..)`](map()) | at most `width` at once (16), results in the items' order |
//! | [`batch(items, size, \|chunk\| ..)`](batch()) | up to `size` items a call; the answers become one list |
//! | [`first(sources)`](first()) | the first success |
//! | [`race(sources)`](race()) | whatever ends first, success or failure |
//! | [`majority(sources)`](majority()) | the answer that more than half agree on, or a `quorum` |
//! | [`weighted(sources)`](weighted()) | the answer whose weights add up to most |
//! | [`retry(\|attempt\| ..)`](retry()) | again after a failure that may pass, after a random part of a delay that grows |
//!
//! Each gives a future with options for methods; each takes a `timeout`, which begins with its first poll. They end with the error type
//! of what they run, a [`Failure`]; what they have to say themselves is a [`ToolError`](crate::tools::ToolError) whose tool is the
//! function's name. [`time`](crate::time) has `sleep` and `timeout`. The [book](crate::book::several_calls) has examples.
//!
//! # Beside JavaScript
//!
//! Names, defaults, limits and messages are those of scripts in JavaScript. What differs:
//!
//! - Nothing is begun before the first poll, and there is no `signal`: dropping the future ends it.
//! - Sources are futures of one type. The function of `map` and `batch` gets no index, `key`, `weight` and `when` get nothing but
//!   the answer or error: `enumerate()` the items, and use [`weights`](Weighted::weights).
//! - `errors: "keep"` and `"skip"` are `keep_errors()` and `skip_errors()`; instead of `error.partial` there is
//!   [`partial()`](Map::partial), which gives results and error.
//! - An option that is none is a failure of kind `invalid-arguments`, where JavaScript throws a `TypeError`. That all sources
//!   failed is one of kind `failed` with their texts as data, instead of an `AggregateError`.
//! - A [`Consensus`] has its `share` in both functions. The data of one that misses its quorum has the groups without their values.
//! - Integers beyond 2⁵³ are told apart.

mod consensus;
pub mod errors;
mod failure;
mod first;
mod majority;
mod map;
mod retry;
mod tally;
mod weighted;
mod work;

pub use consensus::{By, Consensus, Group, Key, Whole};
pub use errors::Partial;
pub use failure::Failure;
pub use first::{First, Race, first, race};
pub use majority::{Majority, majority};
pub use map::{Chunks, DEFAULT_WIDTH, MAX_WIDTH, Map, batch, map};
pub use retry::{If, MAX_TIMES, Retry, Retryable, When, retry};
pub use weighted::{BySource, Confidence, Weigh, Weighted, weighted};
