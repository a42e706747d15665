//! Data that a script holds: a plugin with the tools `jq`, `convert`, `schema`, `group`, `join` and `sort`. It reaches nothing
//! outside of its arguments, keeps nothing from one call to the next, and every answer has a bound.

mod convert;
mod failure;
mod jq;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use toolgate_guest::plugin;

plugin!(jq::jq, convert::convert, schema::schema, rows::group::group, rows::join::join, rows::sort::sort);

// Each call would begin with reading jq's own library.
snapshot::before!(jq::load_library);
