//! Plans: what a planner writes instead of a script. A plan is a graph of tool calls, as text (`1. search("…")`, one task a line,
//! `$1` where the result of task 1 belongs) or as JSON (`[{"id", "tool", "arguments", "after"}]`), and the host runs it itself:
//! each task starts the moment its own inputs are there, and its call goes through the same gate as a script's. Never calls a tool
//! in any other way, and holds nothing without a limit.
//!
//! ```text
//! text, or a stream of it ──► lines ──► calls: scan, literal ─┐
//!                     JSON ──► json ──────────────────────────┴─► bind ──► (check) ──► graph ──► run ──► result
//!                                                                          └──► compile ──► a script in JavaScript
//! ```
//!
//! A plan that is there as a whole is checked before anything runs: ids, references, cycles, tools, and arguments as far as they don't
//! depend on results. Of a plan that is still being written ([`PlanStream`]) each task is on its own: one that can't be called is that
//! task's error. A text that can't be read, or an id that is there twice, ends such a run; what is in flight then is cancelled, and the
//! error's `data` says what became of each task.
//!
//! The result is an object from each task's id to its result, or to its error as scripts see one:
//! `{"name": "ToolError", "tool", "kind", "message", "data", "retryable"}`. A task that needs one that failed is not called, and has the
//! kind `dependency-failed` and `data: {"dependency", "cause"}`: the id of the task that it needs, and of the one that failed first.

mod begins;
mod bind;
mod calls;
mod check;
mod collect;
mod compile;
mod fault;
mod graph;
mod head;
mod json;
mod lines;
mod literal;
mod number;
mod path;
mod prepared;
mod reference;
mod run;
mod scan;
mod stream;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod written;

pub use stream::PlanStream;

pub(crate) use begins::{begins, is_prose};
pub(crate) use check::within;
pub(crate) use compile::{CompiledPlan, compile};
pub(crate) use prepared::{PreparedPlan, takes_no_input};

/// Bytes of one task as it is written in a plan of text, and of any other line of it.
pub const MAX_TASK_BYTES: usize = 1 << 20;

/// How deep the values in a task's arguments may nest.
pub const MAX_DEPTH: usize = 64;

/// Bytes of one task's arguments, with the results that belong into them.
pub const MAX_ARGUMENT_BYTES: usize = 16 << 20;

/// Bytes of an id in a plan of JSON.
pub const MAX_ID_BYTES: usize = 100;
