//! SQL over SQLite files in granted directories, and over rows that a script passes: a plugin with the tools `query`, `execute`
//! and `schema`. It reaches no file but the one that a call names, keeps nothing from one call to the next, and every answer
//! has a bound.

mod database;
mod execute;
mod failure;
mod files;
mod guard;
mod host;
mod lease;
mod query;
mod schema;
mod statement;
mod tables;
#[cfg(test)]
mod tests;
mod values;
mod window;

use toolgate_guest::plugin;

plugin!(query::query, execute::execute, schema::schema);

/// The most rows that a call returns.
const MAX_ROWS: u32 = 100_000;
/// The most that these take as JSON, in bytes.
const MAX_BYTES: u32 = 8 << 20;
/// The most time that a call may ask for, in milliseconds.
const MAX_TIMEOUT_MS: u32 = 60_000;
