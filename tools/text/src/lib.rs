//! Text that a script holds: a plugin with the tools `match`, `replace`, `split`, `diff`, `markdown`, `hash` and `base64`. It
//! reaches nothing outside of its arguments, keeps nothing from one call to the next, and every answer has a bound.

mod bytes;
mod diff;
mod failure;
mod markdown;
mod regex;
#[cfg(test)]
mod tests;

use toolgate_guest::plugin;

plugin!(
    regex::find::find,
    regex::replace::replace,
    regex::split::split,
    diff::diff,
    markdown::markdown,
    bytes::hash,
    bytes::base64
);

/// The longest text that a tool takes, in bytes.
const MAX_TEXT: usize = 8 << 20;
